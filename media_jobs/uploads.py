"""What people send: taken in, looked at, kept while it is needed."""

import shutil
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from accounts import plans
from accounts.models import User
from media_jobs import (
    file_types,
    flags,
    formats,
    inspection,
    quotas,
    storage,
    subtitle_files,
    transcripts,
)
from media_jobs.models import MediaAsset, Upload
from media_jobs.refusals import ServiceError, UnusableMaterialError, refuse

MEBIBYTE: Final = 1 << 20
MAX_NAME: Final = 120  # characters of a file's name that are kept

KEPT_FREE: Final = 256 * MEBIBYTE  # of the disk, for the database and the videos under way
WITHOUT_SPEECH: Final = ("no_speech", "music_only")  # advice about a video to be dubbed
PREVIEW: Final = "preview.jpg"


def receive(owner: User, file: "UploadedFile[Any]", purpose: str) -> Upload:
    """Keep a file if it can be used; otherwise nothing of it stays.

    Args:
        owner: whose it is.
        file: as it came.
        purpose: of ``Upload.Purpose``.

    Raises:
        ServiceError: the file is empty or too large, or the disk is full.
        UnusableMaterialError: it cannot be used for this purpose.
    """
    check_room(file.size or 0, purpose=purpose, owner=owner)
    quotas.refuse_full(owner, file.size or 0)
    if purpose == Upload.Purpose.SUBTITLES:
        return subtitle_files.receive(owner, file, clean_name(file.name or ""))
    suffix = file_types.suffix_for(file)
    if suffix is None:
        raise unknown_type()
    asset = storage.keep_upload(file, owner.pk, suffix)
    preview: MediaAsset | None = None
    faces: list[dict[str, Any]] = []
    try:
        path = Path(asset.file.path)
        found = inspection.inspect(path, is_dub=purpose == Upload.Purpose.DUB)
        _refuse_unsuitable(found, purpose)
        if found["kind"] != Upload.Kind.SOUND:
            preview, faces = _make_preview(path, owner)
        upload = Upload.objects.create(
            owner=owner,
            purpose=purpose,
            kind=found["kind"],
            name=clean_name(file.name or ""),
            asset=asset,
            preview=preview,
            faces=faces,
            inspection=found,
            duration=found.get("duration"),
            has_sound=bool(found.get("has_sound")),
        )
        flags.note_uploads(owner)
        if transcripts.is_wanted(upload):
            transcripts.start(upload)
    except BaseException:
        for stored in (asset, preview):
            if stored is not None:
                storage.remove(stored)
        raise
    return upload


def clean_name(name: str) -> str:
    """A file's name for people to read: without folders and without what cannot be seen."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    stem, dot, suffix = seen.strip().rpartition(".")
    room = MAX_NAME - len(dot + suffix)
    return f"{stem[:room]}{dot}{suffix}"[:MAX_NAME] or "file"


def max_mebibytes(purpose: str = "", owner: User | None = None) -> int:
    """The largest file that is taken for a purpose; of one person, or as the settings say."""
    if purpose == Upload.Purpose.SUBTITLES:
        return subtitle_files.MAX_MB
    if owner is None:
        is_dub = purpose == Upload.Purpose.DUB
        return int(settings.UPLOADS_MAX_DUB_MB if is_dub else settings.UPLOADS_MAX_MB)
    limits = plans.limits_of(owner)
    return limits.dub_mb if purpose == Upload.Purpose.DUB else limits.upload_mb


def max_bytes(purpose: str = "", owner: User | None = None) -> int:
    """The same in bytes."""
    return max_mebibytes(purpose, owner) * MEBIBYTE


def check_room(
    size: int, to_come: int | None = None, *, purpose: str = "", owner: User | None = None
) -> None:
    """See whether a file may come.

    Args:
        size: of the whole file, in bytes.
        to_come: of what is not on the disk yet; all of it where not given.
        purpose: of ``Upload.Purpose``.
        owner: who sends it.

    Raises:
        ServiceError: ``empty_file``, ``file_too_large`` or ``no_space``.
    """
    if not size:
        raise refuse("file", "empty_file", "The file is empty.")
    if size > max_bytes(purpose, owner):
        raise too_large(purpose, owner)
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free - (size if to_come is None else to_come) < KEPT_FREE:
        raise refuse("file", "no_space", "There is no room for this file on the server.")


def unknown_type() -> UnusableMaterialError:
    """The refusal of a file by its first bytes."""
    detail = "This is no picture, sound or video of a kind that is known here."
    return UnusableMaterialError("unknown_file_type", detail, "file")


def too_large(purpose: str = "", owner: User | None = None) -> ServiceError:
    """The refusal of a file above the limit."""
    detail = f"Files may have at most {max_mebibytes(purpose, owner)} MB."
    return refuse("file", "file_too_large", detail)


def _refuse_unsuitable(found: dict[str, Any], purpose: str) -> None:
    match purpose:
        case Upload.Purpose.SPEECH:
            _refuse_as_speech(found)
        case Upload.Purpose.BACKGROUND:
            _refuse_as_background(found)
        case Upload.Purpose.DUB:
            _refuse_as_dub(found)
        case _:
            _refuse_as_face(found)


def _refuse_as_background(found: dict[str, Any]) -> None:
    """Any picture will do, and it need not show a face."""
    if found["kind"] != Upload.Kind.PICTURE:
        detail = "Choose a picture: JPEG, PNG or WebP."
        raise UnusableMaterialError("not_a_picture", detail, "file", found)


def _refuse_as_dub(found: dict[str, Any]) -> None:
    if found["kind"] != Upload.Kind.VIDEO:
        raise UnusableMaterialError("not_a_video", "Choose a video.", "file", found)
    longest = settings.UPLOADS_MAX_DUB_SECONDS
    if _lasts(found) > longest:
        detail = f"A video to be dubbed may last at most {_words_for(longest)}."
        raise UnusableMaterialError("video_too_long", detail, "file", found)
    if not found.get("has_sound"):
        raise UnusableMaterialError("no_sound", "There is no sound in this file.", "file", found)
    # Where nobody was heard, somebody may still know what is said and send subtitles.
    errors = [each for each in found["advice"] if each["level"] == "error"]
    in_the_way = [each for each in errors if each["code"] not in WITHOUT_SPEECH]
    if in_the_way:
        _refuse_verdict({**found, "verdict": "unusable", "advice": in_the_way})


def _refuse_as_speech(found: dict[str, Any]) -> None:
    if not found.get("has_sound"):
        raise UnusableMaterialError("no_sound", "There is no sound in this file.", "file", found)
    # Of a video only the sound is used, so what is wrong with its picture does not matter.
    if found["kind"] == Upload.Kind.SOUND:
        _refuse_verdict(found)
    if _lasts(found) < formats.SHORTEST_SPEECH:
        detail = f"A recording must last at least {formats.SHORTEST_SPEECH:g} seconds."
        raise UnusableMaterialError("recording_too_short", detail, "file", found)
    longest = settings.UPLOADS_MAX_RECORDING_SECONDS
    if _lasts(found) > longest:
        detail = f"A recording may last at most {_words_for(longest)}."
        raise UnusableMaterialError("recording_too_long", detail, "file", found)


def _refuse_as_face(found: dict[str, Any]) -> None:
    if found["kind"] == Upload.Kind.SOUND:
        detail = "This file has sound only; choose a picture or a video."
        raise UnusableMaterialError("not_a_face_file", detail, "file", found)
    _refuse_verdict(found)
    longest = settings.UPLOADS_MAX_FACE_VIDEO_SECONDS
    if found["kind"] == Upload.Kind.VIDEO and _lasts(found) > longest:
        detail = f"A presenter's video may last at most {_words_for(longest)}."
        raise UnusableMaterialError("face_video_too_long", detail, "file", found)


def _lasts(found: dict[str, Any]) -> float:
    return float(found.get("duration") or 0.0)


def _words_for(seconds: int) -> str:
    return f"{seconds // 60} minutes" if seconds >= 120 else f"{seconds} seconds"  # noqa: PLR2004 (from two minutes on)


def _refuse_verdict(found: dict[str, Any]) -> None:
    if found.get("verdict") != "unusable":
        return
    reasons = [each["code"] for each in found.get("advice", []) if each.get("level") == "error"]
    code = reasons[0] if reasons else "unusable_material"
    detail = f"This file cannot be used: {', '.join(reasons) or 'see the advice'}."
    raise UnusableMaterialError(code, detail, "file", found)


def _make_preview(path: Path, owner: User) -> tuple[MediaAsset, list[dict[str, Any]]]:
    with inspection.scratch() as folder:
        spec = {"path": str(path)}
        made = inspection.ask("preview", spec, field="file", workdir=str(folder))
        return storage.store(Path(made["preview"]), owner.pk, "image/jpeg"), made["faces"]


def expires_at(upload: Upload) -> datetime:
    """When an upload goes if nothing needs it by then."""
    return upload.created_at + timedelta(hours=settings.UPLOADS_KEPT_HOURS)


def delete(upload: Upload) -> None:
    """Delete an upload with its files.

    Raises:
        ServiceError: ``upload_in_use``, a video or a presenter needs it.
    """
    if not Upload.objects.unused().filter(pk=upload.pk).exists():
        detail = "A video or a presenter needs this file."
        raise ServiceError("upload_in_use", detail)
    remove(upload)


def remove(upload: Upload) -> None:
    """Delete an upload that nothing needs, with its files."""
    preview = upload.preview
    storage.remove(upload.asset)  # the row goes along
    if preview is not None:
        storage.remove(preview)


def purge_unused() -> int:
    """Delete what was sent and then not used.

    Returns:
        How many uploads went.
    """
    before = timezone.now() - timedelta(hours=settings.UPLOADS_KEPT_HOURS)
    forgotten = Upload.objects.unused().filter(created_at__lt=before)
    n_purged = 0
    for upload in forgotten.select_related("asset", "preview"):
        remove(upload)
        n_purged += 1
    return n_purged
