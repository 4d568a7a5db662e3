"""How long a job will take, learnt from the last ones of its kind."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final, Self

from inference.errors import UnknownVoiceError
from inference.progress import Stage, overall_fraction
from inference.voices import estimated_duration, find_voice
from media_jobs.models import MediaJob

SAMPLE: Final = 20  # past jobs that count
LOOKED_AT: Final = 100  # past jobs searched for those
MAX_PROGRESS: Final = 0.98  # shown until the file is stored
MIN_STAGE: Final = 0.05  # seconds; keeps every stage visible in the bar
SHORTEST_SPEECH: Final = 1.0  # seconds
NO_ENGINE: Final = "none"
ONLY_OF_DUBS: Final = (Stage.LISTENING, Stage.TRANSLATING)
PACE_LIMITS: Final = (0.5, 4.0)  # how far this job may differ from what was learnt
PACE_TRUSTED_AFTER: Final = 0.1  # share of the expected work

# Seconds, and seconds per second of what each stage works on, on two cores; used until there are
# past jobs of that sort.
UNLEARNT: Final[Mapping[Stage, float]] = {
    Stage.LOADING: 1.0,
    Stage.FACE: 0.6,
    Stage.LIP_SYNC: 0.35,
    Stage.FINISHING: 0.02,
    Stage.LISTENING: 0.0,  # done before the job is made
    Stage.TRANSLATING: 0.0,
}
# Synthesisers differ more than twentyfold; a recording is only cleaned and listened to.
UNLEARNT_SPEECH: Final[Mapping[str, float]] = {
    "piper": 0.1,
    "kokoro": 0.6,
    "espeak": 0.02,
    "recording": 0.1,
    "recording, written down": 0.45,  # where its words are not known yet
}
UNLEARNT_REMOTE: Final = 0.3  # of speech that another machine makes
UNLEARNT_TRACKING: Final = 0.5  # per second of a presenter's video
UNLEARNT_LIP_SYNC: Final[Mapping[tuple[str, str], float]] = {
    ("warp", "picture"): UNLEARNT[Stage.LIP_SYNC],
    ("warp", "video"): 0.8,
    ("wav2lip", "picture"): 3.0,
    ("wav2lip", "video"): 3.5,
    (NO_ENGINE, "video"): 0.1,  # a dub that moves no lips is copied
}
UNLEARNT_FITTING: Final = 0.1  # of a dub, per second: lines into their time, the sound mixed
UNLEARNT_QUALITY: Final = 0.2  # of each stage, per second of the video


@dataclass(frozen=True)
class Work:
    """What a job has to do, as far as its time depends on it.

    Attributes:
        kind: of ``MediaJob.Kind``.
        speech: seconds of the result.
        adapter: who speaks: a synthesiser, or ``recording``.
        face: ``picture`` or ``video``.
        face_seconds: length of the presenter's video.
        engine: who redraws the mouth; ``none`` where nobody does.
        share: of the pictures that are made anew, within [0, 1].
        spoken: share of what is said that is spoken anew, within [0, 1].
    """

    kind: str
    speech: float
    adapter: str = ""
    face: str = "picture"
    face_seconds: float = 0.0
    engine: str = "warp"
    share: float = 1.0
    spoken: float = 1.0

    @property
    def is_looked_at(self) -> bool:
        """Whether faces are looked for all along a video, rather than known already."""
        return self.face_seconds > 0

    @property
    def is_whole(self) -> bool:
        """Whether all of it is made; small parts say more about what always takes time."""
        return self.share == self.spoken == 1.0

    @classmethod
    def of(cls, kind: str, spec: Mapping[str, Any]) -> Self:
        """Read a job's specification."""
        if kind == MediaJob.Kind.QUALITY:
            return cls(kind, max(SHORTEST_SPEECH, spec["duration"] or 0.0))
        if kind == MediaJob.Kind.DUB:
            return cls._of_dub(spec)
        heard, face = spec["speech"], spec["face"]
        if heard["kind"] == "text":
            adapter = find_voice(heard["voice"]).adapter
            seconds = estimated_duration(heard["text"], heard["voice"], heard["rate"])
        else:
            is_known = bool(heard.get("transcript")) or "transcript" not in heard
            adapter = "recording" if is_known else "recording, written down"
            seconds = heard["duration"]
        seen = face.get("duration") or 0.0
        if face["kind"] == "video":
            seconds = {"whole": max(seconds, seen), "trim": min(seconds, seen)}.get(
                spec["fit"], seconds
            )
        seconds = max(SHORTEST_SPEECH, seconds)
        return cls(kind, seconds, adapter, face["kind"], seen, spec["engine"])

    @classmethod
    def _of_dub(cls, spec: Mapping[str, Any]) -> Self:
        seconds = max(SHORTEST_SPEECH, spec["duration"])
        engine = spec["engine"] if spec["lip_sync"] else NO_ENGINE
        is_looked_at = spec["lip_sync"] and not spec.get("is_tracked")
        return cls(
            MediaJob.Kind.DUB,
            seconds,
            _adapter_of(spec["voices"]),
            "video",
            seconds if is_looked_at else 0.0,
            engine,
            spec.get("share", 1.0),
            spec.get("spoken", 1.0),
        )

    def amount(self, stage: Stage) -> float:
        """Seconds of material a stage works on; 1 where its time does not depend on any."""
        if self.kind == MediaJob.Kind.QUALITY:
            return self.speech
        if stage is Stage.FACE and self.face == "video":
            return max(SHORTEST_SPEECH, self.face_seconds)
        if stage in (Stage.LOADING, Stage.FACE, *ONLY_OF_DUBS):
            return 1.0
        shares = {Stage.SPEECH: self.spoken, Stage.LIP_SYNC: self.share}
        return max(SHORTEST_SPEECH, self.speech * shares.get(stage, 1.0))

    def likeness(self, stage: Stage) -> tuple[str, ...]:
        """What a past job must have in common for its time of a stage to count."""
        match stage:
            case Stage.SPEECH:
                return ("adapter",)
            case Stage.FACE:
                return ("face", "is_looked_at")
            case Stage.LIP_SYNC:
                return ("face", "engine")
            case _:
                return ()

    def unlearnt(self, stage: Stage) -> float:
        """Seconds per amount while there is nothing to learn from."""
        if self.kind == MediaJob.Kind.QUALITY:
            return UNLEARNT_QUALITY
        if stage is Stage.SPEECH:
            fitting = UNLEARNT_FITTING if self.kind == MediaJob.Kind.DUB else 0.0
            return UNLEARNT_SPEECH.get(self.adapter, UNLEARNT_REMOTE) + fitting
        if stage is Stage.LIP_SYNC:
            return UNLEARNT_LIP_SYNC[self.engine, self.face]
        if stage is Stage.FACE and self.face == "video":
            return UNLEARNT_TRACKING
        return UNLEARNT[stage]

    def to_json(self) -> dict[str, Any]:
        """What ``MediaJob.timings`` keeps besides the seconds."""
        return {
            "speech": round(self.speech, 3),
            "adapter": self.adapter,
            "face": self.face,
            "face_seconds": round(self.face_seconds, 3),
            "engine": self.engine,
            "share": round(self.share, 3),
            "spoken": round(self.spoken, 3),
        }

    @classmethod
    def from_json(cls, kind: str, timings: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote; the first jobs noted less."""
        return cls(
            kind,
            timings["speech"],
            timings.get("adapter", ""),
            timings.get("face", "picture"),
            timings.get("face_seconds", 0.0),
            timings.get("engine", "warp"),
            timings.get("share", 1.0),
            timings.get("spoken", 1.0),
        )


def _adapter_of(voices: Mapping[str, Mapping[str, Any]]) -> str:
    """Who speaks, judged by the first voice."""
    try:
        return next((find_voice(choice["voice"]).adapter for choice in voices.values()), "")
    except UnknownVoiceError:
        return ""


def stages_of(kind: str) -> tuple[Stage, ...]:
    """What a kind of job goes through, in running order."""
    return tuple(stage for stage in Stage if kind == MediaJob.Kind.DUB or stage not in ONLY_OF_DUBS)


@dataclass(frozen=True)
class Estimate:
    """Expected seconds of each stage, in running order.

    Attributes:
        stages: seconds.
        work: what they are for.
    """

    stages: Mapping[Stage, float]
    work: Work

    @property
    def total(self) -> float:
        """Expected seconds of the whole job."""
        return sum(self.stages.values())

    def overall(self, stage: Stage, fraction: float) -> float:
        """Share of the whole job that is done, as far as it is shown before the end."""
        return min(MAX_PROGRESS, overall_fraction(self.stages, stage, fraction))


def estimate_for(kind: str, spec: Mapping[str, Any]) -> Estimate:
    """What a job of this kind and specification will take."""
    return expected(Work.of(kind, spec))


def expected(work: Work) -> Estimate:
    """What a job will take, judged by past ones."""
    past = MediaJob.objects.filter(kind=work.kind, state=MediaJob.State.SUCCEEDED)
    timings = past.exclude(timings={}).order_by("-finished_at").values_list("timings", flat=True)
    known = [(Work.from_json(work.kind, each), each["stages"]) for each in timings[:LOOKED_AT]]
    known = [(done, seconds) for done, seconds in known if done.is_whole]
    return Estimate(
        {stage: _stage_time(stage, work, known) for stage in stages_of(work.kind)}, work
    )


def _stage_time(stage: Stage, work: Work, known: list[tuple[Work, dict[str, float]]]) -> float:
    same = work.likeness(stage)
    alike = [
        seconds[stage] / done.amount(stage)
        for done, seconds in known
        if stage in seconds and all(getattr(done, name) == getattr(work, name) for name in same)
    ]
    rate = median(alike[:SAMPLE]) if alike else work.unlearnt(stage)
    return max(MIN_STAGE, rate * work.amount(stage))


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
        return {**self.estimate.work.to_json(), "stages": stages}

    def seconds_left(self, overall: float) -> float:
        """Remaining seconds: the expectation, corrected by how this job has gone so far."""
        total = self.estimate.total
        pace = 1.0
        if overall >= PACE_TRUSTED_AFTER:
            elapsed = _now() - self.started
            pace = min(max(elapsed / (overall * total), PACE_LIMITS[0]), PACE_LIMITS[1])
        return max(1.0, (1.0 - overall) * total * pace)
