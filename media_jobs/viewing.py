"""Who begins to watch a shared video, and whether they still may."""

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

from accounts.audit import visitor
from media_jobs import sharing
from media_jobs.models import ShareLink

SAME_VIEW: Final = 1800  # seconds in which one visitor is counted once


def may_watch(request: HttpRequest, link: ShareLink, *, is_saved: bool) -> bool:
    """Count a view, once for whoever begins; whether the visitor gets the video.

    Without a limit only a beginning counts; the page asks for nothing before that. With one, every
    part does, and so does a download: otherwise the limit could be walked around.

    Args:
        request: for the video.
        link: that works, as far as its row says.
        is_saved: whether the file is downloaded.
    """
    begins = request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    is_limited = link.max_views is not None
    if request.method != "GET" or not (is_limited or (begins and not is_saved)):
        return not link.is_used_up or is_watching(request, link)
    key = _key(request, link)
    if not cache.add(key, 0, SAME_VIEW):
        return not is_limited or is_watching(request, link)
    if sharing.count_view(link):
        cache.set(key, 1, SAME_VIEW)
        return True
    cache.delete(key)
    return False


def is_watching(request: HttpRequest, link: ShareLink) -> bool:
    """Whether this visitor was counted already and may go on."""
    return bool(cache.get(_key(request, link)))


def _key(request: HttpRequest, link: ShareLink) -> str:
    return f"viewing.{link.pk}.{visitor(request)}"
