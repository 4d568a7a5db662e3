"""A job as the outside sees it: one shape for REST and websocket, and how changes get out."""

import asyncio
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, TypedDict

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.urls import reverse

from inference.progress import Stage
from media_jobs import estimates
from media_jobs.models import MediaJob, Video
from media_jobs.storage import asset_url

MAX_QUEUE_EVENTS: Final = 50  # waiting jobs told about a change of the queue


class StageState(TypedDict):
    """One stage of the pipeline."""

    id: str
    state: Literal["waiting", "active", "done"]


class JobError(TypedDict):
    """Why a job failed; the code is translated for display."""

    code: str
    facts: Mapping[str, Any]


class JobResult(TypedDict):
    """What a job made."""

    file_url: str
    download_url: str
    poster_url: str | None
    page_url: str
    duration: float | None
    width: int | None
    height: int | None
    size_bytes: int


class JobSnapshot(TypedDict):
    """The state of a job, complete in itself."""

    type: Literal["job"]
    id: str
    video: str
    title: str
    kind: str
    state: str
    stage: str
    stages: list[StageState]
    progress: float
    seconds_left: float | None
    queue_position: int | None
    is_held: bool
    attempt: int
    error: JobError | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    result: JobResult | None


def snapshot(job: MediaJob, queue: Mapping[uuid.UUID, int] | None = None) -> JobSnapshot:
    """The present state of a job.

    Args:
        job: with ``video`` and its files, or they are fetched.
        queue: places of waiting jobs, when the caller has them for several jobs at once.
    """
    position = None
    if job.state == MediaJob.State.QUEUED:
        position = (queue_positions() if queue is None else queue).get(job.pk)
    return {
        "type": "job",
        "id": str(job.pk),
        "video": str(job.video_id),
        "title": job.video.title,
        "kind": job.kind,
        "state": job.state,
        "stage": job.stage,
        "stages": stage_states(job),
        "progress": round(job.progress, 4),
        "seconds_left": None if job.seconds_left is None else round(job.seconds_left, 1),
        "queue_position": position,
        "is_held": job.held_at is not None and job.state == MediaJob.State.QUEUED,
        "attempt": job.attempt,
        "error": {"code": job.error_code, "facts": job.error_facts} if job.error_code else None,
        "created_at": job.created_at.isoformat(),
        "started_at": _iso(job.started_at),
        "finished_at": _iso(job.finished_at),
        "result": result_of(job.video) if job.state == MediaJob.State.SUCCEEDED else None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def stage_states(job: MediaJob) -> list[StageState]:
    """Every stage of its kind in running order, with where it stands."""
    stages = estimates.stages_of(job.kind)
    if job.state == MediaJob.State.SUCCEEDED:
        return [{"id": stage, "state": "done"} for stage in stages]
    reached = stages.index(Stage(job.stage)) if job.stage else -1
    active = job.state == MediaJob.State.RUNNING
    return [
        {"id": stage, "state": _stage_state(index - reached, active=active)}
        for index, stage in enumerate(stages)
    ]


def _stage_state(steps_ahead: int, *, active: bool) -> Literal["waiting", "active", "done"]:
    if steps_ahead < 0:
        return "done"
    return "active" if active and steps_ahead == 0 else "waiting"


def page_url(video: Video) -> str:
    """Where a person looks at the video."""
    return reverse(settings.JOBS_VIDEO_PAGE, args=[video.pk])


def result_of(video: Video) -> JobResult | None:
    """The finished file; ``None`` while there is none, and while the video is taken down."""
    if video.file is None or video.taken_down_at is not None:
        return None
    return {
        "file_url": asset_url(video.file, video.title),
        "download_url": asset_url(video.file, video.title, download=True),
        "poster_url": asset_url(video.poster, video.title) if video.poster else None,
        "page_url": page_url(video),
        "duration": video.duration,
        "width": video.width,
        "height": video.height,
        "size_bytes": video.file.size_bytes,
    }


def queue_positions() -> dict[uuid.UUID, int]:
    """The place of every waiting job, from 1, if nothing is added: owners take turns."""
    lines: dict[tuple[int, uuid.UUID], list[uuid.UUID]] = {}
    waiting = MediaJob.objects.in_fair_order().values_list("pk", "owner_id", "kind")
    for job_id, owner_id, kind in waiting:
        lines.setdefault((MediaJob.RANKS.get(kind, 0), owner_id), []).append(job_id)
    turns = [
        (rank, round_, place, job_id)
        for place, ((rank, _), line) in enumerate(lines.items())
        for round_, job_id in enumerate(line)
    ]
    return {job_id: place for place, (*_, job_id) in enumerate(sorted(turns), start=1)}


def job_group(job_id: uuid.UUID | str) -> str:
    """Channel group of those who watch one job."""
    return f"job.{job_id}"


def owner_group(owner_id: uuid.UUID | str) -> str:
    """Channel group of those who watch all jobs of one person."""
    return f"owner.{owner_id}"


class _Listeners:
    """The event loop of this process's websockets; known once the first one connects."""

    loop: asyncio.AbstractEventLoop | None = None


def listen_on(loop: asyncio.AbstractEventLoop) -> None:
    """Deliver what this process publishes through ``loop``."""
    _Listeners.loop = loop


def publish(job_id: uuid.UUID) -> None:
    """Send the present state of a job to everyone who watches it."""
    rows = MediaJob.objects.select_related("video__file", "video__poster").defer("spec")
    if job := rows.filter(pk=job_id).first():
        _send(job, snapshot(job))


def publish_queue() -> None:
    """Tell waiting jobs their place, after one has left the queue or joined it."""
    positions = queue_positions()
    first = list(positions)[:MAX_QUEUE_EVENTS]
    rows = MediaJob.objects.filter(pk__in=first).select_related("video__file", "video__poster")
    for job in rows.defer("spec"):
        _send(job, snapshot(job, positions))


def _send(job: MediaJob, state: JobSnapshot) -> None:
    message = {"type": "job.changed", "job": state}
    _group_send((job_group(job.pk), owner_group(job.owner_id)), message)


def _group_send(groups: Iterable[str], message: dict[str, Any]) -> None:
    """Hand a message to the channel layer, from any thread."""
    layer = get_channel_layer()
    if layer is None:
        return

    async def send_all() -> None:
        for group in groups:
            await layer.group_send(group, message)

    loop = _Listeners.loop
    if loop is not None and loop.is_running():
        # async_to_sync would start a loop of its own for each call, 400 ms from a thread.
        asyncio.run_coroutine_threadsafe(send_all(), loop)
    elif not isinstance(layer, InMemoryChannelLayer):
        async_to_sync(send_all)()
