"""Which e-mails a person wants, and the way out of them without signing in."""

from collections.abc import Mapping
from typing import Final

from django.core import signing
from django.urls import reverse

from accounts.models import User

# Kind of an e-mail -> the field that holds the wish.
FIELDS: Final[Mapping[str, str]] = {
    "finished": "mail_when_finished",
    "failed": "mail_when_failed",
}
SALT: Final = "accounts.mail_wishes"


class BadTokenError(Exception):
    """The token was not made here."""


def wish_of(person: User, kind: str) -> str:
    """When the person wants e-mails of a kind, a value of ``User.MailWhen``."""
    return str(getattr(person, FIELDS[kind]))


def stop_path(person: User, kind: str) -> str:
    """Path of the page that ends e-mails of a kind.

    It stays good for ever, as old e-mails do, and opens nothing else.
    """
    token = signing.dumps([str(person.pk), kind], salt=SALT)
    return reverse("accounts:stop-mails", args=[token])


def wanted_by(token: str) -> tuple[User, str]:
    """The person and the kind that a token names.

    Raises:
        BadTokenError: it was not made here, or the person is gone.
    """
    try:
        person_id, kind = signing.loads(token, salt=SALT)
        return User.objects.get(pk=person_id), FIELDS[kind] and kind
    except (signing.BadSignature, ValueError, KeyError, User.DoesNotExist):
        raise BadTokenError from None


def stop(person: User, kind: str) -> None:
    """Send no more e-mails of a kind."""
    User.objects.filter(pk=person.pk).update(**{FIELDS[kind]: User.MailWhen.NEVER})
