"""oEmbed: other sites ask how to show the video of a share link (https://oembed.com)."""

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from media_jobs import embedding, rates, sharing

A_MINUTE: Final = 60
LARGEST: Final = 10_000  # pixels that are taken for a size


@require_safe
@never_cache
def oembed(request: HttpRequest) -> HttpResponse:
    """The video behind ``?url=``, as JSON, for the size of ``maxwidth`` and ``maxheight``."""
    response = _answer(request)
    response.headers["Access-Control-Allow-Origin"] = "*"  # what it says is public
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if rates.is_too_often(request, "oembed", per_minute=A_MINUTE):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "60"})
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=HTTPStatus.NOT_IMPLEMENTED)
    token = embedding.token_in(request.GET.get("url", ""))
    try:
        link = sharing.opened(token or "")
    except (sharing.NoSuchLinkError, sharing.LinkOverError):
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    if not link.allows_embedding or link.is_used_up:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    if link.password:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    most = (_pixels(request, "maxwidth"), _pixels(request, "maxheight"))
    return JsonResponse(embedding.described(link, most))


def _pixels(request: HttpRequest, name: str) -> int | None:
    written = request.GET.get(name, "")
    is_number = written.isascii() and written.isdecimal()
    return min(int(written[:6]), LARGEST) or None if is_number else None
