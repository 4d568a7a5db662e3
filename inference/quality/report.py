"""The quality report: measurements, each with a plain verdict.

``docs/quality.md`` explains every line and threshold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

REPORT_VERSION: Final = 1


class Grade(StrEnum):
    """A verdict in one word."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    UNKNOWN = "unknown"  # nothing in the video to measure it by


@dataclass(frozen=True, slots=True)
class Scale:
    """Where good ends and where fair ends.

    Attributes:
        good: the worst value that is good.
        fair: the worst value that is fair.
        unit: of the value; empty for shares and scores.
    """

    good: float
    fair: float
    unit: str = ""

    def grade(self, value: float | None) -> Grade:
        """The verdict on a value; higher is better where ``good`` exceeds ``fair``."""
        if value is None:
            return Grade.UNKNOWN
        sign = 1 if self.good > self.fair else -1
        if sign * value >= sign * self.good:
            return Grade.GOOD
        return Grade.FAIR if sign * value >= sign * self.fair else Grade.POOR


SCALES: Final[Mapping[str, Scale]] = {
    "lag": Scale(40, 80, "ms"),  # size, either way
    "container_offset": Scale(20, 60, "ms"),  # size, either way
    "closure": Scale(0.93, 0.85),
    "rounding": Scale(0.85, 0.75),
    "stillness": Scale(0.01, 0.03),
    "sharpness": Scale(0.8, 0.6),
    "seam": Scale(1.3, 1.6),
    "untouched": Scale(0.05, 0.25),
    "dropped_frames": Scale(0.002, 0.02),
    "loudness": Scale(1.5, 6.0, "LU"),  # distance from -16 LUFS
}
APPROXIMATE: Final[Mapping[str, Scale]] = {
    "lag": Scale(80, 160, "ms"),
    "closure": Scale(0.75, 0.65),
    "rounding": Scale(0.7, 0.6),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement.

    Attributes:
        code: key of ``SCALES``.
        value: what was measured; ``None`` where there was nothing to measure.
        grade: the verdict.
        is_approximate: the sounds' times are estimates, so a milder scale was used.
        facts: further numbers that belong to it.
    """

    code: str
    value: float | None
    grade: Grade
    is_approximate: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "code": self.code,
            "value": _rounded(self.value),
            "unit": SCALES[self.code].unit,
            "grade": self.grade.value,
            "approximate": self.is_approximate,
            "facts": {name: _rounded(value) for name, value in self.facts.items()},
        }


@dataclass(frozen=True, slots=True)
class Untouched:
    """A span whose mouth cannot be judged, and probably was not redrawn.

    Attributes:
        start: seconds.
        end: seconds.
        reason: name of a ``Hindrance``, lower case.
        thumbnail: a small JPEG of its first frame; ``None`` beyond the first few.
    """

    start: float
    end: float
    reason: str
    thumbnail: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        thumbnail = str(self.thumbnail) if self.thumbnail else None
        times = {"start": round(self.start, 3), "end": round(self.end, 3)}
        return times | {"reason": self.reason, "thumbnail": thumbnail}


@dataclass(frozen=True)
class QualityReport:
    """Everything measured about a video.

    Attributes:
        lines: in the order in which they are shown.
        untouched: spans without a usable face.
        duration: seconds.
        measured: stretches, in seconds, whose frames were looked at; all of it up to three
            minutes, three stretches of one minute in longer videos.
        language: of the speech; empty where nobody speaks.
        text: what was heard.
        picture: PNG of sound, words and lips over time.
    """

    lines: tuple[Line, ...]
    untouched: tuple[Untouched, ...]
    duration: float
    measured: tuple[tuple[float, float], ...]
    language: str
    text: str
    picture: Path | None = None

    @property
    def grade(self) -> Grade:
        """The worst verdict of all lines that have one."""
        order = [Grade.POOR, Grade.FAIR, Grade.GOOD]
        grades = [line.grade for line in self.lines if line.grade is not Grade.UNKNOWN]
        return min(grades, key=order.index, default=Grade.UNKNOWN)

    def line(self, code: str) -> Line:
        """The line of a code."""
        return next(line for line in self.lines if line.code == code)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as the render process hands them on."""
        return {
            "version": REPORT_VERSION,
            "grade": self.grade.value,
            "lines": [line.to_json() for line in self.lines],
            "untouched": [span.to_json() for span in self.untouched],
            "thumbnails": [str(span.thumbnail) for span in self.untouched if span.thumbnail],
            "duration": round(self.duration, 3),
            "measured": [[round(start, 3), round(end, 3)] for start, end in self.measured],
            "language": self.language,
            "text": self.text,
            "picture": str(self.picture) if self.picture else None,
        }


def graded(code: str, value: float | None, *, is_approximate: bool = False, **facts: Any) -> Line:
    """A line with its verdict; the size of signed values counts."""
    is_approximate = is_approximate and code in APPROXIMATE
    scale = APPROXIMATE[code] if is_approximate else SCALES[code]
    signed = scale.unit == "ms"
    grade = scale.grade(abs(value) if signed and value is not None else value)
    return Line(code, value, grade, is_approximate, facts)


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value
