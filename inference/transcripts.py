"""What was said when, as values that can be stored."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, Self

from inference.errors import InputError

TRANSCRIPT_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is written, with the punctuation that clings to it.

    Attributes:
        text: without spaces around it. Languages written without spaces have "words" of a
            character or two.
        start: seconds.
        end: seconds, not before ``start``.
        probability: the recogniser's own estimate that it is right, within [0, 1].
        follows_space: whether a space stands before it in the text.
    """

    text: str
    start: float
    end: float
    probability: float = 1.0
    follows_space: bool = True


@dataclass(frozen=True, slots=True)
class Segment:
    """A phrase or sentence.

    Attributes:
        text: as a person would write it.
        start: seconds.
        end: seconds.
        words: in order; empty where only the phrase's times are known.
    """

    text: str
    start: float
    end: float
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything said in a recording.

    Attributes:
        language: BCP 47 tag such as "en"; empty where nobody speaks.
        language_probability: how sure the recogniser is of it, within [0, 1]; 1 when it was told.
        segments: in order, not overlapping.
        duration: length of the recording in seconds.
    """

    language: str
    language_probability: float
    segments: tuple[Segment, ...]
    duration: float

    @property
    def text(self) -> str:
        """All of it on one line."""
        return " ".join(segment.text for segment in self.segments)

    def words(self) -> Iterator[Word]:
        """Every word, in order."""
        for segment in self.segments:
            yield from segment.words

    def to_json(self) -> dict[str, Any]:
        """Plain values; times to a millisecond."""
        return {
            "version": TRANSCRIPT_VERSION,
            "language": self.language,
            "language_probability": round(self.language_probability, 4),
            "duration": round(self.duration, 3),
            "segments": [_segment_to_json(segment) for segment in self.segments],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read what ``to_json`` wrote.

        Raises:
            InputError: it was written by another version or is damaged.
        """
        if stored.get("version") != TRANSCRIPT_VERSION:
            raise InputError("the transcript has another version; transcribe again")
        try:
            return cls(
                str(stored["language"]),
                float(stored["language_probability"]),
                tuple(_segment_from_json(segment) for segment in stored["segments"]),
                float(stored["duration"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"the transcript is damaged: {error}") from error


class Transcriber(Protocol):
    """Writes down what is said."""

    def load(self) -> None:
        """Load the model; does nothing the second time.

        Raises:
            CheckpointError: a model file is missing or wrong.
        """

    def transcribe(
        self, sound: Path, language: str | None, report: Callable[[float], None]
    ) -> Transcript:
        """Write down a whole recording, with the time of every word.

        Args:
            sound: any sound or video file with a sound track.
            language: tag of the language spoken; ``None`` to find out.
            report: called with the share done, within [0, 1]; may raise to stop.

        Raises:
            UnreadableSoundError: there is no sound in the file, or it cannot be decoded.
            UnsupportedLanguageError: the model does not know the language.
            EngineError: the model failed.
        """


def _segment_to_json(segment: Segment) -> dict[str, Any]:
    return {
        "text": segment.text,
        "start": round(segment.start, 3),
        "end": round(segment.end, 3),
        "words": [
            {
                "text": word.text,
                "start": round(word.start, 3),
                "end": round(word.end, 3),
                "probability": round(word.probability, 3),
                "follows_space": word.follows_space,
            }
            for word in segment.words
        ],
    }


def _segment_from_json(stored: dict[str, Any]) -> Segment:
    words = tuple(_word_from_json(word) for word in stored.get("words") or ())
    start, end = _times(stored)
    return Segment(str(stored["text"]), start, end, words)


def _word_from_json(stored: dict[str, Any]) -> Word:
    probability = float(stored.get("probability", 1.0))
    follows_space = bool(stored.get("follows_space", True))
    return Word(str(stored["text"]), *_times(stored), probability, follows_space)


def _times(stored: dict[str, Any]) -> tuple[float, float]:
    start, end = float(stored["start"]), float(stored["end"])
    if not 0 <= start <= end < math.inf:
        raise ValueError(f"from {start} to {end}")
    return start, end
