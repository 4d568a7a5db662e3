"""The sound of one line of a dub, from its first sound to its last, and where it is kept."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from inference.container import SpeechSpool
from inference.errors import UnreadableSoundError
from inference.media import AudioClip, Samples
from inference.sound_files import WavBlocks
from inference.speech import PhonemeSpan
from inference.transcripts import Word

VERSION = 1


@dataclass(frozen=True, eq=False)
class LineSound:
    """A line, spoken.

    Attributes:
        samples: float32 mono, shape (n,).
        sample_rate: hertz.
        onset: seconds at which the first sound is heard; what is before is silent.
        offset: seconds after the last.
        phonemes: times from the start of ``samples``; ``None`` where the voice does not tell.
        words: likewise.
    """

    samples: Samples
    sample_rate: int
    onset: float
    offset: float
    phonemes: tuple[PhonemeSpan, ...] | None
    words: tuple[Word, ...]

    @property
    def duration(self) -> float:
        """Seconds, the silence around it included."""
        return len(self.samples) / self.sample_rate

    @property
    def heard(self) -> float:
        """Seconds from the first sound to the end of the last."""
        return self.offset - self.onset

    def moved(self, place: Callable[[float], float]) -> Self:
        """The same with every time moved, its samples left as they are.

        Args:
            place: gives the new time of an old one; must not fall.
        """
        phonemes = self.phonemes and tuple(
            PhonemeSpan(span.symbol, place(span.start), place(span.end)) for span in self.phonemes
        )
        words = tuple(
            replace(word, start=place(word.start), end=place(word.end)) for word in self.words
        )
        return replace(
            self,
            onset=place(self.onset),
            offset=place(self.offset),
            phonemes=phonemes,
            words=words,
        )


def store_line(sound: LineSound, path: Path) -> None:
    """Keep a line: a 16-bit WAV file, and a JSON file beside it that makes it complete.

    Args:
        sound: the line.
        path: of the JSON file; the sound is next to it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".wav.{os.getpid()}.part")
    with SpeechSpool(unfinished) as spool:
        spool.append(AudioClip(sound.samples, sound.sample_rate))
    unfinished.replace(path.with_suffix(".wav"))
    facts = {
        "version": VERSION,
        "onset": sound.onset,
        "offset": sound.offset,
        "phonemes": sound.phonemes
        and [[span.symbol, span.start, span.end] for span in sound.phonemes],
        "words": [
            [word.text, word.start, word.end, word.probability, word.follows_space]
            for word in sound.words
        ],
    }
    part = path.with_suffix(f".json.{os.getpid()}.part")
    part.write_text(json.dumps(facts), encoding="utf-8")
    part.replace(path)


def load_line(path: Path, *, with_sound: bool = True) -> LineSound | None:
    """A line that was kept; ``None`` where it is not there, or damaged.

    Its files are touched, so that whoever clears away what is old knows that it is used.

    Args:
        path: of the JSON file.
        with_sound: whether its samples are wanted; without them only its times are read.
    """
    try:
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if facts["version"] != VERSION:
            return None
        blocks = WavBlocks(path.with_suffix(".wav"))
        phonemes = facts["phonemes"]
        sound = LineSound(
            np.concatenate([*blocks]) if with_sound else np.zeros(0, np.float32),
            blocks.sample_rate,
            float(facts["onset"]),
            float(facts["offset"]),
            None if phonemes is None else tuple(PhonemeSpan(*span) for span in phonemes),
            tuple(Word(*word) for word in facts["words"]),
        )
        path.touch()
        path.with_suffix(".wav").touch()
    except (OSError, ValueError, KeyError, TypeError, UnreadableSoundError):
        return None
    return sound
