"""Scripts about a topic: ordered, written in the background, edited, written anew in parts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import dramatiq
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from inference.language_errors import BriefError
from inference.writing.brief import MAX_WISH_LENGTH, ScriptBrief, ScriptPart, typed_text
from inference.writing.script import VideoScript
from media_jobs import errands, pipeline_factory, writers
from media_jobs.broker import broker
from media_jobs.errands import ErrandReporter
from media_jobs.models import ErrandQuerySet, WrittenScript
from media_jobs.refusals import ServiceError, refuse
from media_jobs.render_process import Limits, Request

EDITABLE: Final = tuple(part.value for part in ScriptPart)


@dramatiq.actor(broker=broker, queue_name="scripts")
def write_next() -> None:
    """Write the script whose turn it is."""
    errands.run_next(WrittenScript.objects.all(), _write)


def _write(row: WrittenScript, reporter: ErrandReporter) -> Mapping[str, Any]:
    brief = {name: value for name, value in row.brief.items() if name != "writer"}
    spec: dict[str, Any] = {"brief": brief, "writer": row.brief.get("writer", "")}
    if row.rewriting:
        spec |= {"script": row.script, "part": row.rewriting, "wish": row.wish}
    limits = Limits(settings.SCRIPTS_TIME_LIMIT, settings.JOBS_MEMORY_LIMIT_MB)
    process = pipeline_factory.writing_process()
    operation = "rewrite" if row.rewriting else "write"
    made = process.call(Request(operation, spec), limits=limits, watcher=reporter)
    return {"script": dict(made["script"]), "is_edited": row.is_edited and bool(row.rewriting)}


def own_scripts(owner: User) -> ErrandQuerySet[WrittenScript]:
    """A person's scripts, newest first."""
    return WrittenScript.objects.filter(owner=owner)


def order_script(owner: User, *, writer: str = "", **brief: Any) -> WrittenScript:
    """Have a script written.

    Args:
        owner: who wants it.
        writer: id of who writes; empty for the usual one.
        **brief: of ``inference.writing.brief.ScriptBrief``.

    Raises:
        ServiceError: ``bad_brief``, ``unknown_writer`` or ``writer_unavailable``; ``fields`` says
            which input.
    """
    try:
        checked = ScriptBrief.from_json(brief).to_json()
    except BriefError as exc:
        raise _bad_brief(exc) from exc
    writers.check_writer(writer)
    with transaction.atomic():
        row = WrittenScript.objects.create(owner=owner, brief={**checked, "writer": writer})
        transaction.on_commit(write_next.send)
    return row


def _bad_brief(exc: BriefError) -> ServiceError:
    return ServiceError("bad_brief", f"{exc}.", {exc.name: [f"{exc}."]})


def rewrite(row: WrittenScript, part: str, wish: str = "") -> WrittenScript:
    """Have one part of a script written anew; what is there stays until then.

    Args:
        row: the script.
        part: of ``EDITABLE``.
        wish: how it should be.

    Raises:
        ServiceError: ``unknown_part``, ``bad_brief``, ``script_not_ready`` or ``script_busy``.
    """
    if part not in EDITABLE:
        raise refuse("part", "unknown_part", f"Choose one of {', '.join(EDITABLE)}.")
    try:
        wish = typed_text("wish", wish, MAX_WISH_LENGTH)
    except BriefError as exc:
        raise _bad_brief(exc) from exc
    _check_ready(row)
    return _queue(row, rewriting=part, wish=wish)


def retry(row: WrittenScript, writer: str | None = None) -> WrittenScript:
    """Try again what failed or was cancelled, perhaps with somebody else.

    Raises:
        ServiceError: ``script_busy``, ``unknown_writer`` or ``writer_unavailable``.
    """
    wanted = row.brief.get("writer", "") if writer is None else writer
    writers.check_writer(wanted)
    return _queue(row, brief={**row.brief, "writer": wanted})


def _queue(row: WrittenScript, **changes: Any) -> WrittenScript:
    with transaction.atomic():
        if not row.queue(**changes):
            raise ServiceError("script_busy", "This script is being written; wait for it.")
        transaction.on_commit(write_next.send)
    return row


def cancel(row: WrittenScript) -> WrittenScript:
    """Stop writing; what was there before stays."""
    row.cancel()
    return row


def edit(row: WrittenScript, **parts: Any) -> WrittenScript:
    """Keep what a person changed.

    Args:
        row: the script.
        **parts: of ``EDITABLE``, each if it is to change.

    Raises:
        ServiceError: ``script_not_ready``, ``script_busy``, or ``bad_brief`` for a part that is too
            long or leaves nothing to say.
    """
    _check_ready(row)
    try:
        script = VideoScript.from_json({**row.script, **parts}).to_json()
    except BriefError as exc:
        raise _bad_brief(exc) from exc
    rows = own_scripts(row.owner).filter(pk=row.pk).exclude(state__in=_UNFINISHED)
    if not rows.update(script=script, is_edited=True, updated_at=timezone.now()):
        raise ServiceError("script_busy", "This script is being written; wait for it.")
    row.refresh_from_db()
    return row


_UNFINISHED: Final = (WrittenScript.State.QUEUED, WrittenScript.State.RUNNING)


def _check_ready(row: WrittenScript) -> None:
    if not row.script:
        raise ServiceError("script_not_ready", "There is no script yet.")


def purge_old() -> int:
    """Delete scripts to which nothing happened for long; videos made from them stay.

    Returns:
        How many went.
    """
    before = timezone.now() - timedelta(days=settings.SCRIPTS_KEPT_DAYS)
    old = WrittenScript.objects.filter(updated_at__lt=before).exclude(state__in=_UNFINISHED)
    return old.delete()[0]
