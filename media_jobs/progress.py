"""From the progress of a pipeline to the job's row and everyone who watches it."""

import time
from typing import Any, Final

from inference.errors import PipelineCancelled
from inference.progress import Stage
from media_jobs import estimates, events
from media_jobs.models import MediaJob
from media_jobs.render_process import Watcher

MIN_INTERVAL: Final = 0.2  # seconds between two stored updates, so at most five a second
HEARTBEAT: Final = 0.5  # seconds of silence after which the row is looked at for a cancel


class JobReporter(Watcher):
    """Stores and publishes how far a claimed job is; stops the work when it must stop.

    What is shown never goes back and stays below 100 % until the file is stored.
    """

    def __init__(self, job: MediaJob, estimate: estimates.Estimate) -> None:
        self._job = job
        self._stopwatch = estimates.Stopwatch(estimate)
        self._stage: Stage | None = None
        self._overall = 0.0
        self._stored_at = 0.0

    def on_progress(self, stage: Stage, fraction: float) -> None:
        """Take progress of one stage.

        Raises:
            PipelineCancelled: someone cancelled the job, or another worker has it.
        """
        self._stopwatch.note(stage)
        overall = self._stopwatch.estimate.overall(stage, min(1.0, max(0.0, fraction)))
        self._overall = max(self._overall, overall)
        is_news = stage != self._stage
        self._stage = stage
        if is_news or time.monotonic() - self._stored_at >= MIN_INTERVAL:
            self._store()

    def on_tick(self) -> None:
        """Keep the lease while the pipeline says nothing.

        Raises:
            PipelineCancelled: as for ``on_progress``.
        """
        if time.monotonic() - self._stored_at >= HEARTBEAT:
            self._stored_at = time.monotonic()
            if not self._job.advance():
                raise PipelineCancelled

    def timings(self) -> dict[str, Any]:
        """Seconds the stages took, for later estimates."""
        return self._stopwatch.timings()

    def _store(self) -> None:
        self._stored_at = time.monotonic()
        if not self._job.advance(
            stage=self._stage or "",
            progress=self._overall,
            seconds_left=self._stopwatch.seconds_left(self._overall),
        ):
            raise PipelineCancelled
        events.publish(self._job.pk)
