"""Working on errands: from claim to result, whatever kind they are."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from dramatiq.middleware import Shutdown

from inference.errors import InferenceError, PipelineCancelled
from inference.progress import Stage, overall_fraction
from media_jobs import pipeline_factory
from media_jobs.models import Errand, ErrandQuerySet
from media_jobs.models.errands import MAX_CRASHES
from media_jobs.refusals import ServiceError
from media_jobs.render_process import (
    RenderError,
    RenderInterruptedError,
    RenderProcessDiedError,
    Watcher,
)

logger = logging.getLogger(__name__)

MIN_INTERVAL: Final = 0.5  # seconds between two looks at the row
WEIGHTS: Final[Mapping[Stage, float]] = {Stage.LOADING: 1, Stage.SPEECH: 9}

ErrandType = TypeVar("ErrandType", bound=Errand)


class ErrandReporter(Watcher):
    """Stores how far a claimed errand is; stops the work once nobody waits for it."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._progress = 0.0
        self._stored_at = time.monotonic()

    def on_progress(self, stage: Stage, fraction: float) -> None:
        """Take progress of one stage.

        Raises:
            PipelineCancelled: nobody waits for it any more.
        """
        if stage in WEIGHTS:
            self.note(overall_fraction(WEIGHTS, stage, min(1.0, max(0.0, fraction))))

    def note(self, progress: float) -> None:
        """Take progress of the whole, within [0, 1].

        Raises:
            PipelineCancelled: nobody waits for it any more.
        """
        self._progress = max(self._progress, progress)
        self.on_tick()

    def on_tick(self) -> None:
        """Keep the lease.

        Raises:
            PipelineCancelled: nobody waits for it any more.
        """
        if not self.is_wanted():
            raise PipelineCancelled

    def is_wanted(self) -> bool:
        """Keep the lease; whether somebody still waits for it, looked up now and then."""
        if time.monotonic() - self._stored_at < MIN_INTERVAL:
            return True
        self._stored_at = time.monotonic()
        return self._errand.advance(self._progress, **self.besides())

    def besides(self) -> dict[str, Any]:
        """Other fields to store with the progress."""
        return {}


Work = Callable[[ErrandType, ErrandReporter], Mapping[str, Any]]


def run_next(rows: ErrandQuerySet[ErrandType], work: Work[ErrandType]) -> bool:
    """Work on the errand that waits longest.

    Args:
        rows: of one kind.
        work: does it; returns what to save in its row.

    Returns:
        Whether there was one.
    """
    errand = rows.claim_next()
    if errand is not None:
        run(errand, work)
    return errand is not None


def run(errand: ErrandType, work: Work[ErrandType]) -> None:
    """Work on a claimed errand until it has ended or waits again."""
    try:
        errand.succeed(**work(errand, ErrandReporter(errand)))
    except PipelineCancelled:
        logger.info("%s: nobody waits for it any more", errand.pk)
    except (RenderInterruptedError, Shutdown):
        errand.put_back(crashed=False)
    except RenderProcessDiedError as exc:
        if errand.crashes + 1 >= MAX_CRASHES or not errand.put_back(crashed=True):
            errand.fail(exc.code)
    except (pipeline_factory.MaterialGoneError, ServiceError) as exc:
        errand.fail(exc.code)
    except (RenderError, InferenceError) as exc:
        logger.warning("errand %s failed: %s", errand.pk, exc.code)
        errand.fail(exc.code, facts_of(exc))
    except BaseException:
        errand.fail("internal_error")
        raise


def facts_of(exc: RenderError | InferenceError) -> dict[str, Any]:
    """The typed attributes of an error that a message may name."""
    if isinstance(exc, RenderError):
        return dict(exc.facts)
    plain = (bool, int, float, str)
    return {name: value for name, value in vars(exc).items() if isinstance(value, plain)}
