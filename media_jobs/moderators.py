"""Who may use the moderators' pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.auth import signed_in_user

PERMISSION: Final = "media_jobs.moderate"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def may_moderate(request: HttpRequest) -> bool:
    """Whether somebody may use the admin and has the permission to moderate."""
    return admin.site.has_permission(request) and request.user.has_perm(PERMISSION)


def moderators_only(view: View[P]) -> View[P]:
    """Let nobody else in: who may not use the admin is led to its sign-in page, others get 403."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may_moderate(request):
            raise PermissionDenied
        signed_in_user(request)
        return view(request, *args, **kwargs)

    return admin.site.admin_view(checked)  # type: ignore[return-value]  # keeps the signature
