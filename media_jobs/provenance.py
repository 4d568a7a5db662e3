"""What the videos of this site say of themselves, and what is remembered of them.

The settings decide; a person's wish counts where the settings leave room for one. The renderer does
the marking, from the order that is put together here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from inference.provenance.identity import open_identity
from inference.provenance.marking import (
    IdentityPlace,
    LabelCorner,
    Provenance,
    VideoKind,
    VisibleLabel,
    new_identifier,
)
from media_jobs.models import Avatar, MediaJob, ProvenanceFile, ProvenanceRecord, Video
from media_jobs.refusals import refuse

ALWAYS, OPTIONAL, NEVER = "on", "optional", "off"  # policies about the visible label
USUAL_MARKS: Final[Mapping[str, bool]] = {"label": True, "account": True}
TRIES: Final = 20  # at a number that no other video has; the first is free but for one in a million
VERSION: Final = "1"  # of this product, as the API names it


def identity_place() -> IdentityPlace:
    """Where the keys of this site lie."""
    return IdentityPlace(
        settings.PROVENANCE_DIR,
        settings.C2PA_CERTIFICATE,
        settings.C2PA_KEY,
        settings.CREDENTIALS_NAME,
    )


def make_identity() -> None:
    """Make the keys of this site, unless they are there.

    Raises:
        SigningIdentityError: they cannot be made or read.
    """
    open_identity(identity_place())


def checked_marks(wanted: Mapping[str, Any] | None) -> dict[str, bool]:
    """Which marks somebody wishes for a video, as far as there is a choice.

    Args:
        wanted: ``label``, whether the visible label is wished; ``account``, whether the credentials
            may name the account.

    Raises:
        ServiceError: ``label_required``, this site labels every video.
    """
    marks = {name: bool((wanted or {}).get(name, usual)) for name, usual in USUAL_MARKS.items()}
    if not marks["label"] and settings.LABEL == ALWAYS:
        detail = "Every video of this site carries the label."
        raise refuse("marks", "label_required", detail)
    return marks


def order_of(video: Video, marks: Mapping[str, Any] | None, language: str) -> dict[str, Any] | None:
    """How a video is to be marked, as the renderer reads it.

    Args:
        video: with its owner and avatar; gets its number the first time.
        marks: as ``checked_marks`` gave them; ``None`` for what is usual.
        language: of the label, where the settings name none.

    Returns:
        ``None`` where the settings want no mark at all.
    """
    wished = {**USUAL_MARKS, **(marks or {})}
    has_label = settings.LABEL == ALWAYS or (settings.LABEL == OPTIONAL and wished["label"])
    if not (has_label or settings.WATERMARK or settings.CREDENTIALS):
        return None
    record = record_of(video)
    tag = settings.LABEL_LANGUAGE or language or video.owner.language or "en"
    is_named = settings.CREDENTIALS_AUTHOR == "account" and wished["account"]
    return Provenance(
        identifier=record.watermark_id,
        identity=identity_place(),
        kind=VideoKind(record.kind),
        author=str(video.owner_id) if is_named else "",
        version=VERSION,
        label=VisibleLabel(tag, LabelCorner(settings.LABEL_CORNER)) if has_label else None,
        watermark=settings.WATERMARK,
        credentials=settings.CREDENTIALS,
    ).to_json()


def record_of(video: Video) -> ProvenanceRecord:
    """The record of a video, made the first time; every file of it carries the same number."""
    known = ProvenanceRecord.objects.filter(video=video).first()
    if known is not None:
        return known
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return ProvenanceRecord.objects.create(
                    video=video, watermark_id=new_identifier(), kind=_kind_of(video)
                )
        except IntegrityError:  # another video has this number
            continue
    raise RuntimeError("no number for a watermark is free")


def _kind_of(video: Video) -> str:
    if video.kind == Video.Kind.DUB or video.avatar is None:
        return ProvenanceRecord.Kind.DUB
    kinds = {
        Avatar.Kind.LIBRARY: ProvenanceRecord.Kind.LIBRARY,
        Avatar.Kind.PHOTO: ProvenanceRecord.Kind.PHOTO,
        Avatar.Kind.VIDEO: ProvenanceRecord.Kind.VIDEO,
    }
    return kinds[Avatar.Kind(video.avatar.kind)]


def note_made(job: MediaJob, report: Mapping[str, Any]) -> None:
    """Remember a finished file.

    Args:
        job: that made it.
        report: of the renderer; says under ``provenance`` how the file is marked.
    """
    told: Mapping[str, Any] = report.get("provenance") or {}
    record = ProvenanceRecord.objects.filter(video=job.video_id).first()
    if record is None or not told:
        return
    ProvenanceFile.objects.create(
        record=record,
        sha256=told["sha256"],
        has_label=bool(told["label"]),
        has_watermark=bool(told["watermark"]),
        has_credentials=bool(told["credentials"]),
        made_at=_moment(told["made_at"]),
    )


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else timezone.make_aware(moment)
