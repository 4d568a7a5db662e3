"""The one actor: whatever job's turn it is, from claim to stored file."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import dramatiq
from django.db import transaction
from dramatiq.middleware import Shutdown

from inference.errors import PipelineCancelled
from media_jobs import (
    events,
    mailbox,
    pipeline_factory,
    quality,
    quotas,
    results,
    screening,
    storage,
    webhooks,
)
from media_jobs.broker import broker
from media_jobs.models import FILES, MediaJob, Video
from media_jobs.progress import JobReporter, TurnOverError
from media_jobs.render_process import (
    RenderError,
    RenderInterruptedError,
    RenderProcessDiedError,
)

logger = logging.getLogger(__name__)

# A child that died once may have been unlucky; twice, the job is the likely cause.
MAX_CHILD_DEATHS: Final = 2


@dramatiq.actor(broker=broker, queue_name="render")
def run_next_job() -> None:
    """Make the video whose turn it is.

    A message means that there is work, not which: so owners take turns, and a message delivered
    twice or for a cancelled job finds nothing to claim.
    """
    if pipeline_factory.shared_render_process().is_closed:
        return  # shutting down; the job waits in the table for the next start
    if job := MediaJob.objects.claim_next():
        run_job(job)


def run_job(job: MediaJob) -> None:
    """Work on a claimed job until it has ended or waits again."""
    events.publish(job.pk)
    events.publish_queue()
    try:
        with storage.work_folder(job) as workdir:
            _render(job, workdir)
    except PipelineCancelled:
        job.finish(MediaJob.State.CANCELLED)
    except (RenderInterruptedError, Shutdown):
        job.put_back(crashed=False)
    except TurnOverError:
        if job.put_back(crashed=False):
            run_next_job.send()
    except RenderProcessDiedError as exc:
        _retry_or_fail(job, exc)
    except RenderError as exc:
        logger.warning("job %s failed: %s: %s", job.pk, exc.code, exc)
        job.finish(MediaJob.State.FAILED, error_code=exc.code, error_facts=exc.facts)
    except pipeline_factory.MaterialGoneError as exc:
        job.finish(MediaJob.State.FAILED, error_code=exc.code)
    except BaseException:
        job.finish(MediaJob.State.FAILED, error_code="internal_error")
        raise
    finally:
        mailbox.job_ended(job.pk)
        webhooks.job_ended(job.pk)
        screening.job_ended(job.pk)
        events.publish(job.pk)
        events.publish_queue()


def _render(job: MediaJob, workdir: Path) -> None:
    prepared = pipeline_factory.prepare(job, workdir)
    process = pipeline_factory.shared_render_process()
    reporter = JobReporter(job, prepared.estimate)
    try:
        made = process.call(prepared.request, limits=prepared.limits, watcher=reporter)
    finally:
        if process.pid is None:  # killed or dead: the next job should find warm models
            process.warm_up(prepared.limits)
    store = _store_video if job.makes_video else quality.store_report
    # What went on from pieces that were there says nothing about how long a whole one takes.
    is_telling = job.attempt == 1 or job.kind != MediaJob.Kind.DUB
    if not store(job, made, reporter.timings() if is_telling else {}):
        raise PipelineCancelled


def _store_video(job: MediaJob, made: Mapping[str, Any], timings: Mapping[str, Any]) -> bool:
    """Save the files, then let the job count as a success, all inside the claim.

    Returns:
        ``False`` when the claim no longer stands, or a cancel came in; nothing is kept then.
    """
    files = results.stored_files(job, made)
    unused = list(files.values())
    with transaction.atomic():
        counts = job.finish(MediaJob.State.SUCCEEDED, timings=timings)
        if counts:
            replaced = Video.objects.select_related(*FILES).get(pk=job.video_id)
            unused = [old for name in FILES if (old := getattr(replaced, name))]
            unused += quality.clear_report(replaced)
            facts = results.facts_of(job, replaced, made)
            new = {**dict.fromkeys(FILES), **files, **facts}
            Video.objects.filter(pk=job.video_id).update(**new)
            results.note_rendered(job, made)
            quotas.note_made(job, made["duration"])
    for asset in unused:
        storage.remove(asset)
    return counts


def _retry_or_fail(job: MediaJob, reason: RenderProcessDiedError) -> None:
    logger.warning("job %s: %s", job.pk, reason)
    if job.crashes + 1 < MAX_CHILD_DEATHS:
        if job.put_back(crashed=True):
            run_next_job.send()
    else:
        job.finish(MediaJob.State.FAILED, error_code=reason.code)
