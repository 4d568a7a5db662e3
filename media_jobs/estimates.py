"""How long a job will take, learnt from the last ones of its kind."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from inference.progress import Stage, overall_fraction
from inference.voices import estimated_duration, find_voice
from media_jobs.models import MediaJob

SAMPLE: Final = 20  # past jobs that count
LOOKED_AT: Final = 100  # past jobs searched for those
MAX_PROGRESS: Final = 0.98  # shown until the file is stored
MIN_STAGE: Final = 0.05  # seconds; keeps every stage visible in the bar
SHORTEST_SPEECH: Final = 1.0  # seconds
PACE_LIMITS: Final = (0.5, 4.0)  # how far this job may differ from what was learnt
PACE_TRUSTED_AFTER: Final = 0.1  # share of the expected work

# Stages whose time does not depend on how much is said.
FIXED_STAGES: Final = frozenset({Stage.LOADING, Stage.FACE})

# Seconds, and seconds per second of speech, on two cores; used until there are past jobs.
UNLEARNT: Final[Mapping[Stage, float]] = {
    Stage.LOADING: 1.0,
    Stage.FACE: 0.6,
    Stage.LIP_SYNC: 0.35,
    Stage.FINISHING: 0.02,
}

# The same for speech, by synthesiser: they differ more than twentyfold.
UNLEARNT_SPEECH: Final[Mapping[str, float]] = {"piper": 0.1, "kokoro": 0.6, "espeak": 0.02}


@dataclass(frozen=True)
class Estimate:
    """Expected seconds of each stage, in running order.

    Attributes:
        stages: seconds.
        speech: seconds of speech that are expected.
        adapter: the synthesiser that speaks.
    """

    stages: Mapping[Stage, float]
    speech: float
    adapter: str = ""

    @property
    def total(self) -> float:
        """Expected seconds of the whole job."""
        return sum(self.stages.values())

    def overall(self, stage: Stage, fraction: float) -> float:
        """Share of the whole job that is done, as far as it is shown before the end."""
        return min(MAX_PROGRESS, overall_fraction(self.stages, stage, fraction))


def estimate_for(kind: str, spec: Mapping[str, Any]) -> Estimate:
    """What a job of this kind and specification will take."""
    speech = estimated_duration(spec["text"], spec["voice"], spec["rate"])
    return expected(kind, speech, find_voice(spec["voice"]).adapter)


def expected(kind: str, speech: float, adapter: str) -> Estimate:
    """What a job with ``speech`` seconds of speech by one synthesiser will take."""
    speech = max(SHORTEST_SPEECH, speech)
    past = MediaJob.objects.filter(kind=kind, state=MediaJob.State.SUCCEEDED).exclude(timings={})
    timings = list(past.order_by("-finished_at").values_list("timings", flat=True)[:LOOKED_AT])
    same_voices = [timing for timing in timings if timing.get("adapter") == adapter][:SAMPLE]
    return Estimate(
        {
            stage: _stage_time(
                stage,
                same_voices if stage is Stage.SPEECH else timings[:SAMPLE],
                speech,
                adapter,
            )
            for stage in Stage
        },
        speech,
        adapter,
    )


def _stage_time(stage: Stage, timings: list[dict[str, Any]], speech: float, adapter: str) -> float:
    scale = 1.0 if stage in FIXED_STAGES else speech
    learnt: list[float] = [
        timing["stages"][stage] / (1.0 if stage in FIXED_STAGES else timing["speech"])
        for timing in timings
        if stage in timing["stages"]
    ]
    if learnt:
        return max(MIN_STAGE, median(learnt) * scale)
    if stage is Stage.SPEECH:
        return max(MIN_STAGE, UNLEARNT_SPEECH[adapter] * scale)
    return max(MIN_STAGE, UNLEARNT[stage] * scale)


def _now() -> float:
    return time.monotonic()


@dataclass
class Stopwatch:
    """Measures the stages of a running job against its estimate."""

    estimate: Estimate
    started: float = field(default_factory=_now)
    spent: dict[str, float] = field(default_factory=dict)
    _stage: Stage | None = None
    _since: float = 0.0

    def note(self, stage: Stage) -> None:
        """Note that ``stage`` is running now."""
        now = _now()
        if self._stage is None:
            self._since = self.started
        if stage != self._stage:
            self._book(now)
            self._stage = stage

    def _book(self, now: float) -> None:
        if self._stage is not None:
            self.spent[self._stage] = self.spent.get(self._stage, 0.0) + now - self._since
            self._since = now

    def timings(self) -> dict[str, Any]:
        """What ``MediaJob.timings`` keeps."""
        self._book(_now())
        stages = {stage: round(seconds, 3) for stage, seconds in self.spent.items()}
        return {
            "speech": round(self.estimate.speech, 3),
            "adapter": self.estimate.adapter,
            "stages": stages,
        }

    def seconds_left(self, overall: float) -> float:
        """Remaining seconds: the expectation, corrected by how this job has gone so far."""
        total = self.estimate.total
        pace = 1.0
        if overall >= PACE_TRUSTED_AFTER:
            elapsed = _now() - self.started
            pace = min(max(elapsed / (overall * total), PACE_LIMITS[0]), PACE_LIMITS[1])
        return max(1.0, (1.0 - overall) * total * pace)
