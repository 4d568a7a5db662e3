"""Speaking the lines of a dub, each kept by what went into it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from inference.dubbing.dub_spec import MAX_RATE, MIN_RATE, VoiceChoice
from inference.dubbing.line_sound import VERSION, LineSound, load_line, store_line
from inference.media import Samples
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.protocols import SpeechSynthesizer
from inference.speech import PhonemeSpan, SynthesizedSpeech
from inference.spoken_words import segment_of
from inference.transcripts import Word

BLOCK: Final = 0.005  # seconds
AUDIBLE: Final = 0.02  # of the loudest block, -34 dB: as loud as the softest consonants
BEFORE: Final = 0.12  # seconds kept before the first sound, in which lips close on a p
AFTER: Final = 0.08  # seconds kept after the last, in which it dies away


class SpeakingParts(Protocol):
    """Where voices come from; ``inference.registry.Registry`` is one."""

    def synthesizer(self, voice_id: str) -> SpeechSynthesizer:
        """The loaded synthesiser of a voice."""


class LineSpeaker:
    """Speaks lines, and remembers those it has spoken.

    Attributes:
        n_spoken: how many it really spoke.
    """

    def __init__(
        self,
        parts: SpeakingParts,
        folder: Path,
        pronunciations: Pronunciations = NO_PRONUNCIATIONS,
    ) -> None:
        """Prepare.

        Args:
            parts: where voices come from.
            folder: in which lines are kept.
            pronunciations: how certain words are said.
        """
        self.n_spoken = 0
        self._parts, self._folder = parts, folder
        self._pronunciations = pronunciations

    def speak(self, text: str, choice: VoiceChoice, rate: float = 1.0) -> LineSound:
        """A line as sound.

        Args:
            text: what to say; pauses and emphasis as in ``inference.script_markup``.
            choice: who says it.
            rate: speed, on top of ``choice.rate``.

        Raises:
            EmptyTextError: there is nothing to say.
            UnspeakableTextError: the voice makes no sound of the text.
            UnknownVoiceError: no such voice.
            CheckpointError: its model is missing.
            EngineError: its model failed.
            ProviderError: a voice of a remote service failed.
        """
        path = line_path(self._folder, text, choice, rate, self._pronunciations)
        known = load_line(path)
        if known is None:
            spoken = self._spoken(text, choice, rate)
            store_line(spoken, path)
            # As it will be found again, in 16 bits: what is made of it must not be made anew then.
            known = load_line(path) or spoken
        return known

    def _spoken(self, text: str, choice: VoiceChoice, rate: float) -> LineSound:
        sentences = self._parts.synthesizer(choice.voice).synthesize(
            text,
            voice=choice.voice,
            rate=_asked(choice, rate),
            pitch=choice.pitch,
            pronunciations=self._pronunciations,
        )
        self.n_spoken += 1
        return joined_line(sentences)


def line_path(
    folder: Path, text: str, choice: VoiceChoice, rate: float, pronunciations: Pronunciations
) -> Path:
    """Where a line is kept, by all that its sound depends on."""
    said = {
        "version": VERSION,
        "text": text,
        "voice": choice.voice,
        "rate": _asked(choice, rate),
        "pitch": choice.pitch,
        "words": pronunciations.to_json(),
    }
    key = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return folder / key[:2] / f"{key[2:40]}.json"


def _asked(choice: VoiceChoice, rate: float) -> float:
    return round(min(MAX_RATE, max(MIN_RATE, choice.rate * rate)), 2)


def joined_line(sentences: Iterable[SynthesizedSpeech]) -> LineSound:
    """Sentences as one line, without the silence before the first and after the last.

    Args:
        sentences: at least one, all at one sample rate.
    """
    parts: list[Samples] = []
    phonemes: list[PhonemeSpan] | None = []
    words: list[Word] = []
    rate, now = 0, 0.0
    for sentence in sentences:
        rate = sentence.audio.sample_rate
        parts.append(sentence.audio.samples)
        words += segment_of(sentence, now).words
        if phonemes is not None and sentence.phonemes is not None:
            phonemes += _later(sentence.phonemes, now)
        else:
            phonemes = None
        now += sentence.audio.duration
    samples = np.concatenate(parts)
    onset, offset = heard_between(samples, rate)
    first = max(0, round((onset - BEFORE) * rate))
    kept = samples[first : round((offset + AFTER) * rate)]
    whole = LineSound(
        samples, rate, onset, offset, None if phonemes is None else tuple(phonemes), tuple(words)
    )
    end, start = len(kept) / rate, first / rate
    moved = whole.moved(lambda time: min(end, max(0.0, time - start)))
    return LineSound(kept, rate, moved.onset, moved.offset, _lasting(moved.phonemes), moved.words)


def heard_between(samples: Samples, rate: int) -> tuple[float, float]:
    """From when to when something is heard, in seconds; all of it where nothing is.

    Args:
        samples: float32 mono.
        rate: hertz.
    """
    loud = np.flatnonzero(_levels(samples, rate) > AUDIBLE)
    if not loud.size:
        return 0.0, len(samples) / rate
    return float(loud[0]) * BLOCK, min(len(samples) / rate, float(loud[-1] + 1) * BLOCK)


def _levels(samples: Samples, rate: int) -> npt.NDArray[np.floating[Any]]:
    """Root mean square of each block, over that of the loudest."""
    length = round(BLOCK * rate)
    n_blocks = len(samples) // length
    levels = np.sqrt(np.mean(samples[: n_blocks * length].reshape(n_blocks, length) ** 2, axis=1))
    loudest: npt.NDArray[np.floating[Any]] = levels / max(float(levels.max(initial=0.0)), 1e-9)
    return loudest


def _later(phonemes: Iterable[PhonemeSpan], by: float) -> Iterator[PhonemeSpan]:
    for span in phonemes:
        yield PhonemeSpan(span.symbol, span.start + by, span.end + by)


def _lasting(phonemes: tuple[PhonemeSpan, ...] | None) -> tuple[PhonemeSpan, ...] | None:
    """Those that are still there."""
    return phonemes and tuple(span for span in phonemes if span.end > span.start)
