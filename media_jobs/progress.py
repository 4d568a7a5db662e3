"""From the progress of a pipeline to the job's row and everyone who watches it."""

import time
from typing import Any, Final

from inference.errors import PipelineCancelled
from inference.progress import Stage
from media_jobs import estimates, events
from media_jobs.models import MediaJob
from media_jobs.render_process import Watcher

MIN_INTERVAL: Final = 0.2  # seconds between two stored updates, so at most five a second
TURN: Final = 60.0  # seconds that a dub works at least before it lets others through
LOOK: Final = 5.0  # seconds between two looks whether others wait
HEARTBEAT: Final = 0.5  # seconds of silence after which the row is looked at for a cancel


class TurnOverError(Exception):
    """The job waits while others have their turn; its worker puts it back."""


class JobReporter(Watcher):
    """Stores and publishes how far a claimed job is; stops the work when it must stop.

    What is shown never goes back and stays below 100 % until the file is stored.

    A dub may take hours. It is made in pieces that are kept, so it lets other videos through
    between them and loses little by it.
    """

    def __init__(self, job: MediaJob, estimate: estimates.Estimate) -> None:
        self._job = job
        self._stopwatch = estimates.Stopwatch(estimate)
        self._stage: Stage | None = None
        self._overall = 0.0
        self._stored_at = 0.0
        self._next_look = time.monotonic() + TURN

    def on_progress(self, stage: Stage, fraction: float) -> None:
        """Take progress of one stage.

        Raises:
            PipelineCancelled: someone cancelled the job, or another worker has it.
            TurnOverError: others wait, and this one can go on later.
        """
        self._stopwatch.note(stage)
        overall = self._stopwatch.estimate.overall(stage, min(1.0, max(0.0, fraction)))
        self._overall = max(self._overall, overall)
        is_news = stage != self._stage
        self._stage = stage
        self._let_others_through()
        if is_news or time.monotonic() - self._stored_at >= MIN_INTERVAL:
            self._store()

    def on_tick(self) -> None:
        """Keep the lease while the pipeline says nothing.

        Raises:
            PipelineCancelled: as for ``on_progress``.
            TurnOverError: as for ``on_progress``.
        """
        self._let_others_through()
        if time.monotonic() - self._stored_at >= HEARTBEAT:
            self._stored_at = time.monotonic()
            if not self._job.advance():
                raise PipelineCancelled

    def _let_others_through(self) -> None:
        if self._job.kind != MediaJob.Kind.DUB or self._stage is not Stage.LIP_SYNC:
            return
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + LOOK
        if MediaJob.objects.filter(state=MediaJob.State.QUEUED, kind=MediaJob.Kind.TALK).exists():
            raise TurnOverError

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
