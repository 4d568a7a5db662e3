"""How long preparing a dub takes, learnt from the last ones, and how far it is."""

import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

from inference.progress import Stage
from media_jobs.errands import ErrandReporter
from media_jobs.estimates import MAX_PROGRESS, PACE_LIMITS, PACE_TRUSTED_AFTER, SAMPLE
from media_jobs.models import DubProject, DubTarget, Errand

PREVIEW: Final = "preview"
LISTENING: Final = "listening"
TRANSLATING: Final = "translating"

# Seconds per second of the video, or per line, on two cores; used until something was learnt.
UNLEARNT: Final[Mapping[str, float]] = {PREVIEW: 0.2, LISTENING: 0.4, TRANSLATING: 0.3}
# Seconds however little there is to do: a process starts and loads its models.
FIXED: Final[Mapping[str, float]] = {PREVIEW: 1.0, LISTENING: 5.0, TRANSLATING: 2.0}
LOADING_SHARE: Final = 0.05  # of a phase that begins with loading a model


def preparation(project: DubProject) -> dict[str, float]:
    """Expected seconds of what is still to be done for a project, in running order."""
    amount = project.upload.duration or 0.0
    past = DubProject.objects.filter(state=Errand.State.SUCCEEDED).order_by("-updated_at")
    phases = [LISTENING] if project.preview_id else [PREVIEW, LISTENING]
    known = list(past.exclude(timings={}).values_list("timings", flat=True)[:SAMPLE])
    return {phase: _expected(phase, amount, known) for phase in phases}


def translating(n_lines: int, translator: str) -> dict[str, float]:
    """Expected seconds of translating so many lines."""
    past = DubTarget.objects.filter(translated_by=translator) if translator else DubTarget.objects
    rows = past.exclude(timings={}).order_by("-updated_at").values_list("timings", flat=True)
    return {TRANSLATING: _expected(TRANSLATING, n_lines, rows[:SAMPLE])}


def _expected(phase: str, amount: float, known: Iterable[Mapping[str, float]]) -> float:
    """Long ones count more than short ones, which say little about the rate."""
    past = [(each[phase] - FIXED[phase], each["amount"]) for each in known if phase in each]
    spent, done = (sum(values) for values in zip(*past, strict=True)) if past else (0.0, 0.0)
    rate = max(0.0, spent) / done if done else UNLEARNT[phase]
    return FIXED[phase] + amount * rate


class PhaseReporter(ErrandReporter):
    """Stores how far an errand of several phases is, and how long the rest will take.

    Args:
        errand: with ``seconds_left``; with ``stage``, where there is more than one phase.
        expected: seconds of each phase, in running order.
    """

    def __init__(self, errand: Errand, expected: Mapping[str, float]) -> None:
        super().__init__(errand)
        self._expected = expected
        self._phase = next(iter(expected))
        self._started: dict[str, float] = {}
        self._spent: dict[str, float] = {}

    def begin(self, phase: str) -> None:
        """Go on with a phase.

        Raises:
            PipelineCancelled: nobody waits for it any more.
        """
        self._book()
        self._phase, self._started[phase] = phase, time.monotonic()
        self._stored_at = 0.0  # a new phase is news
        self.note(self._overall(0.0))

    def on_progress(self, stage: Stage, fraction: float) -> None:
        """Take progress of one stage, whatever it is called.

        Raises:
            PipelineCancelled: nobody waits for it any more.
        """
        done = min(1.0, max(0.0, fraction))
        is_loading = stage is Stage.LOADING
        share = LOADING_SHARE * done if is_loading else LOADING_SHARE + (1 - LOADING_SHARE) * done
        self.note(self._overall(share))

    def besides(self) -> dict[str, Any]:
        """What is being done, and how long the rest takes."""
        total = sum(self._expected.values())
        pace = 1.0
        if self._progress >= PACE_TRUSTED_AFTER and self._started:
            elapsed = time.monotonic() - min(self._started.values())
            low, high = PACE_LIMITS
            pace = min(max(elapsed / (self._progress * total), low), high)
        left = max(1.0, (1.0 - self._progress) * total * pace)
        stage = {"stage": self._phase} if len(self._expected) > 1 or self._has_stage else {}
        return {"seconds_left": left, **stage}

    @property
    def _has_stage(self) -> bool:
        return hasattr(self._errand, "stage")

    def _overall(self, share: float) -> float:
        order = list(self._expected)
        done = sum(self._expected[phase] for phase in order[: order.index(self._phase)])
        now = self._expected[self._phase] * share
        return min(MAX_PROGRESS, (done + now) / sum(self._expected.values()))

    def _book(self) -> None:
        if self._phase in self._started:
            self._spent[self._phase] = time.monotonic() - self._started[self._phase]

    def timings(self, amount: float) -> dict[str, float]:
        """What the row keeps for later estimates: seconds of each phase, and of how much."""
        self._book()
        spent = {phase: round(seconds, 3) for phase, seconds in self._spent.items()}
        return {**spent, "amount": round(amount, 3)}
