"""The page of a share link: one video, for whoever has the link; and the same for a frame."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from media_jobs import links, rates, share_views, sharing, viewing
from media_jobs.models import ShareLink

PAGES_A_MINUTE: Final = 60
TRIES_A_MINUTE: Final = 10  # of passwords
PRIVATE: Final = {
    # The address is the secret: it is not to be found, and not to be told to other sites.
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
Show = Callable[[HttpRequest, ShareLink], HttpResponse]


@sensitive_post_parameters("password")
@csrf_exempt  # the password itself is what a request is trusted for; there is no session
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The video, a question for its password, or a friendly word that it is not here any more."""
    return _private(_answer(request, token, _page))


@sensitive_post_parameters("password")
@csrf_exempt  # as for ``shared``; browsers send no cookies into a frame of another site anyway
@xframe_options_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def embed(request: HttpRequest, token: str) -> HttpResponse:
    """The video alone, for a frame in a page of another site."""
    response = _private(_answer(request, token, _frame))
    response.headers["Content-Security-Policy"] = _frame_policy()
    return response


def _private(response: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def _frame_policy() -> str:
    """What the page in the frame may load, and who may show it."""
    sites = " ".join(settings.SHARING_EMBED_SITES)
    return (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; script-src 'self';"
        f" font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {sites}"
    )


def _answer(request: HttpRequest, token: str, show: Show) -> HttpResponse:
    if rates.is_too_often(request, "shared-page", per_minute=PAGES_A_MINUTE):
        return _too_often(request)
    try:
        link = sharing.opened(token)
    except sharing.NoSuchLinkError:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    except sharing.LinkOverError:
        return render(request, "studio/shared_over.html", status=HTTPStatus.GONE)
    if show is _frame and not link.allows_embedding:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    if link.is_used_up and not viewing.is_watching(request, link):
        context = {"is_used_up": True}
        return render(request, "studio/shared_over.html", context, status=HTTPStatus.GONE)
    return _unlocked(request, link, show) if link.password else show(request, link)


def _unlocked(request: HttpRequest, link: ShareLink, show: Show) -> HttpResponse:
    """The page for whoever gives the password with this request; else the question for it."""
    is_tried = request.method == "POST"
    if is_tried and rates.is_too_often(request, "share-password", per_minute=TRIES_A_MINUTE):
        return _too_often(request)
    if is_tried and sharing.is_password(link, request.POST.get("password", "")):
        return show(request, link)
    context = {
        "site_name": settings.SITE_NAME,
        "here": request.path,
        "is_wrong": is_tried,
        "is_embedded": show is _frame,
    }
    status = HTTPStatus.FORBIDDEN if is_tried else HTTPStatus.OK
    return render(request, "studio/shared_locked.html", context, status=status)


def _too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = "60"
    return response


def _page(request: HttpRequest, link: ShareLink) -> HttpResponse:
    return render(request, "studio/shared.html", _context(link))


def _frame(request: HttpRequest, link: ShareLink) -> HttpResponse:
    return render(request, "studio/embed.html", _context(link))


def _context(link: ShareLink) -> dict[str, object]:
    video = link.video
    file_url = sharing.file_url(link, share_views.VIDEO)
    poster_url = sharing.file_url(link, share_views.POSTER) if video.poster else ""
    # A preview elsewhere would take one of the views that are left.
    is_fetched_freely = link.max_views is None
    return {
        "site_name": settings.SITE_NAME,
        "token": sharing.token_of(link),
        "link": link,
        "video": video,
        "page_url": sharing.page_url(link),
        "file_url": file_url,
        "download_parameter": "&download=1" if "?" in file_url else "?download=1",
        "poster_url": poster_url,
        "captions_url": sharing.file_url(link, share_views.CAPTIONS) if video.vtt else "",
        "has_burned_captions": bool(video.settings.get("captions")),
        "is_told": not link.password,
        "full_file_url": links.absolute(file_url) if is_fetched_freely else "",
        "full_poster_url": links.absolute(poster_url) if poster_url else "",
        "oembed_url": _oembed_url(link) if link.allows_embedding else "",
    }


def _oembed_url(link: ShareLink) -> str:
    parameters = urlencode({"url": sharing.page_url(link), "format": "json"})
    return links.absolute(f"{reverse('studio:oembed')}?{parameters}")
