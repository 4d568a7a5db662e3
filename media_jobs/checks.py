"""System checks: what would otherwise fail in the middle of a job."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as CheckWarning

MIN_FREE_BYTES: Final = 500 * 1024 * 1024


@register
def data_folder(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """The data folder can be written to and has room for videos."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    probe = folder / ".write-probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError as exc:
        return [Error(f"AVATAR_DATA_DIR cannot be written to: {exc}", id="media_jobs.E001")]
    if shutil.disk_usage(folder).free < MIN_FREE_BYTES:
        return [CheckWarning("less than 500 MB are free for videos", id="media_jobs.W001")]
    return []


@register
def broker_and_layer(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A worker of its own needs a channel layer that reaches the web process."""
    layer = settings.CHANNEL_LAYERS["default"]["BACKEND"]
    if settings.JOBS_BROKER_URL and layer.endswith("InMemoryChannelLayer"):
        return [
            CheckWarning(
                "AVATAR_BROKER_URL is set without AVATAR_CHANNELS_URL: pages see no live progress",
                id="media_jobs.W002",
            )
        ]
    return []


@register
def banned_words_file(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A list of words that is named can be read; without it nothing would be flagged."""
    path = settings.MODERATION_WORDS_FILE
    if path and not Path(path).is_file():
        return [CheckWarning(f"AVATAR_BANNED_WORDS_FILE: there is no {path}", id="media_jobs.W010")]
    return []


@register
def mail(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """E-mails that leave the site keep their password and have links that lead somewhere."""
    server = settings.MAIL_SERVER
    found: list[CheckMessage] = []
    if server and server.tells_password_openly:
        found.append(
            CheckWarning(
                "AVATAR_SMTP_URL sends its password unencrypted: use smtps://, or ?starttls=1",
                id="media_jobs.W003",
            )
        )
    if server and not settings.SITE_URL:
        found.append(
            CheckWarning(
                "AVATAR_SMTP_URL without AVATAR_SITE_URL: links in e-mails lead to localhost",
                id="media_jobs.W004",
            )
        )
    return found
