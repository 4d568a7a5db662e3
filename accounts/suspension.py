"""Shutting people out, and letting them in again.

Whoever is suspended is signed out everywhere and cannot sign in; API keys open nothing, since the
account is not active. Videos and files stay as they are.
"""

from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from accounts import audit, letters, sessions
from accounts.models import Suspension, User

MAX_REASON: Final = 1000  # characters


class NotSuspendableError(Exception):
    """This person cannot be suspended by this one.

    Attributes:
        detail: one sentence for people.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def standing(person: User) -> Suspension | None:
    """The suspension under which somebody is now."""
    return Suspension.objects.standing().filter(person=person).first()


def check_may(actor: User, person: User) -> None:
    """See whether somebody may suspend somebody.

    Raises:
        NotSuspendableError: not oneself, not the owner of the site; only a superuser suspends
            those who may use the admin.
    """
    if person.pk == actor.pk:
        raise NotSuspendableError("Nobody can suspend themselves.")
    if person.is_owner:
        raise NotSuspendableError("The owner of the site cannot be suspended.")
    if (person.is_staff or person.is_superuser) and not actor.is_superuser:
        raise NotSuspendableError("Only a superuser can suspend somebody who may use the admin.")


def suspend(
    person: User, actor: User, reason: str, *, request: HttpRequest | None = None
) -> Suspension | None:
    """Shut somebody out at once, and tell them why.

    Args:
        person: whom.
        actor: who decides.
        reason: what the person is told.
        request: by which it was done.

    Returns:
        ``None`` when the person was not active anyhow; nothing was changed then.

    Raises:
        NotSuspendableError: see ``check_may``; also for want of a reason.
    """
    check_may(actor, person)
    reason = reason.strip()[:MAX_REASON]
    if not reason:
        raise NotSuspendableError("Say why, for the person to read.")
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        return None
    person.is_active = False
    made = Suspension.objects.create(person=person, reason=reason, by=actor)
    sessions.end_all(person)
    changes = {"is_active": [True, False], "reason": reason}
    audit.record(actor, "account.suspended", person, changes, request=request)
    letters.send(person.email, "suspended", {"person": person, "reason": reason})
    return made


def lift(person: User, actor: User, *, request: HttpRequest | None = None) -> bool:
    """Let somebody in again, and tell them; also who could not sign in for another reason.

    Returns:
        ``False`` when the person can sign in, or leaves; nothing was changed then.
    """
    shut = User.objects.filter(pk=person.pk, is_active=False, leaves_at__isnull=True)
    if not shut.update(is_active=True):
        return False
    person.is_active = True
    standing_ = Suspension.objects.standing().filter(person=person)
    standing_.update(lifted_at=timezone.now(), lifted_by=actor)
    changes = {"is_active": [False, True]}
    audit.record(actor, "account.reinstated", person, changes, request=request)
    letters.send(person.email, "reinstated", {"person": person})
    return True
