"""Where produced files live, and what the web may say about them."""

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from media_jobs import signed_urls
from media_jobs.models import PROJECT_FILES, Avatar, DubProject, MediaAsset, MediaJob

CHUNK: Final = 1 << 20  # bytes
MEBIBYTE: Final = 1 << 20
SUFFIXES: Final = {
    "video/mp4": ".mp4",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/json": ".json",
    "application/x-subrip": ".srt",
    "text/vtt; charset=utf-8": ".vtt",
    "audio/mp4": ".m4a",
}
OPAQUE: Final = "application/octet-stream"  # what people sent: never shown, only handed back


def asset_name(asset: MediaAsset, title: str) -> str:
    """A file name made from the title."""
    return (slugify(title) or "video") + SUFFIXES.get(asset.content_type, "")


def asset_url(asset: MediaAsset, title: str, *, download: bool = False) -> str:
    """Address of a file, which works for some hours; for its owner for ever."""
    path = reverse("media_jobs:asset", args=[asset.pk, asset_name(asset, title)])
    wish = {"download": 1} if download else {}
    return signed_urls.signed(path, asset_subject(asset.pk), **wish)


def asset_subject(asset_id: uuid.UUID) -> str:
    """What an address is signed for that opens a file."""
    return f"asset.{asset_id}"


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
    path = reverse("media_jobs:avatar-picture", args=[avatar.pk, which])
    return signed_urls.signed(path, avatar_subject(avatar.pk, which), v=version)


def avatar_subject(avatar_id: uuid.UUID, which: str) -> str:
    """What an address is signed for that opens a picture of a presenter."""
    return f"avatar.{avatar_id}.{which}"


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def work_folder(job: MediaJob) -> AbstractContextManager[Path]:
    """A fresh folder for one attempt, removed afterwards."""
    return scratch_folder(f"{job.pk}-{job.attempt}")


@contextmanager
def scratch_folder(name: str) -> Iterator[Path]:
    """A folder to work in, removed afterwards."""
    folder = Path(settings.JOBS_WORK_DIR) / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_work_folders() -> None:
    """Remove what a crash left behind; only while no job runs and nothing is sent."""
    shutil.rmtree(settings.JOBS_WORK_DIR, ignore_errors=True)
    for forgotten in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*"):
        forgotten.unlink(missing_ok=True)


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


def keep_upload(file: "UploadedFile[Any]", owner_id: uuid.UUID, suffix: str) -> MediaAsset:
    """Move what somebody sent into the media folder and save its row.

    A large file lies on the disk already and is moved, not copied.
    """
    digest = hashlib.sha256()
    for chunk in file.chunks(CHUNK):
        digest.update(chunk)
    asset = MediaAsset(
        owner_id=owner_id,
        sha256=digest.hexdigest(),
        size_bytes=file.size or 0,
        content_type=OPAQUE,
    )
    asset.file.save(f"upload{suffix}", file, save=False)
    try:
        asset.save()
    except BaseException:
        asset.file.delete(save=False)
        raise
    return asset


def shrink_cache() -> None:
    """Delete what was found out about videos and used longest ago, down to the allowed size."""
    shrink_folder(Path(settings.JOBS_TRACKS_DIR), settings.JOBS_CACHE_MB)


def shrink_folder(folder: Path, megabytes: int) -> None:
    """Delete files that were used longest ago, down to a size."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    known = sorted(((path.stat(), path) for path in files), key=lambda each: each[0].st_mtime)
    excess = sum(status.st_size for status, _ in known) - megabytes * MEBIBYTE
    for status, path in known:
        if excess <= 0:
            return
        path.unlink(missing_ok=True)
        excess -= status.st_size


def forget_before(folder: Path, moment: float) -> None:
    """Delete files that nothing has used since a moment, in seconds since the epoch."""
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime < moment:
            path.unlink(missing_ok=True)


def used_bytes(owner_id: uuid.UUID) -> dict[str, int]:
    """How much a person's files take: all of them, what was uploaded, what pages of dubs need."""
    own = MediaAsset.objects.filter(owner_id=owner_id)
    uploaded = models.Q(upload__isnull=False)
    sums = own.aggregate(
        used_bytes=models.Sum("size_bytes", default=0),
        uploads_bytes=models.Sum("size_bytes", filter=uploaded, default=0),
    )
    rows = DubProject.objects.filter(owner_id=owner_id).values_list(*PROJECT_FILES)
    shown = [asset_id for row in rows for asset_id in row if asset_id]
    of_dubs = own.filter(pk__in=shown).aggregate(dubs_bytes=models.Sum("size_bytes", default=0))
    others = sums["uploads_bytes"] + of_dubs["dubs_bytes"]
    return {**sums, **of_dubs, "videos_bytes": sums["used_bytes"] - others}


def remove(asset: MediaAsset) -> None:
    """Delete a row and its file."""
    asset.delete()
    asset.file.delete(save=False)
