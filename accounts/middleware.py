"""Nothing but the set-up page while nobody exists."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts import setup

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
