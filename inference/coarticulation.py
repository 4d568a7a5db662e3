"""From phonemes in time to a mouth that moves.

Each phoneme pulls the articulators towards its own shape with a strength that is full while it
sounds and dies away before and after; where pulls overlap they are averaged (dominance functions:
Cohen and Massaro, "Modeling coarticulation in synthetic visual speech", 1993). What the eye will
not forgive is then enforced: lips meet in /p b m/, the lower lip touches the teeth in /f v/, and a
pause ends with the mouth at rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from inference.speech import PhonemeSpan
from inference.visemes import (
    BILABIALS,
    LABIODENTALS,
    N_ARTICULATORS,
    SHAPES,
    VOWELS,
    ArticulationTrack,
    Articulator,
    is_stressed,
    letters_of,
)

RATE: Final = 200  # steps per second of the inner time grid
REACH: Final = 0.35  # seconds beyond which a pull is negligible
SMOOTHING: Final = 0.014  # seconds, standard deviation; muscles do not jump
MIN_CLOSURE: Final = 0.052  # seconds the lips stay together; one frame at 25 fps must see it
LEAD: Final = 0.02  # seconds by which lips and tongue are ahead of the sound they make
BURST: Final = 0.35  # share of a plosive's sound after its lips have parted
PLOSIVES: Final = frozenset("pbɓʙ")
CLOSURE_RAMP: Final = 0.055  # seconds from open to closed
LONG_PAUSE: Final = 0.12  # seconds; a shorter one does not bring the mouth to rest
REST_RAMP: Final = 0.13  # seconds from the last sound to rest
ONSET_RAMP: Final = 0.11  # seconds the mouth opens before the first sound
FRAME_CENTRE: Final = 0.5  # where within its time on screen a frame samples the curves

# How far a pull reaches, in seconds: lips prepare for a rounded vowel earlier than the jaw does.
_DECAY: Final = np.full(N_ARTICULATORS, 0.05)
_DECAY[[Articulator.MOUTH_PUCKER, Articulator.MOUTH_FUNNEL, Articulator.MOUTH_STRETCH]] = 0.058
_DECAY[Articulator.JAW_OPEN] = 0.045
_DECAY[[Articulator.MOUTH_CLOSE, Articulator.MOUTH_PRESS, Articulator.MOUTH_ROLL_LOWER]] = 0.03

VOWEL_PULL: Final = 1.0
CONSONANT_PULL: Final = 0.75
UNCONCERNED_PULL: Final = 0.05  # towards zero, of an articulator that the phoneme leaves free
STRESS_GAIN: Final = 1.12
UNSTRESSED_GAIN: Final = 0.92

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Gesture:
    """One letter of IPA in time."""

    letter: str
    start: float
    end: float
    is_stressed: bool


def articulate(
    phonemes: Sequence[PhonemeSpan], duration: float, fps: Fraction, n_frames: int
) -> ArticulationTrack:
    """Mouth shapes for speech whose phonemes are known.

    Args:
        phonemes: in order, not overlapping, in seconds.
        duration: of the clip, in seconds.
        fps: video frames per second.
        n_frames: rows wanted.
    """
    times = np.arange(int(np.ceil(duration * RATE)) + 1) / RATE
    gestures = _gestures(phonemes)
    if not gestures:
        return ArticulationTrack(np.zeros((n_frames, N_ARTICULATORS), np.float32), fps)
    curves = _pulled(gestures, times)
    curves = gaussian_filter1d(curves, SMOOTHING * RATE, axis=0, mode="nearest")
    _meet_lips(curves, gestures, times)
    _touch_teeth(curves, gestures, times)
    curves *= _speaking(gestures, times)[:, None]
    return ArticulationTrack(_sampled(np.clip(curves, 0, 1), times, fps, n_frames), fps)


def _gestures(phonemes: Sequence[PhonemeSpan]) -> list[_Gesture]:
    """Split symbols of several letters and drop what has no shape."""
    gestures: list[_Gesture] = []
    for span in phonemes:
        letters = letters_of(span.symbol)
        if not letters:
            continue
        step = (span.end - span.start) / len(letters)
        gestures += [
            _Gesture(
                letter,
                span.start + index * step,
                span.start + (index + 1) * step,
                is_stressed(span.symbol),
            )
            for index, letter in enumerate(letters)
        ]
    return gestures


def _pulled(gestures: list[_Gesture], times: Array) -> Array:
    """Average of all pulls, shape (n_times, n_articulators)."""
    weighted = np.zeros((len(times), N_ARTICULATORS))
    total = np.full((len(times), N_ARTICULATORS), 1e-4)
    for gesture in gestures:
        first = max(0, int((gesture.start - REACH) * RATE))
        window = slice(first, int((gesture.end + REACH) * RATE) + 1)
        target, strength = _wish(gesture)
        centre, half = (gesture.start + gesture.end) / 2, (gesture.end - gesture.start) / 2
        away = np.maximum(0.0, np.abs(times[window] - centre) - 0.6 * half)
        pull = strength * np.exp(-away[:, None] / _DECAY)
        weighted[window] += pull * target
        total[window] += pull
    averaged: Array = weighted / total
    return averaged


def _wish(gesture: _Gesture) -> tuple[Array, Array]:
    """Target and strength of one gesture for every articulator."""
    target = np.zeros(N_ARTICULATORS)
    strength = np.full(N_ARTICULATORS, UNCONCERNED_PULL)
    is_vowel = gesture.letter in VOWELS
    gain = STRESS_GAIN if gesture.is_stressed else UNSTRESSED_GAIN
    for articulator, value in SHAPES[gesture.letter].items():
        target[articulator] = value * (gain if is_vowel else 1.0)
        strength[articulator] = VOWEL_PULL if is_vowel else CONSONANT_PULL
    if gesture.letter in BILABIALS:
        strength[Articulator.JAW_OPEN] = VOWEL_PULL
    return target, strength


def _meet_lips(curves: Array, gestures: list[_Gesture], times: Array) -> None:
    """Close the lips in every bilabial, whatever the neighbours want."""
    gate = _gate([g for g in gestures if g.letter in BILABIALS], times)
    curves[:, Articulator.MOUTH_CLOSE] = gate
    curves[:, Articulator.MOUTH_PRESS] *= gate
    for articulator in (Articulator.MOUTH_UPPER_UP, Articulator.MOUTH_LOWER_DOWN):
        curves[:, articulator] *= 1 - gate
    curves[:, Articulator.MOUTH_FUNNEL] *= 1 - 0.8 * gate
    curves[:, Articulator.JAW_OPEN] *= 1 - 0.6 * gate


def _touch_teeth(curves: Array, gestures: list[_Gesture], times: Array) -> None:
    """Bring the lower lip to the upper teeth in /f v/."""
    gate = _gate([g for g in gestures if g.letter in LABIODENTALS], times)
    roll = Articulator.MOUTH_ROLL_LOWER
    curves[:, roll] = np.maximum(curves[:, roll] * gate, 0.9 * gate)
    curves[:, Articulator.JAW_OPEN] *= 1 - 0.75 * gate
    curves[:, Articulator.MOUTH_LOWER_DOWN] *= 1 - gate
    curves[:, Articulator.MOUTH_FUNNEL] *= 1 - 0.6 * gate


def _gate(gestures: list[_Gesture], times: Array) -> Array:
    """1 while a gesture lasts (at least ``MIN_CLOSURE``), 0 away from it, smooth between."""
    gate = np.zeros(len(times))
    for gesture in gestures:
        # Lips part at the burst, before the sound that is counted to the plosive has ended.
        end = gesture.end - BURST * (gesture.letter in PLOSIVES) * (gesture.end - gesture.start)
        centre = (gesture.start - LEAD + end) / 2
        half = max(end - gesture.start + LEAD, MIN_CLOSURE) / 2
        reach = half + CLOSURE_RAMP
        window = slice(max(0, int((centre - reach) * RATE)), int((centre + reach) * RATE) + 2)
        away = np.abs(times[window] - centre) - half
        gate[window] = np.maximum(gate[window], _eased(1 - away / CLOSURE_RAMP))
    return gate


def _speaking(gestures: list[_Gesture], times: Array) -> Array:
    """1 during speech, 0 in pauses of any length that matters, smooth between."""
    active = np.zeros(len(times))
    start, end = gestures[0].start, gestures[0].end
    runs: list[tuple[float, float]] = []
    for gesture in gestures[1:]:
        if gesture.start - end > LONG_PAUSE:
            runs.append((start, end))
            start = gesture.start
        end = gesture.end
    for begin, finish in [*runs, (start, end)]:
        window = slice(
            max(0, int((begin - ONSET_RAMP) * RATE)), int((finish + REST_RAMP) * RATE) + 2
        )
        rise = _eased(1 + (times[window] - begin) / ONSET_RAMP)
        fall = _eased(1 - (times[window] - finish) / REST_RAMP)
        active[window] = np.maximum(active[window], np.minimum(rise, fall))
    return active


def _eased(fraction: Array) -> Array:
    """Smoothstep of a fraction clipped to [0, 1]."""
    clipped = np.clip(fraction, 0, 1)
    eased: Array = clipped * clipped * (3 - 2 * clipped)
    return eased


def _sampled(curves: Array, times: Array, fps: Fraction, n_frames: int) -> npt.NDArray[np.float32]:
    moments = (np.arange(n_frames) + FRAME_CENTRE) / float(fps)
    columns = [np.interp(moments, times, column) for column in curves.T]
    return np.stack(columns, axis=1).astype(np.float32)
