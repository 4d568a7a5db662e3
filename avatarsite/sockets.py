"""Who may open a websocket: a browser by its session, a program by its token or API key.

Browsers send the cookie with every websocket, whichever page opens it, so the page's ``Origin``
must be ours. Programs send no ``Origin``; without one only a token opens, which no foreign page
has. It comes as ``Sec-WebSocket-Protocol: bearer, TOKEN``, the one header that scripts may set.
"""

import logging
import uuid
from collections.abc import Callable
from typing import Any, Final

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.security.websocket import AllowedHostsOriginValidator
from django.contrib.auth.models import AnonymousUser

from accounts import bearer, sessions
from accounts.models import User

logger = logging.getLogger(__name__)

Application = Callable[..., Any]
ORIGIN: Final = b"origin"


class LiveSession:
    """Lets nobody in whose session was ended from elsewhere."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """Set ``user``, and ``still_works`` for those who come in."""
        sign_in_id = await sync_to_async(_sign_in_of)(scope)
        if sign_in_id is None:
            scope = {**scope, "user": AnonymousUser()}
        else:
            scope = {**scope, "still_works": lambda: sessions.lives(sign_in_id)}
        return await self._inner(scope, receive, send)


def _sign_in_of(scope: Any) -> uuid.UUID | None:
    user: object = scope["user"]
    if not isinstance(user, User) or user.leaves_at is not None:
        return None
    sign_in = sessions.find(scope["session"], user)
    return sign_in.pk if sign_in else None


class Bearers:
    """Lets programs in, and leaves everybody else to their session.

    A token that does not work makes a stranger of its sender, whatever cookie came with it.
    """

    def __init__(self, inner: Application) -> None:
        self._with_token = inner
        self._checked = AllowedHostsOriginValidator(inner)
        self._with_session = AllowedHostsOriginValidator(AuthMiddlewareStack(LiveSession(inner)))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """Choose the way in."""
        token = _token(scope.get("subprotocols", []))
        if token is None:
            return await self._with_session(scope, receive, send)
        scope = {**scope, "accepted": bearer.SCHEME, "user": AnonymousUser()}
        try:
            holder = await sync_to_async(bearer.opened)(token)
        except bearer.BadTokenError as exc:
            logger.info("a websocket's token was refused: %s", exc.code)
        else:
            if holder.key is None or "read" in holder.key.scopes:
                scope |= {"user": holder.user, "still_works": holder.still_works}
        has_origin = any(name == ORIGIN for name, _ in scope["headers"])
        way_in = self._checked if has_origin else self._with_token
        return await way_in(scope, receive, send)


def _token(offered: list[str]) -> str | None:
    """The token among the offered protocols, which is the second of two."""
    if len(offered) == 2 and offered[0] == bearer.SCHEME:  # noqa: PLR2004 (the scheme, the token)
        return offered[1]
    return None
