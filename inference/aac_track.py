"""A sound track of an MP4 in the making: mono or stereo AAC, any sample rate in."""

from fractions import Fraction
from typing import Any, Final

import av
import numpy as np

from inference.media import Samples

FRAME: Final = 1024  # samples; what AAC codes at once
LAYOUTS: Final = {1: "mono", 2: "stereo"}


class AacTrack:
    """Resamples, encodes and stores sound piece by piece.

    Times are counted here rather than taken from the resampler: what it still holds when the
    sound ends comes out with a time of its own that may lie before the last one's.
    """

    def __init__(self, container: Any, rate: int, bit_rate: int, n_channels: int = 1) -> None:
        """Add the track to an open container.

        Args:
            container: of PyAV, open for writing, nothing stored yet.
            rate: hertz of the track.
            bit_rate: bits a second.
            n_channels: 1 or 2.
        """
        self._container = container
        self._layout = LAYOUTS[n_channels]
        self._stream = container.add_stream(
            "aac", rate=rate, layout=self._layout, bit_rate=bit_rate
        )
        self._resampler = av.AudioResampler("fltp", self._layout, rate, frame_size=FRAME)
        self._rate = rate
        self._n_samples = 0

    def add(self, samples: Samples, rate: int) -> None:
        """Store the sound that follows.

        Args:
            samples: float32, shape (n,), or (2, n) for a stereo track; may be empty.
            rate: hertz; the same each time.
        """
        if not samples.size:  # nothing would mean the end, to the resampler
            return
        channels = np.ascontiguousarray(np.atleast_2d(samples))
        piece = av.AudioFrame.from_ndarray(channels, format="fltp", layout=self._layout)
        piece.sample_rate = rate
        self._store(self._resampler.resample(piece))

    def finish(self) -> None:
        """Store what is still on its way; call it once, after the last piece."""
        self._store(self._resampler.resample(None))
        self._container.mux(self._stream.encode(None))

    def _store(self, frames: list[av.AudioFrame]) -> None:
        for frame in frames:
            frame.pts, frame.time_base = self._n_samples, Fraction(1, self._rate)
            self._n_samples += frame.samples
            self._container.mux(self._stream.encode(frame))
