"""Longer, shorter, higher or lower speech that keeps its timbre: pitch-synchronous overlap-add.

The sound is cut into grains of two periods around the pulses of the voice; they are put down again
closer together or further apart, some twice or not at all. Where nothing changes, every sample
comes out as it was.

Source: Moulines and Charpentier, "Pitch-synchronous waveform processing techniques for
text-to-speech synthesis using diphones" (Speech Communication, 1990).
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from inference.media import Samples
from inference.prosody import frame_pitches

STEP: Final = 0.01  # seconds between values of the contours
WINDOW: Final = 0.04  # seconds heard for one pitch
UNVOICED_GRAIN: Final = 0.006  # seconds between grains where there is no voice
AUDIBLE: Final = 1e-6  # mean square, -60 dBFS
SEARCH: Final = 0.2  # of a period, around where the next pulse is expected

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Contours:
    """What is asked for, one value every 10 ms of the original.

    Attributes:
        pitch: factor of the pitch, shape (n,).
        length: factor of the duration, shape (n,).
        gain: factor of the amplitude, shape (n,).
    """

    pitch: Floats
    length: Floats
    gain: Floats

    @classmethod
    def unchanged(cls, duration: float) -> "Contours":
        """Everything as it is, for so many seconds."""
        n_steps = int(duration / STEP) + 2
        return cls(np.ones(n_steps), np.ones(n_steps), np.ones(n_steps))

    @property
    def moves(self) -> bool:
        """Whether pitch or duration change anywhere."""
        return bool((self.pitch != 1).any() or (self.length != 1).any())


@dataclass(frozen=True)
class Reshaped:
    """The changed sound and where its parts came from.

    Attributes:
        samples: float32 mono.
        before: seconds in the original, rising.
        after: the same moments in ``samples``.
    """

    samples: Samples
    before: Floats
    after: Floats

    def moved(self, time: float) -> float:
        """Where a moment of the original lies now, in seconds."""
        return float(np.interp(time, self.before, self.after))


def reshaped(samples: Samples, sample_rate: int, contours: Contours) -> Reshaped:
    """The sound with other pitch, duration and loudness.

    Args:
        samples: float32 mono.
        sample_rate: hertz.
        contours: what to change.
    """
    duration = len(samples) / sample_rate
    if not contours.moves or len(samples) < 2 * WINDOW * sample_rate:
        gain = _at(contours.gain, np.arange(len(samples)) / sample_rate)
        louder = (samples * gain).astype(np.float32)
        return Reshaped(louder, np.array([0.0, duration]), np.array([0.0, duration]))
    marks, is_voiced = _marks(samples, sample_rate)
    return _laid(samples, sample_rate, marks, is_voiced, contours)


def _at(contour: Floats, times: Floats) -> Floats:
    values: Floats = np.interp(times, np.arange(len(contour)) * STEP, contour)
    return values


def _marks(samples: Samples, sample_rate: int) -> tuple[npt.NDArray[np.int64], list[bool]]:
    """Indices of the grains' middles, from 0 to the end, and whether each is of a voice."""
    periods = _periods(samples, sample_rate)
    pulses = samples if samples.max() >= -samples.min() else -samples
    step = round(STEP * sample_rate)
    grain = round(UNVOICED_GRAIN * sample_rate)
    marks, is_voiced, place = [0], [False], grain
    while place < len(samples) - 1:
        period = periods[min(place // step, len(periods) - 1)]
        if period:
            reach = max(1, int(SEARCH * period))
            first = max(marks[-1] + 1, place - reach)
            place = first + int(np.argmax(pulses[first : place + reach + 1]))
        marks.append(place)
        is_voiced.append(bool(period))
        place += period or grain
    marks.append(len(samples) - 1)
    return np.array(marks), [*is_voiced, False]


def _periods(samples: Samples, sample_rate: int) -> list[int]:
    """Samples of one period every 10 ms; 0 where there is no voice."""
    step, window = round(STEP * sample_rate), round(WINDOW * sample_rate)
    padded = np.pad(samples, (window // 2, window))
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[::step]
    frames = frames[: len(samples) // step + 1]
    pitches = frame_pitches(frames, sample_rate)
    voiced = np.isfinite(pitches) & ((frames**2).mean(1) > AUDIBLE)
    if voiced.any():
        steady = median_filter(pitches[voiced], 5, mode="nearest")
        pitches[voiced] = np.clip(pitches[voiced], steady - 2, steady + 2)
    hertz = np.exp2(np.where(voiced, pitches, 0.0) / 12)
    lengths: list[int] = np.where(voiced, np.rint(sample_rate / hertz), 0).astype(int).tolist()
    return lengths


class _Layer:
    """A sound that grains are put down in."""

    def __init__(self, samples: Samples, marks: npt.NDArray[np.int64], room: int) -> None:
        self._samples = samples
        self._marks = marks
        self._sum = np.zeros(room)
        self._weight = np.zeros(room)

    def put(self, index: int, place: int, gain: float) -> None:
        """Add a grain, faded in from the mark before it and out to the one after it."""
        middle = int(self._marks[index])
        left = min(place, middle - int(self._marks[max(0, index - 1)]))
        right = int(self._marks[min(len(self._marks) - 1, index + 1)]) - middle
        window = np.concatenate([_rise(left), [1.0], _rise(right)[::-1]])
        first, n_before = place - max(0, left - 1), max(0, left - 1)
        window = window[: len(self._sum) - first]
        there = slice(first, first + len(window))
        source = self._samples[middle - n_before : middle - n_before + len(window)]
        self._sum[there] += gain * window * source
        self._weight[there] += window

    def sound(self, length: int) -> Samples:
        """What has been put down, as loud as it was where grains overlap more than at first.

        Such grains differ a little, so that their sum grows by the root of their number.
        """
        joined = self._sum[:length] / np.sqrt(np.maximum(self._weight[:length], 1.0))
        return joined.astype(np.float32)


def _laid(
    samples: Samples,
    sample_rate: int,
    marks: npt.NDArray[np.int64],
    is_voiced: list[bool],
    contours: Contours,
) -> Reshaped:
    """The grains, put down where the contours want them."""
    times = marks / sample_rate
    pitch, length = _at(contours.pitch, times), _at(contours.length, times)
    gain = _at(contours.gain, times)
    room = int(len(samples) * contours.length.max()) + sample_rate
    layer = _Layer(samples, marks, room)
    pairs = []
    place, moment, last = 0.0, 0.0, len(marks) - 1
    while moment < marks[last] and place < room - sample_rate // 2:
        index = _nearest(marks, moment)
        layer.put(index, round(place), gain[index])
        pairs.append((times[index], place / sample_rate))
        spacing = float(marks[min(last, index + 1)] - marks[index]) or 1.0
        if is_voiced[index]:
            spacing /= pitch[index]
        place += spacing
        moment += spacing / length[index]
    layer.put(last, round(place), gain[last])
    pairs.append((times[last], place / sample_rate))
    before, after = np.maximum.accumulate(np.array(pairs), axis=0).T
    return Reshaped(layer.sound(round(place) + 1), before, after)


def _nearest(marks: npt.NDArray[np.int64], moment: float) -> int:
    index = int(np.searchsorted(marks, moment))
    if index and (index == len(marks) or moment - marks[index - 1] < marks[index] - moment):
        index -= 1
    return index


def _rise(length: int) -> Floats:
    """Half a Hann window without its ends; a rise and a fall of one length add up to one."""
    rise: Floats = 0.5 - 0.5 * np.cos(np.pi * np.arange(1, max(1, length)) / max(1, length))
    return rise
