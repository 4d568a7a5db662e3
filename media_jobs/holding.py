"""Jobs that wait until a moderator has looked at what they would make.

A held job is a queued one that nobody takes. It is released into the queue, or fails with the
reason for its owner to read.
"""

import uuid
from typing import Final

from django.db import transaction
from django.utils import timezone

from media_jobs import events, flags, mailbox
from media_jobs.broker import broker
from media_jobs.models import JobQuerySet, MediaJob, TextCheck, Video

REFUSED: Final = "text_not_allowed"  # the code of a job that a moderator refused


def held_jobs(video: Video | None = None) -> JobQuerySet:
    """Jobs that wait for a moderator, of one video or of all, the oldest first."""
    held = MediaJob.objects.filter(state=MediaJob.State.QUEUED, held_at__isnull=False)
    return (held if video is None else held.filter(video=video)).order_by("held_at")


def hold(job: MediaJob) -> bool:
    """Keep a queued job from being taken."""
    now = timezone.now()
    waiting = MediaJob.objects.filter(pk=job.pk, state=MediaJob.State.QUEUED)
    if waiting.update(held_at=now):
        job.held_at = now
    return job.held_at is not None


def release(video: Video) -> int:
    """Let the held jobs of a video be done.

    Returns:
        How many there were.
    """
    jobs = list(held_jobs(video).values_list("pk", flat=True))
    released = [pk for pk in jobs if held_jobs().filter(pk=pk).update(held_at=None)]
    _announce(released, wake=True)
    return len(released)


def release_if_clear(video: Video) -> bool:
    """Release what is held of a video about which there is nothing left to decide."""
    is_being_read = TextCheck.objects.unfinished().filter(video=video).exists()
    if is_being_read or flags.of(video=video).exists():
        return False
    return bool(release(video))


def refuse(video: Video, reason: str) -> int:
    """End the held jobs of a video; its owner gets the reason with the failure.

    Returns:
        How many there were.
    """
    failed = [pk for pk in held_jobs(video).values_list("pk", flat=True) if _fail(pk, reason)]
    for pk in failed:
        mailbox.job_ended(pk)
    _announce(failed, wake=False)
    return len(failed)


def _fail(job_id: uuid.UUID, reason: str) -> bool:
    failed = held_jobs().filter(pk=job_id)
    return bool(
        failed.update(
            state=MediaJob.State.FAILED,
            held_at=None,
            error_code="text_not_allowed",
            error_facts={"reason": reason},
            seconds_left=None,
            finished_at=timezone.now(),
        )
    )


def _announce(job_ids: list[uuid.UUID], *, wake: bool) -> None:
    def after_commit() -> None:
        for job_id in job_ids:
            if wake:
                # By its name: what makes videos asks this module about them, too.
                broker.get_actor("run_next_job").send()
            events.publish(job_id)
        events.publish_queue()

    if job_ids:
        transaction.on_commit(after_commit)
