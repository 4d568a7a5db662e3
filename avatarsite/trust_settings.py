"""Settings of share links, of addresses of files, and of what videos say of themselves."""

import re
from pathlib import Path
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

# What is written into every video; see docs/verify.md.
LABEL: Final = env.choice("AVATAR_LABEL", ("on", "optional", "off"))
LABEL_CORNER: Final = env.choice(
    "AVATAR_LABEL_CORNER", ("top_left", "top_right", "bottom_left", "bottom_right")
)
LABEL_LANGUAGE: Final = env.text("AVATAR_LABEL_LANGUAGE")  # empty: that of the video
WATERMARK: Final = env.flag("AVATAR_WATERMARK", default=True)
CREDENTIALS: Final = env.flag("AVATAR_CREDENTIALS", default=True)
CREDENTIALS_NAME: Final = env.text("AVATAR_CREDENTIALS_NAME", "Avatar Studio")
CREDENTIALS_AUTHOR: Final = env.choice("AVATAR_CREDENTIALS_AUTHOR", ("account", "none"))


def certificate_files() -> tuple[Path | None, Path | None]:
    """Certificate and key that credentials are signed with; both ``None`` for ones of our own.

    Raises:
        ImproperlyConfigured: one of them is given without the other, or is not there.
    """
    names = ("AVATAR_C2PA_CERTIFICATE", "AVATAR_C2PA_KEY")
    certificate, key = (_file(name) for name in names)
    if (certificate is None) != (key is None):
        raise ImproperlyConfigured(f"{names[0]} and {names[1]} need each other")
    return certificate, key


def _file(name: str) -> Path | None:
    written = env.text(name)
    path = Path(written).expanduser().resolve()
    if written and not path.is_file():
        raise ImproperlyConfigured(f"{name}: there is no file {path}")
    return path if written else None


C2PA_CERTIFICATE, C2PA_KEY = certificate_files()
C2PA_TRUST: Final = _file("AVATAR_C2PA_TRUST")  # certificates of others that are trusted

VERIFY_MAX_MB: Final = env.integer("AVATAR_VERIFY_MAX_MB", 200, minimum=1)
VERIFY_PER_HOUR: Final = env.integer("AVATAR_VERIFY_PER_HOUR", 30)  # of one address; 0: no limit
VERIFY_TIME_LIMIT: Final = env.integer("AVATAR_VERIFY_TIME_LIMIT", 60, minimum=1)  # seconds
