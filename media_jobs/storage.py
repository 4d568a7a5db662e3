"""Where produced files live, and what the web may say about them."""

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.files import File
from django.urls import reverse
from django.utils.text import slugify

from media_jobs.models import Avatar, MediaAsset, MediaJob

CHUNK: Final = 1 << 20  # bytes
SUFFIXES: Final = {"video/mp4": ".mp4", "image/jpeg": ".jpg"}


def asset_name(asset: MediaAsset, title: str) -> str:
    """A file name made from the title."""
    return (slugify(title) or "video") + SUFFIXES.get(asset.content_type, "")


def asset_url(asset: MediaAsset, title: str, *, download: bool = False) -> str:
    """Address of a file; only its owner gets it there."""
    url = reverse("media_jobs:asset", args=[asset.pk, asset_name(asset, title)])
    return f"{url}?{urlencode({'download': 1})}" if download else url


def picture_url(avatar: Avatar) -> str:
    """Address of the full picture."""
    return _avatar_url(avatar, "picture", avatar.picture.name)


def thumbnail_url(avatar: Avatar) -> str:
    """Address of the small picture; the full one where there is none."""
    if not avatar.thumbnail:
        return picture_url(avatar)
    return _avatar_url(avatar, "thumbnail", avatar.thumbnail.name)


def _avatar_url(avatar: Avatar, which: str, name: str | None) -> str:
    # Stored names change with their content, so browsers may keep the answer for ever.
    version = Path(name or "").stem[:8]
    return f"{reverse('media_jobs:avatar-picture', args=[avatar.pk, which])}?v={version}"


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def work_folder(job: MediaJob) -> Iterator[Path]:
    """A fresh folder for one attempt, removed afterwards."""
    folder = Path(settings.JOBS_WORK_DIR) / f"{job.pk}-{job.attempt}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_work_folders() -> None:
    """Remove what a crash left behind; only while no job runs."""
    shutil.rmtree(settings.JOBS_WORK_DIR, ignore_errors=True)


def store(
    path: Path, owner_id: uuid.UUID, content_type: str, duration: float | None = None
) -> MediaAsset:
    """Copy a finished file into the media folder and save its row."""
    asset = MediaAsset(
        owner_id=owner_id,
        sha256=sha256_of(path),
        size_bytes=path.stat().st_size,
        content_type=content_type,
        duration=duration,
    )
    with path.open("rb") as file:
        asset.file.save(path.name, File(file), save=False)
    try:
        asset.save()
    except BaseException:
        asset.file.delete(save=False)
        raise
    return asset


def remove(asset: MediaAsset) -> None:
    """Delete a row and its file."""
    asset.delete()
    asset.file.delete(save=False)
