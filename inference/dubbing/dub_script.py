"""What is said in a video that is to be dubbed: lines with times, and who says them.

This is what a person edits before a dub is made. Lines keep their ids through every edit, so that
what was made for a line (its translation, its sound) still belongs to it.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from inference.errors import InputError
from inference.transcripts import Word

DUB_SCRIPT_VERSION: Final = 1
MAX_LINES: Final = 5000
MAX_LINE_LENGTH: Final = 1000  # characters
MAX_SPEAKERS: Final = 20
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,36}")


@dataclass(frozen=True, slots=True)
class SpeakerFace:
    """Whose mouth moves when somebody speaks.

    Attributes:
        is_shown: ``False`` for a voice that is never seen: nobody's mouth moves.
        index: which face, 0 being the one that is largest and longest seen; ``None`` with no
            position either for that one.
        position: the same by place, (x, y) as shares of width and height.
    """

    is_shown: bool = True
    index: int | None = None
    position: tuple[float, float] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        position = list(self.position) if self.position else None
        return {"is_shown": self.is_shown, "index": self.index, "position": position}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self:
        """Read what ``to_json`` wrote; ``None`` stands for the main face.

        Raises:
            ValueError: a value is out of range.
        """
        if stored is None:
            return cls()
        index, position = stored.get("index"), stored.get("position")
        if index is not None and not 0 <= int(index) < MAX_SPEAKERS:
            raise ValueError(f"face {index}")
        place = (float(position[0]), float(position[1])) if position else None
        if place and not all(0 <= share <= 1 for share in place):
            raise ValueError(f"face at {place}")
        is_shown = bool(stored.get("is_shown", True))
        return cls(is_shown, None if index is None else int(index), place)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in the video.

    Attributes:
        id: stable key, for example ``s1``.
        name: as shown to people; empty for "Speaker 1" and so on.
        gender: how the voice sounds: ``female``, ``male``, or empty where it cannot be told.
        pitch: median fundamental frequency in hertz; ``None`` where it is not known.
        face: whose mouth moves.
    """

    id: str
    name: str = ""
    gender: str = ""
    pitch: float | None = None
    face: SpeakerFace = field(default_factory=SpeakerFace)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "id": self.id,
            "name": self.name,
            "gender": self.gender,
            "pitch": None if self.pitch is None else round(self.pitch, 1),
            "face": self.face.to_json(),
        }


@dataclass(frozen=True, slots=True)
class DubLine:
    """A sentence, or what is spoken in one go.

    Attributes:
        id: stable key; letters, digits, ``-`` and ``_``.
        start: seconds from the start of the video.
        end: seconds; after ``start``.
        text: what is said, in the language of the video.
        speaker: id of who says it.
        words: with their times, where they are known and fit the text; else empty.
    """

    id: str
    start: float
    end: float
    text: str
    speaker: str
    words: tuple[Word, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values; times to a millisecond. Words as [text, start, end, follows_space]."""
        return {
            "id": self.id,
            "start": round(self.start, 3),
            "end": round(self.end, 3),
            "text": self.text,
            "speaker": self.speaker,
            "words": [
                [word.text, round(word.start, 3), round(word.end, 3), word.follows_space]
                for word in self.words
            ],
        }


@dataclass(frozen=True, slots=True)
class DubScript:
    """All that is said in a video.

    Attributes:
        language: BCP 47 tag of what is spoken, such as "en"; empty where nobody speaks.
        language_probability: how sure the recogniser is of it, within [0, 1]; 1 when it was told.
        duration: of the video, seconds.
        speakers: at least one where there are lines.
        lines: in order of their start; they may overlap where people talk at once.

    Raises:
        InputError: ids repeat, a line names nobody we know, times or lengths are out of range.
    """

    language: str
    language_probability: float
    duration: float
    speakers: tuple[Speaker, ...]
    lines: tuple[DubLine, ...]

    def __post_init__(self) -> None:
        if len(self.lines) > MAX_LINES or len(self.speakers) > MAX_SPEAKERS:
            raise InputError(f"more than {MAX_LINES} lines or {MAX_SPEAKERS} speakers")
        ids = [speaker.id for speaker in self.speakers] + [line.id for line in self.lines]
        if len(set(ids)) < len(ids) or not all(_ID.fullmatch(known) for known in ids):
            raise InputError("ids of lines and speakers must be short, plain and all different")
        speakers = {speaker.id for speaker in self.speakers}
        for line in self.lines:
            _check_line(line, speakers)
        if any(b.start < a.start for a, b in zip(self.lines, self.lines[1:], strict=False)):
            raise InputError("lines must be in the order in which they start")

    def speaker(self, speaker_id: str) -> Speaker:
        """Somebody by id.

        Raises:
            KeyError: nobody has it.
        """
        return {speaker.id: speaker for speaker in self.speakers}[speaker_id]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "version": DUB_SCRIPT_VERSION,
            "language": self.language,
            "language_probability": round(self.language_probability, 4),
            "duration": round(self.duration, 3),
            "speakers": [speaker.to_json() for speaker in self.speakers],
            "lines": [line.to_json() for line in self.lines],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote, or what somebody made of it.

        Raises:
            InputError: it was written by another version, is damaged or out of range.
        """
        if stored.get("version") != DUB_SCRIPT_VERSION:
            raise InputError("the lines of the dub have another version")
        try:
            return cls(
                str(stored["language"]),
                float(stored["language_probability"]),
                float(stored["duration"]),
                tuple(_speaker_of(speaker) for speaker in stored["speakers"]),
                tuple(_line_of(line) for line in stored["lines"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise InputError(f"the lines of the dub are damaged: {error}") from error


def _check_line(line: DubLine, speakers: set[str]) -> None:
    if not 0 <= line.start < line.end < math.inf:
        raise InputError(f"line {line.id} lasts from {line.start} to {line.end}")
    if len(line.text) > MAX_LINE_LENGTH:
        raise InputError(f"line {line.id} is longer than {MAX_LINE_LENGTH} characters")
    if line.speaker not in speakers:
        raise InputError(f"line {line.id} is said by {line.speaker!r}, whom nobody knows")


def _speaker_of(stored: Mapping[str, Any]) -> Speaker:
    pitch, gender = stored.get("pitch"), str(stored.get("gender") or "")
    if gender not in ("", "female", "male"):
        raise ValueError(gender)
    return Speaker(
        str(stored["id"]),
        str(stored.get("name") or "")[:80],
        gender,
        None if pitch is None else float(pitch),
        SpeakerFace.from_json(stored.get("face")),
    )


def _line_of(stored: Mapping[str, Any]) -> DubLine:
    words = tuple(
        Word(str(text), float(start), float(end), 1.0, bool(spaced))
        for text, start, end, spaced in stored.get("words") or ()
    )
    return DubLine(
        str(stored["id"]),
        float(stored["start"]),
        float(stored["end"]),
        str(stored["text"]),
        str(stored["speaker"]),
        words,
    )
