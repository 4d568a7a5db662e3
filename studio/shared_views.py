"""The page of a share link: one video, for whoever has the link."""

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from media_jobs import links, rates, share_views, sharing
from media_jobs.models import ShareLink

PAGES_A_MINUTE: Final = 60
PRIVATE: Final = {
    # The address is the secret: it is not to be found, and not to be told to other sites.
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


@require_safe
@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The video, or a friendly word that it is not here any more."""
    response = _answer(request, token)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    if rates.is_too_often(request, "shared-page", per_minute=PAGES_A_MINUTE):
        response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = "60"
        return response
    try:
        link = sharing.opened(token)
    except sharing.NoSuchLinkError:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    except sharing.LinkOverError:
        return render(request, "studio/shared_over.html", status=HTTPStatus.GONE)
    return render(request, "studio/shared.html", _context(link, token))


def _context(link: ShareLink, token: str) -> dict[str, object]:
    video = link.video
    file_url = sharing.file_url(token, share_views.VIDEO)
    poster_url = sharing.file_url(token, share_views.POSTER) if video.poster else ""
    return {
        "site_name": settings.SITE_NAME,
        "link": link,
        "video": video,
        "page_url": sharing.page_url(link),
        "file_url": file_url,
        "poster_url": poster_url,
        "captions_url": sharing.file_url(token, share_views.CAPTIONS) if video.vtt else "",
        "has_burned_captions": bool(video.settings.get("captions")),
        "full_file_url": links.absolute(file_url),
        "full_poster_url": links.absolute(poster_url) if poster_url else "",
    }
