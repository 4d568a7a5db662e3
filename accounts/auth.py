"""Who is asking."""

from typing import Any, Final

from django.http import HttpRequest
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.request import Request

from accounts import bearer, scopes
from accounts.models import User

REALM: Final = 'Bearer realm="api"'
# 403 as with a session: the token itself is good.
NOT_NOW: Final = frozenset({"account_leaving", "mfa_required"})


def signed_in_user(request: HttpRequest | Request) -> User:
    """The user behind a request.

    Raises:
        NotAuthenticated: nobody is signed in; views keep such requests out beforehand.
    """
    if isinstance(request.user, User):
        return request.user
    raise NotAuthenticated


def page_request(request: Request) -> HttpRequest:
    """The request of Django inside one of DRF, for what knows nothing of DRF."""
    inner: HttpRequest = request._request  # noqa: SLF001 (DRF has no other name for it)
    return inner


class BearerAuthentication(BaseAuthentication):
    """An access token or an API key in ``Authorization: Bearer``.

    What a key may do is looked up here, before any view, so that no view can forget it.
    """

    def authenticate(self, request: Request) -> tuple[User, bearer.Opened] | None:
        """The holder; ``None`` where there is no such header.

        Raises:
            AuthenticationFailed: the token or key does not work.
            PermissionDenied: the key is not for this.
        """
        try:
            token = bearer.in_header(request.headers.get("Authorization", ""))
            if token is None:
                return None
            holder = bearer.opened(token, page_request(request))
        except bearer.BadTokenError as exc:
            refusal = PermissionDenied if exc.code in NOT_NOW else AuthenticationFailed
            raise refusal(str(exc), exc.code) from exc
        method, path = request.method or "", request.path_info
        if holder.key and not scopes.allows(holder.key.scopes, method, path):
            raise PermissionDenied("This API key is not for this.", "scope_missing")
        return holder.user, holder

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 (DRF's signature)
        """The scheme named in ``WWW-Authenticate``."""
        return REALM


class ApiSessionAuthentication(SessionAuthentication):
    """The session cookie with CSRF check; a stranger gets 401 rather than 403."""

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 (DRF's signature)
        """The scheme named in ``WWW-Authenticate``."""
        return "Session"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # as below
    """Describes ``BearerAuthentication`` in the API's schema."""

    target_class = "accounts.auth.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, Any]:  # noqa: ARG002 (DRF's)
        """An HTTP scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key (`avs_…`), or an access token from `/api/v1/auth/token/`.",
        }


class ApiSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]  # in __init_subclass__
    """Describes ``ApiSessionAuthentication`` in the API's schema: the session cookie."""

    target_class = "accounts.auth.ApiSessionAuthentication"
