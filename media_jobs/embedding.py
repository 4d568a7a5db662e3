"""Shared videos inside pages of other sites: the HTML for it, and what oEmbed says.

oEmbed: https://oembed.com, version 1.0.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.html import format_html

from media_jobs import links, sharing
from media_jobs.models import ShareLink, Video

USUAL: Final = (640, 360)  # pixels, where nobody says how much room there is
SMALLEST: Final = 100  # pixels


def code_of(link: ShareLink, size: tuple[int, int] | None = None) -> str:
    """HTML that shows the video of a link.

    Args:
        link: that allows it.
        size: (width, height) of the frame, pixels.
    """
    width, height = size or fitted(link.video)
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" allow="picture-in-picture"'
        ' allowfullscreen loading="lazy" style="border:0;max-width:100%"></iframe>',
        sharing.embed_url(link),
        width,
        height,
        link.video.title,
    )


def fitted(video: Video, most: tuple[int | None, int | None] = (None, None)) -> tuple[int, int]:
    """Width and height at which a video fills a room without being cut, in pixels.

    Args:
        video: whose shape is kept.
        most: (width, height) of the room; ``None`` for the usual one.
    """
    wide, high = video.width or USUAL[0], video.height or USUAL[1]
    room = (most[0] or USUAL[0], most[1] or (USUAL[0] if high > wide else USUAL[1]))
    share = min(room[0] / wide, room[1] / high)
    return max(SMALLEST, round(wide * share)), max(SMALLEST, round(high * share))


def token_in(address: str) -> str | None:
    """The token in the address of a page of this site; ``None`` for any other address.

    Nothing is fetched: it is only compared.
    """
    try:
        url = urlsplit(address)
        if f"{url.scheme}://{url.netloc}" != links.absolute(""):
            return None
        found = resolve(url.path)
    except (ValueError, Resolver404):
        return None
    is_page = found.view_name in (settings.JOBS_SHARE_PAGE, settings.JOBS_EMBED_PAGE)
    return str(found.kwargs["token"]) if is_page else None


def described(link: ShareLink, most: tuple[int | None, int | None]) -> dict[str, Any]:
    """A video as oEmbed describes it.

    Args:
        link: that allows embedding and asks for no password.
        most: (width, height) of the room in pixels, where known.
    """
    width, height = fitted(link.video, most)
    answer = {
        "version": "1.0",
        "type": "video",
        "provider_name": settings.SITE_NAME,
        "provider_url": links.absolute("/"),
        "title": link.video.title,
        "width": width,
        "height": height,
        "html": code_of(link, (width, height)),
    }
    if not link.video.poster:
        return answer
    poster = links.absolute(sharing.file_url(link, "poster.jpg"))
    size = {"thumbnail_width": link.video.width, "thumbnail_height": link.video.height}
    return {**answer, "thumbnail_url": poster, **size}
