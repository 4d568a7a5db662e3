"""Access and refresh tokens (JWT, RFC 7519) for programs that act for a person.

A refresh token is good for one exchange. Its ``jti`` is a row; one that comes a second time, or
whose row is gone, was copied, so the whole family ends (RFC 9700, section 4.14.2). An access token
lives for minutes and names its family, which is asked for at every use.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken
from rest_framework_simplejwt.tokens import RefreshToken as RefreshJwt

from accounts import audit, sessions
from accounts.models import RefreshToken, SignIn, User

FAMILY: Final = "sid"  # claim: the key of the SignIn that a token belongs to
LONGEST: Final = timedelta(days=365)  # that a program stays signed in, however often it asks
MAX_LIVE: Final = 100  # programs with tokens, of one person
LABEL_LENGTH: Final = 80  # characters


class BadTokenError(Exception):
    """A token cannot be used.

    Attributes:
        code: stable name of the reason.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Pair:
    """What a program gets.

    Attributes:
        access: to be sent with each request.
        refresh: to be exchanged for the next pair, once.
        lasts: seconds that ``access`` works.
    """

    access: str
    refresh: str
    lasts: int


def begin(user: User, request: HttpRequest, label: str = "") -> Pair:
    """Start a family of tokens; the longest unseen one makes room when there are too many."""
    living = SignIn.objects.live().filter(user=user, kind=SignIn.Kind.TOKENS)
    surplus = list(living.values_list("pk", flat=True)[MAX_LIVE - 1 :])
    SignIn.objects.filter(pk__in=surplus).end(SignIn.EndReason.ALL)
    sign_in = SignIn.objects.create(
        user=user,
        kind=SignIn.Kind.TOKENS,
        label=label[:LABEL_LENGTH],
        user_agent=sessions.agent_of(request),
        address=sessions.address_of(request),
        expires_at=timezone.now() + lifetime(),
    )
    return _pair(sign_in)


def _pair(sign_in: SignIn) -> Pair:
    refresh: Any = RefreshJwt()
    refresh["user_id"] = str(sign_in.user_id)
    refresh[FAMILY] = str(sign_in.pk)
    RefreshToken.objects.create(
        id=uuid.UUID(refresh["jti"]),
        sign_in=sign_in,
        expires_at=timezone.now() + lifetime(),
    )
    access = refresh.access_token
    return Pair(str(access), str(refresh), int(access.lifetime.total_seconds()))


def lifetime() -> timedelta:
    """How long a refresh token waits to be exchanged."""
    lasts: timedelta = settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
    return lasts


def rotate(token: str, request: HttpRequest) -> Pair:
    """Exchange a refresh token for the next pair.

    Raises:
        BadTokenError: it was not made here, has expired, was ended, or came before.
    """
    refresh = _decoded(RefreshJwt, token)
    sign_in = _family(refresh)
    unused = RefreshToken.objects.filter(
        pk=uuid.UUID(refresh["jti"]), sign_in=sign_in, used_at__isnull=True
    )
    now = timezone.now()
    if not unused.update(used_at=now):
        sessions.end(sign_in, SignIn.EndReason.REUSED)
        audit.record(sign_in.user, "tokens.reused", sign_in, request=request)
        raise BadTokenError(
            "token_reused",
            "This refresh token was used before, so it may have been copied. Everything that came"
            " of it is signed out.",
        )
    if now - sign_in.created_at > LONGEST:
        sessions.end(sign_in, SignIn.EndReason.LEFT)
        raise BadTokenError("token_ended", "This program came in a year ago. Let it sign in again.")
    SignIn.objects.filter(pk=sign_in.pk).update(
        last_seen_at=now, expires_at=now + lifetime(), address=sessions.address_of(request)
    )
    return _pair(sign_in)


def revoke(token: str) -> SignIn | None:
    """End the family of a refresh token, whether that was used or not.

    Returns:
        The family, when it ended now. A token that is not good is no error (RFC 7009, 2.2).
    """
    try:
        sign_in = _family(_decoded(RefreshJwt, token))
    except BadTokenError:
        return None
    return sign_in if sessions.end(sign_in, SignIn.EndReason.LEFT) else None


def opened(token: str, request: HttpRequest | None = None) -> SignIn:
    """The family of an access token that works, with its person.

    Raises:
        BadTokenError: it was not made here, has expired, or its family was ended.
    """
    sign_in = _family(_decoded(AccessToken, token))
    if request is not None:
        sessions.seen(sign_in, request, sign_in.expires_at - timezone.now())
    return sign_in


def check_stays(user: User) -> None:
    """Open nothing for whoever asked for the account to be deleted; pages let them come back.

    Raises:
        BadTokenError: ``account_leaving``.
    """
    if user.leaves_at is not None:
        raise BadTokenError(
            "account_leaving",
            "This account is about to be deleted. Sign in on the page to keep it.",
        )


def _decoded(kind: Any, token: str) -> Any:
    try:
        return kind(token)
    except TokenError as exc:
        raise BadTokenError(
            "token_invalid", "This token was not made here, is of another kind, or has expired."
        ) from exc


def _family(token: Any) -> SignIn:
    rows = SignIn.objects.live().filter(kind=SignIn.Kind.TOKENS).select_related("user")
    sign_in = rows.filter(pk=uuid.UUID(token[FAMILY])).first()
    if sign_in is None or not sign_in.user.is_active:
        raise BadTokenError("token_ended", "What this token belongs to was signed out.")
    check_stays(sign_in.user)
    return sign_in
