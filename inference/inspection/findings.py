"""What an inspection finds, as values that can be sent to a page."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

INSPECTION_VERSION: Final = 1


class Level(StrEnum):
    """How much an advice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing worth knowing; interfaces put it into words by its code.

    Attributes:
        code: one of ``inference.inspection.advice.CODES``.
        level: whether it informs, warns, or says that the file cannot be used.
        facts: numbers for the words, such as ``{"eye_distance": 18}``.
    """

    code: str
    level: Level
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeenFace:
    """A face in a picture, or one followed through the sampled frames of a video.

    Attributes:
        index: 0 is the largest; what ``FaceChoice.index`` takes.
        box: (left, top, right, bottom) as shares of width and height.
        eye_distance: pixels between the pupils at full resolution, as if seen from the front.
        yaw: degrees; positive when the face looks to the viewer's right.
        pitch: degrees; positive when it looks down.
        visible_share: share of the sampled frames that show it; 1 in pictures.
    """

    index: int
    box: tuple[float, float, float, float]
    eye_distance: float
    yaw: float
    pitch: float
    visible_share: float = 1.0


@dataclass(frozen=True, slots=True)
class HeardSound:
    """What a recording sounds like, measured on a minute of it at most.

    Attributes:
        loudness: integrated, LUFS; ``None`` for silence.
        snr_db: how far speech stands out from what is heard in its pauses; ``None`` without speech.
        speech_share: share of the time in which somebody speaks, within [0, 1].
        clipped_share: share of samples at full scale.
        language: tag of the language; ``None`` where it was not looked for or nobody speaks.
        language_probability: within [0, 1]; ``None`` with ``language``.
    """

    loudness: float | None
    snr_db: float | None
    speech_share: float
    clipped_share: float
    language: str | None = None
    language_probability: float | None = None


@dataclass(frozen=True)
class Inspection:
    """A file at a glance.

    Attributes:
        kind: "picture", "video" or "sound".
        advice: worst first.
        faces: largest first.
        width: pixels, upright; 0 for sounds.
        height: as ``width``.
        fps: pictures a second, average; ``None`` without moving pictures.
        duration: seconds; ``None`` for pictures.
        has_sound: whether there is a sound track.
        sharpness: of the largest face, or of the picture where there is none; about 1 for a crisp
            photograph, below 0.2 plainly blurred; ``None`` for sounds.
        brightness: mean of the same region, within [0, 1]; ``None`` for sounds.
        sound: ``None`` without sound.
    """

    kind: str
    advice: tuple[Advice, ...] = ()
    faces: tuple[SeenFace, ...] = ()
    width: int = 0
    height: int = 0
    fps: float | None = None
    duration: float | None = None
    has_sound: bool = False
    sharpness: float | None = None
    brightness: float | None = None
    sound: HeardSound | None = None

    @property
    def verdict(self) -> str:
        """Unusable with any error, usable with any warning, else good."""
        levels = {advice.level for advice in self.advice}
        if Level.ERROR in levels:
            return "unusable"
        return "usable" if Level.WARNING in levels else "good"

    def to_json(self) -> dict[str, Any]:
        """Plain values, rounded to what matters."""
        values = asdict(self) | {"version": INSPECTION_VERSION, "verdict": self.verdict}
        rounded: dict[str, Any] = _rounded(values)
        return rounded


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(inner) for inner in value]
    return value.value if isinstance(value, Level) else value
