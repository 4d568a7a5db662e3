"""Nothing but the set-up page while nobody exists; later everybody's own time."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts import setup
from accounts.models import User
from accounts.time_zones import zone_of

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
