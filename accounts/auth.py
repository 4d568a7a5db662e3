"""Who is asking."""

from django.http import HttpRequest
from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import User


def signed_in_user(request: HttpRequest | Request) -> User:
    """The user behind a request.

    Raises:
        NotAuthenticated: nobody is signed in; views keep such requests out beforehand.
    """
    if isinstance(request.user, User):
        return request.user
    raise NotAuthenticated


class ApiSessionAuthentication(SessionAuthentication):
    """The session cookie with CSRF check; a stranger gets 401 rather than 403."""

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 (DRF's signature)
        """The scheme named in ``WWW-Authenticate``."""
        return "Session"


class ApiSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]  # in __init_subclass__
    """Describes ``ApiSessionAuthentication`` in the API's schema: the session cookie."""

    target_class = "accounts.auth.ApiSessionAuthentication"
