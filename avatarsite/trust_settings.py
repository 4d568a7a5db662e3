"""Settings of share links, of addresses of files, and of what videos say of themselves."""

import re
from typing import Final

from django.core.exceptions import ImproperlyConfigured

from avatarsite import env

FRAME_SOURCE: Final = re.compile(r"\*|https?://(\*\.)?[\w.-]+(:\d{1,5})?", re.ASCII)


def frame_sources(name: str) -> list[str]:
    """Sites that may show something of this one in a frame, for ``frame-ancestors``.

    Raises:
        ImproperlyConfigured: one of them is no ``https://example.org``.
    """
    written = env.items(name) or ["*"]
    for site in written:
        if not FRAME_SOURCE.fullmatch(site):
            raise ImproperlyConfigured(f"{name}: {site!r} must look like https://example.org, or *")
    return written


SHARING: Final = env.flag("AVATAR_SHARING", default=True)
SHARING_MAX_DAYS: Final = env.integer("AVATAR_SHARE_MAX_DAYS", 0)  # 0: links may have no end
SHARING_EMBED_SITES: Final = frame_sources("AVATAR_EMBED_SITES")
JOBS_SHARE_PAGE: Final = "studio:shared"
JOBS_EMBED_PAGE: Final = "studio:embed"
MEDIA_URL_HOURS: Final = env.integer("AVATAR_MEDIA_URL_HOURS", 12, minimum=1)
