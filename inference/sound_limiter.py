"""Holds the peaks of speech under a ceiling without being heard.

The gain is known 1/1000 s at a time: what each millisecond needs, taken as the least over its
surroundings, then smoothed by a Hann window that the surroundings cover. So it is down before the
peak comes, never above what a peak needs, and back within a few hundredths of a second: too fast to
be heard as pumping, too smooth to be heard as distortion.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import minimum_filter1d
from scipy.signal import resample_poly

from inference.media import Samples

Gains = npt.NDArray[np.float64]

BLOCKS_PER_SECOND: Final = 1000
SMOOTH: Final = 15  # blocks on each side that the window covers
HOLD: Final = 20  # blocks that the gain stays down after a peak
PAST: Final = HOLD + 2 * SMOOTH + 2
FUTURE: Final = 2 * SMOOTH + 2
OVERSAMPLING: Final = 4  # ITU-R BS.1770-4, annex 2
MARGIN: Final = 16  # samples around a stretch that its interpolation needs
SAFE: Final = 0.6  # of the ceiling: no peak between samples of such sound reaches it
WINDOW: Final[Gains] = np.hanning(2 * SMOOTH + 3)[1:-1]


class Limiter:
    """Limits sound piece by piece. What comes out is as long as what went in."""

    def __init__(self, rate: int, ceiling: float, n_channels: int | None = None) -> None:
        """Prepare.

        Args:
            rate: hertz.
            ceiling: dBTP.
            n_channels: of sound of shape (n_channels, n), which all get the same gain, so that
                nothing moves from side to side; ``None`` for sound of shape (n,).
        """
        self._ceiling = 10 ** (ceiling / 20)
        self._length = max(1, rate // BLOCKS_PER_SECOND)
        self._shape: tuple[int, ...] = () if n_channels is None else (n_channels,)
        self._pending = self._silence(0)  # not yet given out
        self._before = self._silence(MARGIN)  # samples before what is not yet judged
        self._needs: Gains = np.ones(PAST)  # of the blocks given out lately and of all judged
        self._n_in = self._n_out = 0

    def feed(self, samples: Samples) -> Samples:
        """Take in the sound that follows, shape (n,) or (n_channels, n).

        Returns:
            Shape (m,) or (n_channels, m), float32: what can be given out; it comes about 35 ms
            later.
        """
        self._n_in += samples.shape[-1]
        return self._advance(samples)

    def finish(self) -> Samples:
        """What is still inside; nothing may be fed afterwards."""
        padding = (FUTURE + 2) * self._length + MARGIN
        rest = self._advance(self._silence(padding))
        surplus = self._n_out - self._n_in
        self._n_out = self._n_in
        return rest[..., : rest.shape[-1] - surplus]

    def _silence(self, n_samples: int) -> Samples:
        return np.zeros((*self._shape, n_samples), np.float32)

    def _advance(self, samples: Samples) -> Samples:
        self._pending = np.concatenate([self._pending, samples], axis=-1)
        self._judge()
        count = len(self._needs) - PAST - FUTURE
        if count <= 0:
            return self._silence(0)
        gains = _smoothed(self._needs)  # of one block before the first to one after the last
        self._needs = self._needs[count:]
        block, self._pending = np.split(self._pending, [count * self._length], axis=-1)
        self._n_out += block.shape[-1]
        if gains.min() == 1.0:
            return block
        places = (np.arange(block.shape[-1]) + 0.5) / self._length + 0.5
        factors = np.interp(places, np.arange(len(gains)), gains)
        limited = block * factors
        return np.asarray(np.clip(limited, -self._ceiling, self._ceiling), np.float32)

    def _judge(self) -> None:
        """What gain the blocks that arrived need."""
        judged = (len(self._needs) - PAST) * self._length
        whole = (self._pending.shape[-1] - MARGIN - judged) // self._length
        if whole <= 0:
            return
        until = judged + whole * self._length
        fresh = self._pending[..., judged : until + MARGIN]
        stretch = np.concatenate([self._before, fresh], axis=-1)
        peaks = self._peaks(stretch, whole)
        self._before = stretch[..., whole * self._length : whole * self._length + MARGIN]
        needs = self._ceiling / np.maximum(peaks, self._ceiling)
        self._needs = np.concatenate([self._needs, needs])

    def _peaks(self, stretch: Samples, n_blocks: int) -> Gains:
        """The highest value of each block, between samples too; 0 where it cannot matter."""
        if np.abs(stretch).max() < SAFE * self._ceiling:
            return np.zeros(n_blocks)
        finer = np.abs(resample_poly(stretch, OVERSAMPLING, 1, axis=-1))
        highest = finer.reshape(-1, finer.shape[-1]).max(0)
        skip, length = MARGIN * OVERSAMPLING, self._length * OVERSAMPLING
        return np.asarray(highest[skip : skip + n_blocks * length].reshape(n_blocks, length).max(1))


def _smoothed(needs: Gains) -> Gains:
    """Gains of all blocks but the first ``PAST`` - 1 and the last ``FUTURE`` - 1."""
    if needs.min() == 1.0:
        return np.ones(len(needs) - PAST - FUTURE + 2)
    reach = SMOOTH + 1
    size = HOLD + 2 * reach + 1
    # The window of the filter is [i - HOLD - reach, i + reach].
    least = minimum_filter1d(needs, size, origin=size // 2 - reach, mode="nearest")
    smooth = np.convolve(least, WINDOW / WINDOW.sum(), mode="same")
    return smooth[PAST - 1 : len(needs) - FUTURE + 1]
