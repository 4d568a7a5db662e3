"""How often somebody may ask: a person, or a visitor without an account.

Counters live in Django's cache, in windows of fixed length: whoever is over the limit waits for
the next window.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.audit import visitor
from accounts.models import User

MINUTE: Final = 60  # seconds
API: Final = "/api/"

Respond = Callable[[HttpRequest], HttpResponseBase]


def seconds_to_wait(key: str, limit: int, window: int = MINUTE) -> int:
    """Count once more.

    Args:
        key: of what is counted, and for whom.
        limit: how often in one window; 0 for any number.
        window: seconds.

    Returns:
        0 if this one is within the limit; else seconds until the next window begins.
    """
    if not limit:
        return 0
    now = int(time.time())
    name = f"rates.{key}.{now // window}"
    cache.add(name, 0, 2 * window)
    try:
        is_over = cache.incr(name) > limit
    except ValueError:  # the cache dropped it in between
        return 0
    return window - now % window if is_over else 0


def is_too_often(request: HttpRequest, action: str, *, per_minute: int) -> bool:
    """Count a request; whether its sender had enough in this minute."""
    return seconds_to_wait(f"{action}.{visitor(request)}", per_minute) > 0


def is_new(request: HttpRequest, what: str, *, seconds: int) -> bool:
    """Whether this visitor did not do the same within the last so many seconds."""
    return cache.add(f"rates.{what}.{visitor(request)}", 1, seconds)


def limit_requests(get_response: Respond) -> Respond:
    """Refuse whoever asks for more than anybody needs: per person, else per address.

    Stands behind the middleware that knows the session. Programs with a token of their own count
    by their address here, and by their person in ``throttles.ApiThrottle``.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        person = request.user
        who = str(person.pk) if isinstance(person, User) else visitor(request)
        wait = seconds_to_wait(f"requests.{who}", settings.RATES_REQUESTS_PER_MINUTE)
        return too_often(request, wait) if wait else get_response(request)

    return answer


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """The answer to one request too many: JSON for programs, a page for people."""
    status = HTTPStatus.TOO_MANY_REQUESTS
    if request.path_info.startswith(API):
        detail = _("Too many requests. Try again in %(seconds)d seconds.") % {"seconds": seconds}
        body = {"code": "throttled", "detail": detail, "fields": {}}
        return JsonResponse(body, status=status, headers={"Retry-After": str(seconds)})
    page = render(request, "429.html", {"seconds": seconds}, status=status)
    page["Retry-After"] = str(seconds)
    return page
