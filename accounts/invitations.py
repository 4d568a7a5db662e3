"""Invitations: made by staff, passed on as a link, used once.

The link is a signature over the key of the row, so nothing in the database opens anything. It
also says whether it went out by e-mail: whoever has that one reads the e-mails of the address.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import Invitation, User

logger = logging.getLogger(__name__)

SALT: Final = "accounts.invitations"
SESSION_KEY: Final = "invitation"
MAX_DAYS: Final = 90
RETRY_AFTER: Final = timedelta(minutes=1)  # between two e-mails of one invitation


class NotInvitedError(Exception):
    """An account cannot be made with the invitation that was shown.

    Attributes:
        code: ``over`` for one that was used, taken back or ran out; ``other_address`` for one that
            is for another e-mail address.
        address: whom it is for, where it is for one address.
    """

    def __init__(self, code: str, address: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.address = address


def make(
    actor: User, *, email: str = "", note: str = "", days: int = 7, request: HttpRequest
) -> Invitation:
    """Invite somebody.

    Args:
        actor: who invites.
        email: the only address that may be used, or empty.
        note: what for.
        days: how long it counts, 1 to ``MAX_DAYS``.
        request: by which it is done.
    """
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        note=note,
        invited_by=actor,
        expires_at=timezone.now() + timedelta(days=days),
    )
    changes = {"email": ["", invitation.email], "days": days}
    audit.record(actor, "invitation.made", invitation, changes, request=request)
    return invitation


def link_path(invitation: Invitation, *, is_mailed: bool = False) -> str:
    """Path of the page that accepts it."""
    token = signing.dumps([str(invitation.pk), is_mailed], salt=SALT)
    return reverse("accounts:invitation", args=[token])


def send(invitation: Invitation, url: str, *, request: HttpRequest) -> bool:
    """E-mail the link.

    Returns:
        ``False`` where it cannot be used any more, has no address, or went out just now.
    """
    now = timezone.now()
    if not invitation.email or not invitation.is_usable(now):
        return False
    if invitation.sent_at and invitation.sent_at > now - RETRY_AFTER:
        return False
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=now)
    facts = {"invitation": invitation, "url": url, "host": invitation.invited_by}
    get_adapter(request).send_mail("account/email/invitation", invitation.email, facts)
    return True


def revoke(invitation: Invitation, actor: User, *, request: HttpRequest) -> bool:
    """Take an invitation back; ``False`` when it was used before, or taken back."""
    changed = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN).update(
        state=Invitation.State.REVOKED, ended_at=timezone.now()
    )
    if changed:
        audit.record(actor, "invitation.revoked", invitation, request=request)
    return bool(changed)


def shown_by(token: str) -> tuple[Invitation, bool]:
    """The invitation of a link, and whether the link went out by e-mail.

    Raises:
        NotInvitedError: ``over``; so are all while nobody may make an account.
    """
    usable = Invitation.objects.usable().select_related("invited_by")
    if settings.SIGN_UP == "closed":
        usable = usable.none()
    try:
        key, is_mailed = signing.loads(token, salt=SALT)
        return usable.get(pk=key), bool(is_mailed)
    except (signing.BadSignature, ValueError, TypeError, Invitation.DoesNotExist):
        raise NotInvitedError("over") from None


def hold(request: HttpRequest, invitation: Invitation, *, is_mailed: bool) -> None:
    """Remember in the session that this visitor was invited."""
    request.session[SESSION_KEY] = str(invitation.pk)
    if is_mailed and invitation.email:
        get_adapter(request).stash_verified_email(request, invitation.email)


def held_by(request: HttpRequest) -> Invitation | None:
    """The invitation that a visitor has shown, if it can still be used."""
    key = request.session.get(SESSION_KEY)
    return Invitation.objects.usable().filter(pk=key).first() if key else None


@contextmanager
def used(request: HttpRequest, address: str) -> Iterator[Invitation | None]:
    """Use the visitor's invitation up for an account that is made inside; once, whoever comes.

    Nothing is asked for where everybody may make an account.

    Args:
        request: of the visitor.
        address: of the account that is going to be made.

    Raises:
        NotInvitedError: there is none, or it is for another address.
    """
    invitation = held_by(request)
    is_needed = settings.SIGN_UP == "invitation"
    if invitation is None:
        if is_needed:
            raise NotInvitedError("over")
        yield None
        return
    if invitation.email and invitation.email != address.lower():
        if is_needed:
            raise NotInvitedError("other_address", invitation.email)
        yield None
        return
    if not _change(invitation, Invitation.State.OPEN, Invitation.State.ACCEPTED):
        raise NotInvitedError("over")
    try:
        yield invitation
    except BaseException:
        _change(invitation, Invitation.State.ACCEPTED, Invitation.State.OPEN)
        raise
    request.session.pop(SESSION_KEY, None)


def settle(invitation: Invitation | None, user: User | None) -> None:
    """Note which account was made with an invitation."""
    if invitation is not None and user is not None:
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
        audit.record(user, "invitation.accepted", invitation)


def refusal(request: HttpRequest, reason: NotInvitedError) -> HttpResponse:
    """The page that says why no account can be made."""
    status = HTTPStatus.GONE if reason.code == "over" else HTTPStatus.FORBIDDEN
    return render(request, "account/invitation_refused.html", {"reason": reason}, status=status)


def _change(invitation: Invitation, before: str, after: str) -> bool:
    ended_at = timezone.now() if after == Invitation.State.ACCEPTED else None
    same = Invitation.objects.filter(pk=invitation.pk, state=before)
    return bool(same.update(state=after, ended_at=ended_at))
