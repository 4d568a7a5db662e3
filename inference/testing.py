"""Fakes that obey the protocols, for tests that need speech quickly and without a model."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from inference.errors import EmptyTextError, InputError, UnspeakableTextError
from inference.media import AudioClip, Samples
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from inference.protocols import SpeechSynthesizer
from inference.script_markup import plain_text
from inference.script_pieces import ScriptPiece, script_pieces
from inference.speech import PhonemeSpan, SynthesizedSpeech
from inference.voices import find_voice
from inference.word_times import PlacedTime, timed_words

SAMPLE_RATE: Final = 16_000  # hertz
LETTER: Final = 0.07  # seconds
PITCH: Final = 120.0  # hertz
AMPLITUDE: Final = 0.141  # a sine of -20 dBFS
CLOSED: Final = frozenset("pb")
MIN_RATE: Final = 0.5
MAX_RATE: Final = 2.0
MAX_PITCH: Final = 6.0


class FakeSynthesizer:
    """Says every letter as a tone of 70 ms, p and b as silence; speaks every known voice."""

    def __init__(self) -> None:
        self.n_loads = 0

    def load(self, voice: str = "") -> None:
        """Count the calls."""
        self.n_loads += 1

    def synthesize(
        self,
        text: str,
        *,
        voice: str,
        rate: float = 1.0,
        pitch: float = 0.0,
        pronunciations: Pronunciations = NO_PRONUNCIATIONS,
    ) -> Iterator[SynthesizedSpeech]:
        """Yield tones; see ``SpeechSynthesizer.synthesize``."""
        find_voice(voice)
        if not (MIN_RATE <= rate <= MAX_RATE and abs(pitch) <= MAX_PITCH):
            raise InputError(f"rate {rate:g}, pitch {pitch:g}")
        if not plain_text(text).strip():
            raise EmptyTextError
        return self._spoken(text, voice, rate)

    def _spoken(self, text: str, voice: str, rate: float) -> Iterator[SynthesizedSpeech]:
        pieces = [piece for piece in script_pieces(text) if _letters(piece.text)]
        if not pieces:
            raise UnspeakableTextError(voice)
        for piece in pieces:
            yield _tones(piece, rate)


class FakeRegistry:
    """A registry whose every voice is a ``FakeSynthesizer``."""

    def __init__(self) -> None:
        self._synthesizer = FakeSynthesizer()

    def synthesizer(self, voice_id: str) -> SpeechSynthesizer:
        """The fake, for any known voice."""
        find_voice(voice_id)
        return self._synthesizer


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _tones(piece: ScriptPiece, rate: float) -> SynthesizedSpeech:
    letters = [(place, letter) for place, letter in enumerate(piece.text) if letter.isalnum()]
    pauses = {pause.position: pause.duration for pause in piece.pauses}
    sounds = [(-1, "_", LETTER / rate + piece.lead)]
    for place, letter in letters:
        if place in pauses:
            sounds.append((-1, "_", pauses[place]))
        sounds.append((place, letter.lower(), LETTER / rate))
    sounds.append((-1, "_", piece.silence_after(rate)))
    spans: list[PhonemeSpan] = []
    times: list[PlacedTime] = []
    parts: list[Samples] = []
    now = 0.0
    for place, symbol, length in sounds:
        parts.append(_tone(symbol, length))
        end = now + len(parts[-1]) / SAMPLE_RATE
        spans.append(PhonemeSpan(symbol, now, end))
        times.append(PlacedTime(place, now, end))
        now = end
    audio = AudioClip(np.concatenate(parts), SAMPLE_RATE)
    return SynthesizedSpeech(piece.text, audio, tuple(spans), timed_words(piece.text, times))


def _tone(symbol: str, duration: float) -> Samples:
    n_samples = round(duration * SAMPLE_RATE)
    if symbol == "_" or symbol in CLOSED:
        return np.zeros(n_samples, np.float32)
    times = np.arange(n_samples) / SAMPLE_RATE
    return (AMPLITUDE * np.sin(2 * np.pi * PITCH * times)).astype(np.float32)
