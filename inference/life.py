"""What a speaker does besides speaking: blinks, small movements of the head, brows.

All of it is drawn from a seeded generator, so the same speech gives the same video.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from inference.errors import InputError
from inference.speech import PhonemeSpan
from inference.visemes import VOWELS, is_stressed, letters_of

BLINK_EVERY: Final = (
    2.2,
    5.2,
)  # seconds from one blink to the next; people at rest: 12-20 a minute
BLINK_SHAPE: Final = (0.075, 0.035, 0.13)  # seconds to close, shut, and to open
SWAY: Final = (
    0.045,
    0.028,
    0.024,
    0.014,
    0.008,
)  # yaw, pitch, roll in radians; x, y in eye distances
SWAY_RATES: Final = (0.11, 0.19, 0.31, 0.47)  # hertz of the sums of sines
STILLNESS: Final = 0.25  # share of the sway that is left in silence
NOD: Final = 0.02  # radians, on a stressed vowel
BROW_CHANCE: Final = 0.22  # of a raised brow on a stressed vowel
N_HEAD: Final = 5

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class LifeTrack:
    """Movements beside the mouth, one row a video frame.

    Attributes:
        blink: shape (n_frames,), within [0, 1], 1 is shut.
        brows: shape (n_frames,), within [0, 1], 1 is raised.
        head: shape (n_frames, 5): yaw, pitch, roll in radians, then x and y in eye distances.
    """

    blink: Floats
    brows: Floats
    head: Floats

    def __post_init__(self) -> None:
        n_frames = len(self.blink)
        if self.brows.shape != (n_frames,) or self.head.shape != (n_frames, N_HEAD):
            raise InputError("blink, brows and head must have one row a frame")

    @classmethod
    def still(cls, n_frames: int) -> "LifeTrack":
        """Nothing moves."""
        nothing = np.zeros(n_frames, np.float32)
        return cls(nothing, nothing, np.zeros((n_frames, N_HEAD), np.float32))


def enliven(
    phonemes: Sequence[PhonemeSpan], fps: Fraction, n_frames: int, *, seed: int
) -> LifeTrack:
    """Movements that go with speech.

    Args:
        phonemes: of the speech, in seconds.
        fps: video frames per second.
        n_frames: rows wanted.
        seed: of the generator.
    """
    random = np.random.default_rng(seed)
    times = np.arange(n_frames) / float(fps)
    speaking = _speaking(phonemes, times, fps)
    head: Floats = _sway(times, random) * (STILLNESS + (1 - STILLNESS) * speaking)[:, None]
    stressed = _stressed_moments(phonemes)
    head[:, 1] = head[:, 1] + _pulses(
        times, stressed, NOD * random.uniform(0.3, 1.0, len(stressed)), 0.11
    )
    raised = [moment for moment in stressed if random.random() < BROW_CHANCE]
    brows = _pulses(times, raised, random.uniform(0.4, 1.0, len(raised)), 0.16)
    return LifeTrack(
        blink=_blinks(times, random),
        brows=np.clip(brows, 0, 1).astype(np.float32),
        head=head.astype(np.float32),
    )


def _speaking(phonemes: Sequence[PhonemeSpan], times: Floats, fps: Fraction) -> Floats:
    """1 where someone speaks, 0 in pauses, smooth over half a second."""
    active = np.zeros(len(times))
    for span in phonemes:
        if letters_of(span.symbol):
            active[int(span.start * fps) : int(span.end * fps) + 1] = 1.0
    smooth: Floats = gaussian_filter1d(active, 0.22 * float(fps), mode="nearest")
    return smooth


def _sway(times: Floats, random: np.random.Generator) -> Floats:
    """Slow wandering of the head: sums of sines with random phases."""
    rates = np.array(SWAY_RATES)[:, None] * random.uniform(0.85, 1.15, (len(SWAY_RATES), N_HEAD))
    phases = random.uniform(0, 2 * np.pi, (len(SWAY_RATES), N_HEAD))
    strengths = (1 / (1 + 2.5 * np.arange(len(SWAY_RATES))))[:, None] * np.array(SWAY) * 0.6
    waves = np.sin(2 * np.pi * rates * times[:, None, None] + phases)
    summed: Floats = (waves * strengths).sum(1)
    return summed


def _stressed_moments(phonemes: Sequence[PhonemeSpan]) -> list[float]:
    """Middles of the stressed vowels, at most one in 0.45 s."""
    moments: list[float] = []
    for span in phonemes:
        is_vowel = any(letter in VOWELS for letter in letters_of(span.symbol))
        middle = (span.start + span.end) / 2
        if is_vowel and is_stressed(span.symbol) and (not moments or middle - moments[-1] > 0.45):  # noqa: PLR2004
            moments.append(middle)
    return moments


def _pulses(times: Floats, moments: Sequence[float], strengths: Floats, width: float) -> Floats:
    """Sum of bell curves of ``width`` seconds at the moments."""
    total = np.zeros(len(times))
    for moment, strength in zip(moments, strengths, strict=True):
        near = slice(*np.searchsorted(times, [moment - 4 * width, moment + 4 * width]))
        total[near] += strength * np.exp(-0.5 * ((times[near] - moment) / width) ** 2)
    return total.astype(np.float32)


def _blinks(times: Floats, random: np.random.Generator) -> Floats:
    closing, shut, opening = BLINK_SHAPE
    blink = np.zeros(len(times))
    moment = random.uniform(0.8, 2.5)
    while len(times) and moment < times[-1]:
        since = times - moment
        rise = np.clip(since / closing, 0, 1)
        fall = np.clip(1 - (since - closing - shut) / opening, 0, 1)
        blink = np.maximum(blink, np.minimum(rise, fall))
        moment += random.uniform(*BLINK_EVERY)
    return (blink * blink * (3 - 2 * blink)).astype(np.float32)
