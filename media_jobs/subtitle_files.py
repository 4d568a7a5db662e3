"""Subtitles that people send in place of listening to a video."""

from pathlib import Path, PurePath
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from inference.dubbing.dub_script import DubScript
from inference.dubbing.transcript_files import read_transcript
from inference.errors import InputError
from media_jobs import storage
from media_jobs.models import MediaAsset, Upload
from media_jobs.refusals import UnusableMaterialError

MAX_MB: Final = 5  # a film has about a tenth of a megabyte
SUFFIXES: Final = (".srt", ".vtt", ".json")


def receive(owner: User, file: "UploadedFile[Any]", name: str) -> Upload:
    """Keep a file of subtitles.

    Args:
        owner: whose it is.
        file: as it came; not larger than allowed.
        name: of it, for people.

    Raises:
        UnusableMaterialError: ``bad_subtitles``.
    """
    suffix = PurePath(name).suffix.lower()
    asset = storage.keep_upload(file, owner.pk, suffix if suffix in SUFFIXES else SUFFIXES[0])
    try:
        return Upload.objects.create(
            owner=owner,
            purpose=Upload.Purpose.SUBTITLES,
            kind=Upload.Kind.SUBTITLES,
            name=name,
            asset=asset,
            inspection={"kind": Upload.Kind.SUBTITLES, **_found(asset)},
        )
    except BaseException:
        storage.remove(asset)
        raise


def _found(asset: MediaAsset) -> dict[str, Any]:
    """The language of the subtitles, as far as it is known, and how many there are."""
    try:
        read = read_transcript(Path(asset.file.path))
    except InputError as exc:
        raise _bad() from exc
    n_cues = len(read.lines if isinstance(read, DubScript) else read.segments)
    if not n_cues:
        raise _bad()
    return {"n_cues": n_cues, "language": read.language}


def _bad() -> UnusableMaterialError:
    detail = "There are no subtitles in this file; choose one in SRT or WebVTT."
    return UnusableMaterialError("bad_subtitles", detail, "file")
