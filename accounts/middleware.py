"""Nothing but the set-up page while nobody exists; later whose session and time it is."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.contrib.auth import logout
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts import bearer, scopes, sessions, setup
from accounts.models import User
from accounts.time_zones import zone_of

FILES: Final = "/media/"
API: Final = "/api/"

Respond = Callable[[HttpRequest], HttpResponseBase]


def set_up_first(get_response: Respond) -> Respond:
    """Lead every page to the set-up page until there is an owner.

    Static files are answered before this. Signed-in visitors exist, so they cost no query.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if (
            request.path_info != reverse("accounts:setup")
            and not request.user.is_authenticated
            and setup.is_open()
        ):
            return redirect("accounts:setup")
        return get_response(request)

    return answer


def local_time(get_response: Respond) -> Respond:
    """Write times on pages as the clock of the signed-in person shows them."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        person = request.user
        if isinstance(person, User):
            timezone.activate(zone_of(person))
        else:
            timezone.deactivate()
        return get_response(request)

    return answer


def live_session(get_response: Respond) -> Respond:
    """Sign a browser out whose session was ended from elsewhere."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        person = request.user
        if isinstance(person, User) and not sessions.goes_on(request, person):
            logout(request)
        return get_response(request)

    return answer


def bearer_files(get_response: Respond) -> Respond:
    """Let programs fetch files with the token or key that they use for the API."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        is_file = request.path_info.startswith(FILES) and request.method in scopes.SAFE_METHODS
        if not is_file or "Authorization" not in request.headers:
            return get_response(request)
        try:
            token = bearer.in_header(request.headers["Authorization"])
            holder = bearer.opened(token, request) if token else None
        except bearer.BadTokenError as exc:
            body = {"code": exc.code, "detail": str(exc), "fields": {}}
            headers = {"WWW-Authenticate": 'Bearer realm="api"'}
            return JsonResponse(body, status=HTTPStatus.UNAUTHORIZED, headers=headers)
        if holder is not None:
            request.user = holder.user
        return get_response(request)

    return answer


def leaving_first(get_response: Respond) -> Respond:
    """Offer those whose account is about to go the way back, and nothing else but their data."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, User) or person.leaves_at is None:
            return get_response(request)
        open_names = ("accounts:come-back", "account_logout", "studio:my-data")
        if request.path_info.startswith((FILES, *(reverse(name) for name in open_names))):
            return get_response(request)
        if request.path_info.startswith(API):
            detail = "This account is about to be deleted. Sign in on the site to keep it."
            body = {"code": "account_leaving", "detail": detail, "fields": {}}
            return JsonResponse(body, status=HTTPStatus.FORBIDDEN)
        return redirect("accounts:come-back")

    return answer
