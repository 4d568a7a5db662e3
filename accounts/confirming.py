"""Asking anew who somebody is before what cannot be undone."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from accounts.auth import signed_in_user
from accounts.models import User

View: TypeAlias = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Let a signed-in visitor post only when they have just shown that it is them.

    By password or second factor, as django-allauth asks for it. Whoever has neither, because they
    sign in with Google alone, must have signed in lately, else does so again.
    """
    asked: View = reauthentication_required(view, allow_get=True)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = signed_in_user(request)
        is_looking = request.method in ("GET", "HEAD")
        if is_looking or get_reauthentication_flows(person) or is_recent(request, person):
            return asked(request, *args, **kwargs)
        path = request.get_full_path()
        logout(request)
        return redirect_to_login(path)

    return answer


def is_recent(request: HttpRequest, person: User) -> bool:
    """Whether the visitor signed in or confirmed it, in this session, lately.

    That is, within the time that django-allauth trusts.
    """
    records = get_authentication_records(request, person)
    latest = max((record["at"] for record in records), default=0.0)
    return bool(time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT)
