"""Measuring a finished video, when somebody asks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from media_jobs import storage
from media_jobs.models import MediaAsset, MediaJob, QualityReport, Video

PICTURES: Final = ("picture", "thumbnails")  # where the report names files
PICTURE_TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


def store_report(job: MediaJob, made: Mapping[str, Any], timings: Mapping[str, Any]) -> bool:
    """Save what was measured, in place of what was measured before, inside the claim.

    Args:
        job: the claimed job.
        made: ``inference.quality.report.QualityReport.to_json``, with paths of its pictures.
        timings: seconds each stage took.

    Returns:
        ``False`` when the claim no longer stands, or a cancel came in; nothing is kept then.
    """
    picture, thumbnails, report = _stored_pictures(job, made)
    with transaction.atomic():
        # A video that was rendered anew meanwhile is another one than was measured.
        is_same = Video.objects.filter(pk=job.video_id, file_id=job.spec["file"]).exists()
        counts = job.finish(MediaJob.State.SUCCEEDED, timings=timings)
        unused = clear_report(job.video) if counts and is_same else []
        if counts and is_same:
            row = QualityReport.objects.create(video=job.video, report=report, picture=picture)
            row.thumbnails.set(thumbnails)
        else:
            unused = [*thumbnails, *([picture] if picture else [])]
    for asset in unused:
        storage.remove(asset)
    return counts


def clear_report(video: Video) -> list[MediaAsset]:
    """Forget what was measured.

    Returns:
        Its pictures, to be removed after the commit.
    """
    old = QualityReport.objects.filter(video=video).select_related("picture").first()
    if old is None:
        return []
    files = old.files
    old.delete()
    return files


def _stored_pictures(
    job: MediaJob, made: Mapping[str, Any]
) -> tuple[MediaAsset | None, list[MediaAsset], dict[str, Any]]:
    """Keep the pictures; in the report their ids stand in place of paths."""

    def keep(path: str) -> MediaAsset:
        return storage.store(Path(path), job.owner_id, PICTURE_TYPES[Path(path).suffix])

    picture = keep(made["picture"]) if made.get("picture") else None
    thumbnails = {path: keep(path) for path in made.get("thumbnails", [])}
    untouched = [
        {**span, "thumbnail": str(asset.pk) if asset else None}
        for span in made.get("untouched", [])
        for asset in [thumbnails.get(span.get("thumbnail"))]
    ]
    report = {name: value for name, value in made.items() if name not in PICTURES}
    return picture, list(thumbnails.values()), {**report, "untouched": untouched}
