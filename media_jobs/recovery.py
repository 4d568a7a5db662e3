"""Jobs whose worker is gone: back to the queue, unless they keep ending their workers."""

from typing import Final

from django.db import models
from django.utils import timezone

from media_jobs import actors, events, mailbox, webhooks
from media_jobs.models import JobQuerySet, MediaJob

# A job that took the whole process down this often is the likely cause.
MAX_CRASHES: Final = 3


def requeue_stalled_jobs() -> int:
    """Put jobs back whose worker stopped reporting.

    Returns:
        How many wait again.
    """
    return _recover(MediaJob.objects.stalled())


def requeue_unfinished_jobs() -> int:
    """At the start of the only worker: whatever was running is not, and every message is lost.

    Returns:
        How many jobs wait.
    """
    _recover(MediaJob.objects.filter(state=MediaJob.State.RUNNING))
    waiting = MediaJob.objects.filter(state=MediaJob.State.QUEUED).count()
    for _ in range(waiting):
        actors.run_next_job.send()
    return waiting


def _recover(orphans: JobQuerySet) -> int:
    n_requeued = 0
    for job in list(orphans):
        # The attempt fences this against the worker that comes back, and against another rescuer.
        row = orphans.filter(pk=job.pk, attempt=job.attempt)
        if job.cancel_requested:
            row.update(
                state=MediaJob.State.CANCELLED, seconds_left=None, finished_at=timezone.now()
            )
        elif job.crashes + 1 >= MAX_CRASHES:
            row.update(
                state=MediaJob.State.FAILED,
                error_code="render_process_died",
                seconds_left=None,
                finished_at=timezone.now(),
            )
        else:
            n_requeued += _put_back(row)
        mailbox.job_ended(job.pk)
        webhooks.job_ended(job.pk)
        events.publish(job.pk)
    return n_requeued


def _put_back(row: JobQuerySet) -> int:
    put_back = row.update(
        state=MediaJob.State.QUEUED, stage="", progress=0.0, crashes=models.F("crashes") + 1
    )
    if put_back:
        actors.run_next_job.send()
    return put_back
