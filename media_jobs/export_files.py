"""Which files of a person go into an export, and under which names."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from django.utils.text import slugify

from accounts.models import User
from media_jobs.models import (
    FILES,
    PROJECT_FILES,
    Avatar,
    DubProject,
    MediaAsset,
    Upload,
    Video,
)

SHORT: Final = 8  # digits of a key that tell two things of one name apart
NAME_LENGTH: Final = 60  # characters of a title


@dataclass(frozen=True)
class ExportedFile:
    """A file of the media folder.

    Attributes:
        path: where it lies.
        name: in the archive.
        stored: as rows name it.
    """

    path: Path
    name: str
    stored: str


def files_of(person: User) -> Iterator[ExportedFile]:
    """Every file of a person that may be taken along, each once.

    What moderators withhold stays; so do files that are gone from the disk.
    """
    names = _asset_names(person)
    for asset in MediaAsset.objects.filter(owner=person, withheld_at__isnull=True).iterator():
        stored = asset.file.name or ""
        name = names.get(asset.pk, f"files/{asset.pk}")
        yield from _if_there(Path(asset.file.path), name, stored)
    for avatar in Avatar.objects.filter(owner=person):
        folder = f"presenters/{_called(avatar.name, avatar.pk)}"
        for field in ("picture", "thumbnail"):
            if file := getattr(avatar, field):
                yield from _if_there(Path(file.path), f"{folder}/{field}", file.name or "")
    if person.picture:
        stored = person.picture.name or ""
        yield from _if_there(Path(person.picture.path), "profile-picture", stored)


def _if_there(path: Path, name: str, stored: str) -> Iterator[ExportedFile]:
    if path.is_file():
        has_suffix = PurePosixPath(name).suffix.lower() == path.suffix.lower()
        yield ExportedFile(path, name if has_suffix else f"{name}{path.suffix}", stored)


def _asset_names(person: User) -> dict[uuid.UUID, str]:
    """Names for people, by the key of the asset."""
    return {**_of_videos(person), **_of_dubs(person), **_of_uploads(person)}


def _of_videos(person: User) -> dict[uuid.UUID, str]:
    names: dict[uuid.UUID, str] = {}
    for video in Video.objects.filter(owner=person).select_related("quality"):
        folder = f"videos/{_called(video.title, video.pk)}"
        for field in FILES:
            if asset_id := getattr(video, f"{field}_id"):
                names[asset_id] = f"{folder}/{'video' if field == 'file' else field}"
        quality = getattr(video, "quality", None)
        for index, asset in enumerate(quality.files if quality else ()):
            names[asset.pk] = f"{folder}/quality-{index + 1}"
    return names


def _of_dubs(person: User) -> dict[uuid.UUID, str]:
    names: dict[uuid.UUID, str] = {}
    for project in DubProject.objects.filter(owner=person):
        folder = f"dubs/{_called(project.title, project.pk)}"
        for field in PROJECT_FILES:
            if asset_id := getattr(project, f"{field}_id"):
                names[asset_id] = f"{folder}/{field}"
    return names


def _of_uploads(person: User) -> dict[uuid.UUID, str]:
    names: dict[uuid.UUID, str] = {}
    for upload in Upload.objects.filter(owner=person):
        called = _called(PurePosixPath(upload.name).stem, upload.pk)
        names[upload.asset_id] = f"uploads/{called}"
        if upload.preview_id:
            names[upload.preview_id] = f"uploads/{called}-preview"
    return names


def _called(title: str, key: uuid.UUID) -> str:
    """A short name that is good on every system, and its own."""
    return f"{slugify(title)[:NAME_LENGTH] or 'untitled'}-{key.hex[:SHORT]}"
