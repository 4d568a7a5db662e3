"""Groups: made, joined by invitation, left.

Nobody is put into a group by somebody else: an invitation names an e-mail address, and whoever has
an account with that address may accept it. So nobody learns by inviting who has an account.
"""

import uuid
from typing import Final

from allauth.account.models import EmailAddress
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit
from accounts.models import Group, Membership, User

MAX_NAME: Final = 80  # characters
MAX_GROUPS: Final = 50  # of one owner
MAX_MEMBERS: Final = 200  # of one group, those invited included


class GroupError(Exception):
    """What was asked for cannot be done.

    Attributes:
        code: stable name of the reason: ``group_name``, ``too_many_groups``, ``too_many_members``,
            ``already_invited`` or ``your_own_address``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ids_of(person_id: uuid.UUID) -> list[uuid.UUID]:
    """Keys of the groups somebody made or joined."""
    joined = Membership.objects.filter(person_id=person_id).values_list("group_id", flat=True)
    owned = Group.objects.filter(owner_id=person_id).values_list("pk", flat=True)
    return [*owned, *joined]


def of(person: User) -> models.QuerySet[Group]:
    """Groups somebody made or joined, by name, with their members."""
    rows = Group.objects.filter(pk__in=ids_of(person.pk)).select_related("owner")
    return rows.prefetch_related("memberships__person")


def invitations_of(person: User) -> models.QuerySet[Membership]:
    """Invitations that somebody has not answered; none for an address that is not verified."""
    waiting = Membership.objects.filter(person__isnull=True).select_related("group__owner")
    return waiting.filter(email=person.email) if _has_proven(person) else waiting.none()


def _has_proven(person: User) -> bool:
    """Whether the address is the person's.

    Accounts that were made without sign-up, as the owner's, have no row about it: an administrator
    vouches for them.
    """
    known = EmailAddress.objects.filter(user_id=person.pk)
    return not known.exists() or known.filter(email__iexact=person.email, verified=True).exists()


def make(owner: User, name: str, *, request: HttpRequest | None = None) -> Group:
    """Make a group.

    Raises:
        GroupError: ``group_name`` or ``too_many_groups``.
    """
    name = _checked_name(name)
    if Group.objects.filter(owner=owner).count() >= MAX_GROUPS:
        raise GroupError("too_many_groups")
    group = Group.objects.create(owner=owner, name=name)
    audit.record(owner, "group.made", group, request=request)
    return group


def rename(group: Group, name: str) -> None:
    """Give a group another name.

    Raises:
        GroupError: ``group_name``.
    """
    group.name = _checked_name(name)
    Group.objects.filter(pk=group.pk).update(name=group.name)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        raise GroupError("group_name")
    return name


def invite(group: Group, email: str, *, request: HttpRequest | None = None) -> Membership:
    """Invite whoever has an e-mail address.

    Raises:
        GroupError: ``already_invited``, ``your_own_address`` or ``too_many_members``.
    """
    email = email.strip().lower()
    if email == group.owner.email:
        raise GroupError("your_own_address")
    if group.memberships.count() >= MAX_MEMBERS:
        raise GroupError("too_many_members")
    try:
        with transaction.atomic():
            invited = Membership.objects.create(group=group, email=email)
    except IntegrityError:
        raise GroupError("already_invited") from None
    audit.record(group.owner, "group.invited", group, {"email": [None, email]}, request=request)
    return invited


def join(person: User, invitation_id: uuid.UUID, *, request: HttpRequest | None = None) -> bool:
    """Accept an invitation.

    Returns:
        ``False`` when there is none such for this person.
    """
    waiting = invitations_of(person).filter(pk=invitation_id)
    invitation = waiting.first()
    if invitation is None:
        return False
    rows = Membership.objects.filter(pk=invitation.pk, person__isnull=True)
    joined = rows.update(person=person, joined_at=timezone.now())
    if joined:
        audit.record(person, "group.joined", invitation.group, request=request)
    return bool(joined)


def decline(person: User, invitation_id: uuid.UUID) -> bool:
    """Refuse an invitation; ``False`` when there is none such for this person."""
    return bool(invitations_of(person).filter(pk=invitation_id).delete()[0])


def leave(person: User, group: Group, *, request: HttpRequest | None = None) -> bool:
    """Leave a group of somebody else; ``False`` when the person was not in it."""
    left = Membership.objects.filter(group=group, person=person).delete()[0]
    if left:
        audit.record(person, "group.left", group, request=request)
    return bool(left)


def remove(membership: Membership, *, request: HttpRequest | None = None) -> None:
    """Take somebody out, or an invitation back; the owner's right."""
    group = membership.group
    audit.record(
        group.owner, "group.removed", group, {"email": [membership.email, None]}, request=request
    )
    membership.delete()


def delete(group: Group, *, request: HttpRequest | None = None) -> None:
    """Delete a group; what was shared with it is private again."""
    audit.record(group.owner, "group.deleted", group, request=request)
    group.delete()
