"""What is said in uploaded recordings: written down in the background, then edited by people."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import dramatiq
from django.conf import settings
from django.db import transaction

from media_jobs import consent_recordings, errands, pipeline_factory
from media_jobs.broker import broker
from media_jobs.errands import ErrandReporter
from media_jobs.models import Upload, UploadTranscript
from media_jobs.refusals import ServiceError, UnusableMaterialError
from media_jobs.render_process import Request

MAX_SEGMENTS: Final = 5000
MAX_SEGMENT_TEXT: Final = 2000  # characters
TRANSCRIPT_VERSION: Final = 1  # of ``inference.transcripts``


@dramatiq.actor(broker=broker, queue_name="transcripts")
def write_down_next() -> None:
    """Write down the recording whose turn it is."""
    errands.run_next(UploadTranscript.objects.all(), _write_down)


def _write_down(row: UploadTranscript, reporter: ErrandReporter) -> Mapping[str, Any]:
    upload = row.upload
    spec = {"path": upload.asset.file.path, "language": row.wanted_language or None}
    limits = pipeline_factory.job_limits()
    process = pipeline_factory.transcript_process()
    made = process.call(Request("transcribe", spec), limits=limits, watcher=reporter)
    consent_recordings.heard(upload, " ".join(each["text"] for each in made["segments"]))
    return {"transcript": dict(made), "is_edited": False}


def start(upload: Upload, language: str = "") -> UploadTranscript:
    """Have a recording written down, in place of what was written or edited before.

    Args:
        upload: the recording.
        language: BCP 47 tag of what is spoken; empty to find out.

    Raises:
        UnusableMaterialError: ``no_sound``.
    """
    if not upload.has_sound:
        raise UnusableMaterialError("no_sound", "There is no sound in this file.", "upload")
    with transaction.atomic():
        row, is_new = UploadTranscript.objects.get_or_create(
            upload=upload, defaults={"wanted_language": language}
        )
        if not is_new and (row.is_finished or row.wanted_language != language):
            row.cancel()
            row.queue(wanted_language=language)
        transaction.on_commit(write_down_next.send)
    return row


def save_edited(
    upload: Upload, segments: Sequence[Mapping[str, Any]], language: str | None = None
) -> UploadTranscript:
    """Keep what a person made of a transcript; one that is under way is given up.

    Args:
        upload: the recording.
        segments: ``start``, ``end`` and ``text`` of each, in order.
        language: BCP 47 tag; ``None`` for the one it has.

    Raises:
        ServiceError: ``bad_segment``; ``fields`` names the row.
    """
    longest = (upload.duration or 0.0) + 1.0  # browsers round lengths
    checked = _checked_segments(segments, longest)
    with transaction.atomic():
        row, _ = UploadTranscript.objects.get_or_create(
            upload=upload, defaults={"state": UploadTranscript.State.SUCCEEDED}
        )
        old = {(each["start"], each["end"]): each for each in row.transcript.get("segments", [])}
        kept = row.transcript or {
            "version": TRANSCRIPT_VERSION,
            "language_probability": 1.0,
            "duration": upload.duration or 0.0,
        }
        new = [_with_words(each, old.get((each["start"], each["end"]))) for each in checked]
        tag = row.language if language is None else language
        row.settle(transcript={**kept, "language": tag, "segments": new}, is_edited=True)
    return row


def _checked_segments(
    segments: Sequence[Mapping[str, Any]], longest: float
) -> list[dict[str, Any]]:
    checked: list[dict[str, Any]] = []
    before = 0.0
    for index, segment in enumerate(segments):
        start, end = round(segment["start"], 3), round(segment["end"], 3)
        text = " ".join(str(segment["text"]).replace("\0", "").split())
        if not before <= start <= end <= longest:
            detail = "Segments follow one another within the recording."
            raise ServiceError("bad_segment", detail, {f"segments.{index}.start": [detail]})
        if text:
            checked.append({"start": start, "end": end, "text": text})
        before = end
    return checked


def _with_words(segment: dict[str, Any], old: Mapping[str, Any] | None) -> dict[str, Any]:
    """A segment with the times of its words, where a correction left their number as it was."""
    texts, words = segment["text"].split(), old["words"] if old else []
    if old and segment["text"] == old["text"]:
        return {**segment, "words": words}
    if len(texts) != len(words):
        return {**segment, "words": []}
    corrected = [
        {**word, "text": text, "follows_space": True}
        for word, text in zip(words, texts, strict=True)
    ]
    return {**segment, "words": corrected}


def forget(upload: Upload) -> None:
    """Delete a transcript; one under way is given up."""
    UploadTranscript.objects.filter(upload=upload).delete()


def transcript_of(upload: Upload) -> UploadTranscript | None:
    """The row of a recording."""
    return UploadTranscript.objects.filter(upload=upload).first()


def is_wanted(upload: Upload) -> bool:
    """Whether a recording is written down without being asked."""
    return settings.UPLOADS_ARE_TRANSCRIBED and upload.purpose == Upload.Purpose.SPEECH
