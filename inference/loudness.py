"""How loud sound is, and making it as loud as it should be: EBU R 128, ITU-R BS.1770.

Measured by FFmpeg's ``ebur128`` filter, in constant memory. One channel counts as one channel: a
mono file reads 3 LU less than the same sound on two loudspeakers, as with ``ffmpeg`` itself and
``pyloudnorm``.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from inference.media import Samples
from inference.sound_files import WavBlocks

SPEECH_TARGET: Final = -16.0  # LUFS, as platforms ask for speech
GATE: Final = -70.0  # LUFS; BS.1770's absolute gate
HOP: Final = 0.1  # seconds between the measurements of the filter
FLOOR: Final = -120.0  # dB, for the peak of silence


@dataclass(frozen=True, slots=True)
class Loudness:
    """Loudness of a whole programme.

    Attributes:
        integrated: LUFS; ``None`` where nothing is above the gate, which is silence.
        range: LU, EBU Tech 3342.
        true_peak: dBTP; -120 for digital silence.
    """

    integrated: float | None
    range: float
    true_peak: float


class LoudnessMeter:
    """Measures sound piece by piece."""

    def __init__(self, rate: int) -> None:
        """Build the filter.

        Args:
            rate: hertz of the sound to come.
        """
        self._rate, self._fed = rate, 0
        self._last: Any = None
        self._graph = av.filter.Graph()
        source = self._graph.add_abuffer(
            format="flt", sample_rate=rate, layout="mono", time_base=Fraction(1, rate)
        )
        meter = self._graph.add("ebur128", "metadata=1:peak=true:framelog=quiet")
        sink = self._graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()

    def feed(self, samples: Samples) -> None:
        """Take in the sound that follows, shape (n,), float32."""
        if not len(samples):
            return
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None], np.float32), format="flt", layout="mono"
        )
        frame.sample_rate, frame.time_base = self._rate, Fraction(1, self._rate)
        frame.pts = self._fed
        self._fed += len(samples)
        self._graph.push(frame)
        self._pull()

    def finish(self) -> Loudness:
        """The measurement of all that was fed; nothing may be fed afterwards."""
        hop = round(self._rate * HOP)
        self.feed(np.zeros(-self._fed % hop + hop, np.float32))
        values = {} if self._last is None else self._last.metadata
        integrated = float(values.get("lavfi.r128.I", GATE))
        peak = float(values.get("lavfi.r128.true_peak", 0.0))
        return Loudness(
            integrated=integrated if np.isfinite(integrated) and integrated > GATE else None,
            range=float(values.get("lavfi.r128.LRA", 0.0)),
            true_peak=max(FLOOR, 20 * math.log10(max(peak, 1e-9))),
        )

    def _pull(self) -> None:
        while True:
            try:
                self._last = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return


def measure_loudness(path: Path) -> Loudness:
    """Loudness of a 16-bit mono WAV file."""
    blocks = WavBlocks(path)
    meter = LoudnessMeter(blocks.sample_rate)
    for block in blocks:
        meter.feed(block)
    return meter.finish()
