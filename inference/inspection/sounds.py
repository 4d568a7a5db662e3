"""Level, noise and speech of a recording, measured on a minute of it at most."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from inference.inspection.findings import HeardSound
from inference.loudness import LoudnessMeter
from inference.media import Samples
from inference.sound_protocols import ACTIVITY_FRAME, SpeechActivity
from inference.sound_stream import SPEECH_RATE, sound_pieces

RATE: Final = 48_000  # hertz, at which loudness is defined
MEASURED: Final = 60.0  # seconds
N_STRETCHES: Final = 3  # of a longer recording, each a third of ``MEASURED``
BLOCK: Final = 0.05  # seconds whose energy is compared
FULL_SCALE: Final = 0.999
MIN_PAUSE: Final = 0.4  # seconds of pauses needed to hear the noise in them
QUIETEST: Final = 0.05  # share of blocks taken for the noise where nobody pauses
SPEECH: Final = 0.5  # probability
SHORT_PAUSE: Final = 0.3  # seconds
SHORT_SPEECH: Final = 0.1  # seconds; shorter is a click
MAX_SNR: Final = 60.0  # dB; digital silence in the pauses


class GuessesLanguage(Protocol):
    """What is needed of a recogniser of speech."""

    def guess_language(self, samples: Samples) -> Any:
        """``language`` and ``probability``; ``None`` where nobody speaks."""


@dataclass(frozen=True, slots=True)
class SoundTools:
    """Models for sound.

    Attributes:
        activity: tells speech from other sound.
        recogniser: guesses languages; ``None`` to leave that out.
    """

    activity: SpeechActivity
    recogniser: GuessesLanguage | None = None


def listen(path: Path, duration: float, tools: SoundTools) -> HeardSound:
    """Measure a recording.

    Args:
        path: file with sound.
        duration: seconds of it; more than a minute is sampled.
        tools: models.

    Raises:
        UnreadableSoundError: the sound cannot be decoded.
    """
    meter = LoudnessMeter(RATE)
    samples = _sampled(path, duration, RATE)
    meter.feed(samples)
    slow = _sampled(path, duration, SPEECH_RATE)  # decoding twice is cheaper than loading scipy
    spans = speech_spans(tools.activity.start().feed(slow))
    spoken = sum(end - start for start, end in spans)
    guess = tools.recogniser.guess_language(slow) if tools.recogniser and spans else None
    return HeardSound(
        meter.finish().integrated,
        snr(slow, spans),
        spoken / max(BLOCK, len(slow) / SPEECH_RATE),
        float((np.abs(samples) >= FULL_SCALE).mean()) if len(samples) else 0.0,
        guess.language if guess else None,
        guess.probability if guess else None,
    )


def speech_spans(probabilities: Samples) -> list[tuple[float, float]]:
    """Where somebody speaks.

    Args:
        probabilities: of speech, one for each ``ACTIVITY_FRAME`` samples at 16 kHz.

    Returns:
        (start, end) in seconds, in order; pauses below 0.3 s belong to the speech.
    """
    step = ACTIVITY_FRAME / SPEECH_RATE
    spans: list[tuple[float, float]] = []
    for index in np.flatnonzero(probabilities >= SPEECH):
        start, end = float(index * step), float((index + 1) * step)
        if spans and start - spans[-1][1] < SHORT_PAUSE:
            start = spans.pop()[0]
        spans.append((start, end))
    return [(start, end) for start, end in spans if end - start >= SHORT_SPEECH]


def snr(samples: Samples, spans: list[tuple[float, float]]) -> float | None:
    """How far speech stands out from its pauses, in dB.

    Args:
        samples: float32, 16 kHz.
        spans: where somebody speaks, in seconds.

    Returns:
        Within [0, 60]; ``None`` where nobody speaks. Without pauses, the quietest twentieth of
        the speech stands for the noise.
    """
    energy = _energies(samples)
    times = (np.arange(len(energy)) + 0.5) * BLOCK
    speaks = np.zeros(len(energy), bool)
    for start, end in spans:
        speaks |= (times >= start) & (times < end)
    if not speaks.any():
        return None
    pauses = energy[~speaks]
    enough = len(pauses) * BLOCK >= MIN_PAUSE
    # The median, so that a cough or a door in a pause does not count as noise.
    noise = float(np.median(pauses) if enough else np.quantile(energy, QUIETEST))
    speech = max(0.0, float(energy[speaks].mean()) - noise)
    ratio = 10 * np.log10(max(speech, 1e-12) / max(noise, 1e-12))
    return float(np.clip(ratio, 0.0, MAX_SNR))


def _energies(samples: Samples) -> npt.NDArray[np.float64]:
    size = round(BLOCK * SPEECH_RATE)
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    return np.asarray(np.square(whole, dtype=np.float64).mean(1))


def _stretches(duration: float) -> list[tuple[float, float | None]]:
    """What to listen to, in seconds."""
    if duration <= MEASURED:
        return [(0.0, MEASURED)]
    length = MEASURED / N_STRETCHES
    gap = (duration - MEASURED) / (N_STRETCHES - 1)
    return [(n * (length + gap), n * (length + gap) + length) for n in range(N_STRETCHES)]


def _sampled(path: Path, duration: float, rate: int) -> Samples:
    spans = _stretches(duration)
    pieces = [piece for span in spans for piece in sound_pieces(path, rate, *span)]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
