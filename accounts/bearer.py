"""What an ``Authorization: Bearer`` header, or its like on a websocket, opens."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.http import HttpRequest

from accounts import api_keys, mfa, sessions, tokens
from accounts.models import ApiKey, SignIn, User
from accounts.tokens import BadTokenError

__all__ = ["SCHEME", "BadTokenError", "Opened", "in_header", "opened"]

SCHEME: Final = "bearer"


@dataclass(frozen=True, slots=True)
class Opened:
    """Who holds a token or key that works.

    Attributes:
        key: the API key; ``None`` for an access token.
        sign_in: the family of an access token; ``None`` for an API key.
    """

    user: User
    key: ApiKey | None = None
    sign_in: SignIn | None = None

    @property
    def still_works(self) -> Callable[[], bool]:
        """Asks the database whether what was opened was ended meanwhile."""
        if self.key is not None:
            mine = ApiKey.objects.live().filter(pk=self.key.pk, user__is_active=True)
            return mine.filter(user__leaves_at__isnull=True).exists
        if self.sign_in is not None:
            return partial(sessions.lives, self.sign_in.pk)
        return lambda: False


def in_header(header: str) -> str | None:
    """The token in an ``Authorization`` header; ``None`` when it is of another scheme.

    Raises:
        BadTokenError: it is of this scheme, and is none.
    """
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != SCHEME:
        return None
    if not token or " " in token or not token.isascii():
        raise BadTokenError("token_invalid", "The header is “Authorization: Bearer TOKEN”.")
    return token


def opened(token: str, request: HttpRequest | None = None) -> Opened:
    """Who holds a token or an API key.

    Raises:
        BadTokenError: it does not work, or not any more.
    """
    if not token.startswith(api_keys.MARK):
        sign_in = tokens.opened(token, request)
        _check_factor(sign_in.user)
        return Opened(sign_in.user, sign_in=sign_in)
    key = api_keys.find(token)
    if key is None:
        raise BadTokenError(
            "key_invalid", "This API key was not made here, has expired, or was revoked."
        )
    tokens.check_stays(key.user)
    _check_factor(key.user)
    return Opened(key.user, key=key)


def _check_factor(user: User) -> None:
    """Open nothing for staff who must have a second factor and have none.

    Raises:
        BadTokenError: ``mfa_required``.
    """
    if mfa.must_have_one(user) and not mfa.has_second_factor(user):
        text = "Your role here needs two-step sign-in. Set it up on the page to go on."
        raise BadTokenError("mfa_required", text)
