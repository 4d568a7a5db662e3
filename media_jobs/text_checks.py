"""Texts read by the language model that is set up here, in the background."""

from collections.abc import Mapping
from typing import Any

import dramatiq
from django.conf import settings
from django.db import transaction

from inference.text_review.reviewers import default_reviewer
from media_jobs import errands, flags, holding, pipeline_factory, spoken_texts
from media_jobs.broker import broker
from media_jobs.errands import ErrandReporter
from media_jobs.models import Decision, Flag, TextCheck, Video
from media_jobs.render_process import Limits, Request


def reviewer() -> str:
    """Id of the model that reads texts; empty where none does."""
    return default_reviewer() if settings.MODERATION_READS_TEXTS else ""


@dramatiq.actor(broker=broker, queue_name="text_checks")
def check_next() -> None:
    """Have the text read whose turn it is, and act on what was found."""
    row = TextCheck.objects.claim_next()
    if row is not None:
        errands.run(row, _read)
        conclude(row)


def _read(row: TextCheck, reporter: ErrandReporter) -> Mapping[str, Any]:
    text = spoken_texts.text_of(row.video)
    spec = {"text": text, "reviewer": reviewer()}
    limits = Limits(settings.SCRIPTS_TIME_LIMIT, settings.JOBS_MEMORY_LIMIT_MB)
    process = pipeline_factory.reviewing_process()
    made = process.call(Request("review_text", spec), limits=limits, watcher=reporter)
    return {"verdict": dict(made), "text_sha256": spoken_texts.sha256_of(text)}


def start(video: Video, text: str) -> TextCheck | None:
    """Have the text of a video read, unless just this text was read before.

    Returns:
        The check that is under way; ``None`` where nobody reads, or nothing is new.
    """
    digest = spoken_texts.sha256_of(text)
    if not reviewer() or is_approved(video, Flag.Kind.TEXT, digest):
        return None
    row, is_new = TextCheck.objects.get_or_create(video=video, defaults={"text_sha256": digest})
    if not is_new:
        if row.text_sha256 == digest and row.state == TextCheck.State.SUCCEEDED:
            _flag(row)
            return None
        if row.text_sha256 == digest and not row.is_finished:
            return row
        row.cancel()
        row.queue(text_sha256=digest, verdict={})
    transaction.on_commit(check_next.send)
    return row


def is_approved(video: Video, kind: Flag.Kind, text_sha256: str) -> bool:
    """Whether a moderator found this very text to be all right."""
    dismissed = Flag.objects.filter(video=video, kind=kind, state=Decision.DISMISSED)
    return any(flag.facts.get("text_sha256") == text_sha256 for flag in dismissed)


def conclude(row: TextCheck) -> None:
    """Flag what was found; release the video's jobs where nothing was."""
    if not row.is_finished:
        return  # put back; another attempt follows
    _flag(row)
    holding.release_if_clear(row.video)


def _flag(row: TextCheck) -> None:
    """What was found is flagged; that nothing could be read, only where jobs wait for it."""
    known = {"text_sha256": row.text_sha256}
    if row.state == TextCheck.State.SUCCEEDED and row.verdict.get("findings"):
        facts = {"findings": row.verdict["findings"], "reviewer": row.verdict.get("reviewer", "")}
        flags.raise_flag(Flag.Kind.TEXT, video=row.video, facts={**facts, **known})
    if row.state == TextCheck.State.FAILED and settings.MODERATION_HOLDS:
        facts = {"code": row.error_code, **known}
        flags.raise_flag(Flag.Kind.UNCHECKED, video=row.video, facts=facts)
