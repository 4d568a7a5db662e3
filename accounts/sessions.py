"""Where somebody is signed in, and the end of it.

A session of a browser names its ``SignIn``; every request asks whether that still lives, so a
session ends at once, wherever it is stored. A session that names none is older than this list and
counts as ended.
"""

import uuid
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from accounts import audit
from accounts.models import RefreshToken, SignIn, User

KEY: Final = "sign_in"  # in a session: the key of its SignIn
SEEN_EVERY: Final = timedelta(minutes=5)  # how exactly it is known when somebody was there last
AGENT_LENGTH: Final = 300  # characters
KEPT: Final = timedelta(days=30)  # how long it is known that something has ended
USED_KEPT: Final = timedelta(days=1)  # of refresh tokens; an unknown one counts as used, too


def end_all(
    user: User,
    keep: HttpRequest | Request | None = None,
    *,
    reason: SignIn.EndReason = SignIn.EndReason.ALL,
) -> int:
    """Sign somebody out everywhere: every browser, and every program with tokens.

    API keys stay; ``accounts.api_keys.revoke_all`` ends them. Those of an account that is not
    active open nothing anyhow.

    Args:
        user: whom.
        keep: a request whose own session or tokens go on, as when a password is changed.
        reason: why, for the list of sessions.

    Returns:
        How many ended.
    """
    others = SignIn.objects.filter(user=user)
    if keep is not None and (own := current_id(keep)):
        others = others.exclude(pk=own)
    return others.end(reason)


def end(sign_in: SignIn, reason: SignIn.EndReason = SignIn.EndReason.ENDED) -> bool:
    """End one; ``False`` when it had ended before."""
    return bool(SignIn.objects.filter(pk=sign_in.pk).end(reason))


def begin(request: HttpRequest, user: User, **_: Any) -> None:
    """Note that a browser has signed in; connected to Django's signal of ``login``."""
    if find(request.session, user) is not None:
        return  # signed in once more, in the same session
    sign_in = SignIn.objects.create(
        user=user,
        kind=SignIn.Kind.BROWSER,
        user_agent=agent_of(request),
        address=address_of(request),
        expires_at=timezone.now() + _age(request.session),
    )
    request.session[KEY] = str(sign_in.pk)


def left(request: HttpRequest, **_: Any) -> None:
    """Note that a browser signs out; connected to Django's signal of ``logout``."""
    if own := request.session.get(KEY):
        SignIn.objects.filter(pk=own).end(SignIn.EndReason.LEFT)


def find(session: SessionBase, user: User) -> SignIn | None:
    """The live sign-in of a session; ``None`` when it was ended from elsewhere."""
    own = session.get(KEY)
    return SignIn.objects.live().filter(pk=own, user=user).first() if own else None


def goes_on(request: HttpRequest, user: User) -> bool:
    """Whether the session of a request may be used; notes that it was."""
    sign_in = find(request.session, user)
    if sign_in is not None:
        seen(sign_in, request, _age(request.session))
    return sign_in is not None


def seen(sign_in: SignIn, request: HttpRequest, lasts: timedelta) -> None:
    """Note that somebody is there, if that was not noted just now.

    Args:
        sign_in: live.
        request: where they are.
        lasts: how long it stays alive from now on.
    """
    if not sign_in.is_unseen_for(SEEN_EVERY):
        return
    now = timezone.now()
    SignIn.objects.live().filter(pk=sign_in.pk).update(
        last_seen_at=now, expires_at=now + lasts, address=address_of(request)
    )


def lives(sign_in_id: uuid.UUID) -> bool:
    """Whether a sign-in was not ended yet, and its account is neither suspended nor leaving."""
    rows = SignIn.objects.live().filter(pk=sign_in_id, user__is_active=True)
    return rows.filter(user__leaves_at__isnull=True).exists()


def current_id(request: HttpRequest | Request) -> uuid.UUID | None:
    """The key of the sign-in by which a request comes; ``None`` for an API key and a stranger."""
    auth: Any = getattr(request, "auth", None)
    if auth is not None:
        sign_in = getattr(auth, "sign_in", None)
        return sign_in.pk if isinstance(sign_in, SignIn) else None
    own = request.session.get(KEY)
    return uuid.UUID(own) if own else None


def agent_of(request: HttpRequest | Request) -> str:
    """What the program that asks calls itself."""
    return str(request.headers.get("User-Agent", ""))[:AGENT_LENGTH]


def address_of(request: HttpRequest) -> str:
    """The hash of the address of whoever asks; empty where a request has none."""
    try:
        return audit.visitor(request)
    except PermissionDenied:
        return ""


def purge() -> None:
    """Forget sign-ins that ended long ago, and refresh tokens that were used or expired."""
    now = timezone.now()
    RefreshToken.objects.filter(used_at__lt=now - USED_KEPT).delete()
    RefreshToken.objects.filter(expires_at__lt=now).delete()
    SignIn.objects.filter(ended_at__lt=now - KEPT).delete()
    SignIn.objects.filter(expires_at__lt=now - KEPT).delete()


def _age(session: SessionBase) -> timedelta:
    return timedelta(seconds=session.get_expiry_age() or settings.SESSION_COOKIE_AGE)
