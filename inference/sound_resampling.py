"""Another sample rate, piece by piece, without a shift in time."""

from fractions import Fraction

import av
import numpy as np

from inference.media import Samples


class Resampler:
    """Changes the rate of mono sound; what does not need it passes through."""

    def __init__(self, source: int, target: int) -> None:
        """Prepare.

        Args:
            source: hertz of what comes in.
            target: hertz of what comes out.
        """
        self._source = source
        self._inner = None if source == target else av.AudioResampler("flt", "mono", target)
        self._is_used = False

    def feed(self, samples: Samples) -> Samples:
        """The part that is ready, shape (m,), of the sound that follows, shape (n,)."""
        if self._inner is None or not len(samples):
            return np.asarray(samples, np.float32)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None], np.float32), format="flt", layout="mono"
        )
        frame.sample_rate, frame.time_base = self._source, Fraction(1, self._source)
        self._is_used = True
        return self._joined(self._inner.resample(frame))

    def finish(self) -> Samples:
        """What is still inside; nothing may be fed afterwards."""
        if self._inner is None or not self._is_used:
            return np.zeros(0, np.float32)
        return self._joined(self._inner.resample(None))

    def _joined(self, frames: list[av.AudioFrame]) -> Samples:
        parts = [frame.to_ndarray()[0] for frame in frames]
        if not parts:
            return np.zeros(0, np.float32)
        return np.asarray(np.concatenate(parts), np.float32)
