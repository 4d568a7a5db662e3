"""The worker inside the web process: the default, where one command runs everything."""

import logging
import threading
from typing import Final

from django.db import connections
from dramatiq.worker import Worker

from accounts import leaving, sessions
from media_jobs import (
    actors,
    background,
    consents,
    dub_rendering,
    dubs,
    exports,
    mailbox,
    pipeline_factory,
    preparation,
    recovery,
    reports,
    scripts,
    services,
    storage,
    upload_sessions,
    uploads,
    webhooks,
)
from media_jobs.broker import broker
from media_jobs.models import MediaJob
from media_jobs.render_process import RenderError, RenderInterruptedError

logger = logging.getLogger(__name__)

HOUSEKEEPING: Final = 30.0  # seconds
STOP_PATIENCE_MS: Final = 10_000


class EmbeddedWorker:
    """Runs jobs and errands in threads, one for each queue; keeps the render process warm."""

    def __init__(self) -> None:
        # A video may take an hour, and a mail server may be silent for a while: no kind of work
        # waits for another.
        self._workers = [
            Worker(broker, queues={queue}, worker_threads=1, worker_timeout=100)
            for queue in sorted(broker.get_declared_queues())
        ]
        self._is_started = False
        self._stopping = threading.Event()
        self._housekeeper = threading.Thread(
            target=self._keep_house, name="housekeeping", daemon=True
        )

    def start(self) -> None:
        """Put unfinished jobs back in the queue, then work."""
        storage.clear_work_folders()
        if waiting := recovery.requeue_unfinished_jobs():
            logger.info("unfinished jobs that go on now: %d", waiting)
        pipeline_factory.shared_render_process().warm_up(pipeline_factory.job_limits())
        self._is_started = True
        background.resume(all_running=True)
        for worker in self._workers:
            worker.start()
        self._housekeeper.start()

    def stop(self) -> None:
        """End the render process; a running job waits for the next start."""
        self._stopping.set()
        pipeline_factory.close_processes()
        if self._is_started:
            for worker in self._workers:
                worker.stop(timeout=STOP_PATIENCE_MS)
            self._housekeeper.join(STOP_PATIENCE_MS / 1000)

    def _make_samples(self) -> None:
        """Make what there is to listen to, a voice at a time, while nobody waits for a video."""
        process = pipeline_factory.shared_render_process()
        for voice in preparation.missing_samples(preparation.sampled_voices()):
            if self._stopping.is_set() or MediaJob.objects.unfinished().exists():
                return
            try:
                preparation.make_sample(process, voice)
            except RenderError as exc:
                logger.warning("no sample of %s: %s", voice.id, exc)
                return

    def _keep_house(self) -> None:
        while not self._stopping.wait(HOUSEKEEPING):
            try:
                keep_house()
                self._make_samples()
            except RenderInterruptedError:
                return
            except Exception:
                logger.exception("housekeeping failed; it will be tried again")
            finally:
                connections.close_all()


def keep_house() -> None:
    """Purge what nobody needs, rescue stalled jobs, pick up jobs that another process queued."""
    services.purge_trash()
    uploads.purge_unused()
    consents.end_unanswered()
    upload_sessions.purge_abandoned()
    scripts.purge_old()
    exports.purge_expired()
    leaving.delete_due()
    storage.shrink_cache()
    dubs.shrink_cache()
    dub_rendering.start_automatic()
    mailbox.catch_up()
    mailbox.resume()
    mailbox.purge()
    webhooks.catch_up()
    webhooks.resume()
    webhooks.purge()
    sessions.purge()
    reports.forget_reporters()
    recovery.requeue_stalled_jobs()
    background.resume(all_running=False)
    if not MediaJob.objects.filter(state=MediaJob.State.RUNNING).exists():
        for _ in range(MediaJob.objects.filter(state=MediaJob.State.QUEUED)[:1].count()):
            actors.run_next_job.send()
