"""What was heard turned into a mouth that holds still, closes and speaks, at the video's rate.

The network's estimates are blurred where it is unsure. The eye forgives that in a vowel, but not
lips that stay apart in /p b m/, nor a mouth that moves although nobody speaks.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.listening.features import FRAME_RATE
from inference.listening.network import N_OUTPUTS
from inference.visemes import N_ARTICULATORS, Articulator

SPEECH_BEGINS: Final = 0.6  # probability above which somebody speaks
SPEECH_ENDS: Final = 0.35  # below which nobody does any more
PATIENCE: Final = 4  # rows above the one before it counts: a click is no speech
HOLD: Final = 6  # rows below the other before it counts: a stop consonant is no pause
RISE: Final = 1 / 6  # per row: 60 ms from rest to full movement
FALL: Final = 1 / 12

CLOSURE: Final = (0.25, 0.55)  # estimates that count as open, and as shut
TOUCH: Final = (0.25, 0.6)
TOUCH_DEPTH: Final = 0.9
PUCKER: Final = (0.04, 0.62)  # estimates of flat lips, and of fully rounded ones
LONGEST_POOL: Final = Fraction(1, 2)  # of a frame: closures between frames move to the nearest

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Consecutive frames of a mouth.

    Attributes:
        curves: shape (n, 11), float32 within [0, 1], columns as in ``Articulator``.
        speaking: shape (n,), float32 within [0, 1], eased; the mouth rests where it is 0.
    """

    curves: Array
    speaking: Array


class SpeechGate:
    """Whether somebody speaks, with hysteresis, and eased in and out."""

    def __init__(self) -> None:
        self._is_open = False
        self._above = 0  # rows in a row
        self._below = 0
        self._ramp = 0.0

    def feed(self, probabilities: Array) -> Array:
        """The gate for each row, within [0, 1]."""
        gate = np.empty(len(probabilities), np.float32)
        for index, probability in enumerate(probabilities.tolist()):
            self._above = self._above + 1 if probability > SPEECH_BEGINS else 0
            self._below = self._below + 1 if probability < SPEECH_ENDS else 0
            if self._above >= PATIENCE:
                self._is_open = True
            elif self._below >= HOLD:
                self._is_open = False
            step = RISE if self._is_open else -FALL
            self._ramp = min(1.0, max(0.0, self._ramp + step))
            gate[index] = self._ramp * self._ramp * (3 - 2 * self._ramp)
        return gate


class MouthShaper:
    """Rows of the network at 100 a second in, frames of a video out, as soon as they are known."""

    def __init__(self, fps: Fraction) -> None:
        self._fps = fps
        self._gate = SpeechGate()
        self._rows = np.empty((0, N_OUTPUTS), np.float32)
        self._first = 0  # number of the first row kept
        self._n_frames = 0  # given out

    def feed(self, heard: Array) -> Rows:
        """The frames that are known now.

        Args:
            heard: shape (n, 12), following what was given before.
        """
        gated = heard.copy()
        gated[:, N_ARTICULATORS] = self._gate.feed(heard[:, N_ARTICULATORS])
        self._rows = np.concatenate([self._rows, gated])
        end = self._first + len(self._rows)
        frames = []
        while self._span(self._n_frames)[1] < end:
            frames.append(self._frame(self._n_frames))
            self._n_frames += 1
        keep_from = max(0, self._span(self._n_frames)[0] - self._first)
        self._rows, self._first = self._rows[keep_from:], self._first + keep_from
        return _shaped(np.array(frames, np.float32).reshape(-1, N_OUTPUTS))

    def _place(self, frame: int) -> Fraction:
        """Where the frame's middle lies, in rows; whole numbers are the rows themselves."""
        return (frame + Fraction(1, 2)) / self._fps * FRAME_RATE - Fraction(1, 2)

    def _span(self, frame: int) -> tuple[int, int]:
        """First and last row that the frame depends on."""
        place, half = self._place(frame), FRAME_RATE / self._fps * LONGEST_POOL
        first, last = -int(-(place - half) // 1), int((place + half) // 1)
        return max(0, min(first, int(place // 1))), max(last, -int(-place // 1))

    def _frame(self, frame: int) -> Array:
        """Values in the middle of a frame; of closures the strongest while it is shown."""
        first, last = self._span(frame)
        rows = self._rows[first - self._first : last - self._first + 1]
        place = float(self._place(frame)) - first
        below = min(int(place), len(rows) - 1)
        above = min(below + 1, len(rows) - 1)
        share = np.float32(min(1.0, max(0.0, place - below)))
        values: Array = rows[below] * (1 - share) + rows[above] * share
        for articulator in (Articulator.MOUTH_CLOSE, Articulator.MOUTH_ROLL_LOWER):
            values[articulator] = rows[:, articulator].max()
        return values


def _shaped(frames: Array) -> Rows:
    """Closures made complete, everything at rest where nobody speaks."""
    curves, speaking = frames[:, :N_ARTICULATORS].copy(), frames[:, N_ARTICULATORS].copy()
    closed = _sharpened(curves[:, Articulator.MOUTH_CLOSE], CLOSURE)
    touching = _sharpened(curves[:, Articulator.MOUTH_ROLL_LOWER], TOUCH) * (1 - closed)
    _round_or_spread(curves)
    _meet_lips(curves, closed)
    _touch_teeth(curves, touching)
    curves *= speaking[:, None]
    return Rows(np.clip(curves, 0, 1), speaking)


def _round_or_spread(curves: Array) -> None:
    """Lips do one or the other; an estimate that hesitates says half of both."""
    pucker = curves[:, Articulator.MOUTH_PUCKER]
    stretch = curves[:, Articulator.MOUTH_STRETCH].copy()
    rounded = np.clip(pucker + 0.5 * curves[:, Articulator.MOUTH_FUNNEL], 0, 1)
    low, high = PUCKER
    curves[:, Articulator.MOUTH_PUCKER] = np.clip(
        (pucker * (1 - stretch) - low) / (high - low), 0, 1
    )
    curves[:, Articulator.MOUTH_STRETCH] = stretch * (1 - rounded)


def _meet_lips(curves: Array, closed: Array) -> None:
    """As ``inference.coarticulation`` does with phonemes."""
    curves[:, Articulator.MOUTH_CLOSE] = closed
    curves[:, Articulator.MOUTH_PRESS] *= closed
    for articulator in (Articulator.MOUTH_UPPER_UP, Articulator.MOUTH_LOWER_DOWN):
        curves[:, articulator] *= 1 - closed
    curves[:, Articulator.MOUTH_FUNNEL] *= 1 - 0.8 * closed
    curves[:, Articulator.JAW_OPEN] *= 1 - 0.6 * closed


def _touch_teeth(curves: Array, touching: Array) -> None:
    """Likewise for the lower lip and the upper teeth."""
    curves[:, Articulator.MOUTH_ROLL_LOWER] = TOUCH_DEPTH * touching
    curves[:, Articulator.JAW_OPEN] *= 1 - 0.75 * touching
    curves[:, Articulator.MOUTH_LOWER_DOWN] *= 1 - touching
    curves[:, Articulator.MOUTH_FUNNEL] *= 1 - 0.6 * touching


def _sharpened(estimate: Array, between: tuple[float, float]) -> Array:
    """0 below the lower bound, 1 above the upper, smooth between."""
    low, high = between
    share = np.clip((estimate - low) / (high - low), 0, 1)
    sharp: Array = share * share * (3 - 2 * share)
    return sharp
