"""How loud sound is, and making it as loud as it should be: EBU R 128, ITU-R BS.1770.

Measured by FFmpeg's ``ebur128`` filter, in constant memory. One channel counts as one channel: a
mono file reads 3 LU less than the same sound on two loudspeakers, as with ``ffmpeg`` itself and
``pyloudnorm``.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from inference.container import SpeechSpool
from inference.media import AudioClip, Samples
from inference.sound_files import WavBlocks
from inference.sound_limiter import Limiter

SPEECH_TARGET: Final = -16.0  # LUFS, as platforms ask for speech
TRUE_PEAK_CEILING: Final = -1.5  # dBTP; leaves room for what a codec adds
MAX_GAIN: Final = 40.0  # dB; more only lifts the noise of a microphone that heard nothing
GATE: Final = -70.0  # LUFS; BS.1770's absolute gate
HOP: Final = 0.1  # seconds between the measurements of the filter
FLOOR: Final = -120.0  # dB, for the peak of silence
SETTLED: Final = 0.2  # LU; a limiter that took more is made up for
EXTRA: Final = 3.0  # dB; the most that is made up at once
LEAST_WORTH: Final = 0.4  # LU per dB; where more gain brings less, more only flattens
CORRECTIONS: Final = 2  # times


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


def normalising_gain(loudness: Loudness, target: float) -> float:
    """The factor that brings sound to ``target`` LUFS; 1 for silence, at most 40 dB."""
    if loudness.integrated is None:
        return 1.0
    return float(10 ** (min(MAX_GAIN, target - loudness.integrated) / 20))


def write_levelled(
    blocks: Iterable[Samples], rate: int, path: Path, gain: float, ceiling: float
) -> Loudness:
    """Write sound as a 16-bit mono WAV file, amplified, its peaks held by a limiter.

    Args:
        blocks: mono float32, each of shape (n,).
        rate: hertz.
        path: of the file to make.
        gain: factor.
        ceiling: dBTP that nothing exceeds.

    Returns:
        The loudness of what was written.
    """
    meter = LoudnessMeter(rate)
    with SpeechSpool(path) as spool:
        for block in _limited(blocks, rate, gain, ceiling):
            meter.feed(block)
            spool.append(AudioClip(block, rate))
    return meter.finish()


def normalise_wav(
    path: Path, target: float = SPEECH_TARGET, ceiling: float = TRUE_PEAK_CEILING
) -> tuple[Loudness, Loudness]:
    """Bring a 16-bit mono WAV file to a loudness, in place.

    Measured first, then amplified as a whole, so that what is soft stays softer. Where the limiter
    takes away more than a little of a very dynamic recording, the gain is raised to make up.
    Silence stays as it is.

    Args:
        path: of the file; replaced in one step.
        target: LUFS.
        ceiling: dBTP.

    Returns:
        The loudness before and after.
    """
    before = measure_loudness(path)
    if before.integrated is None:
        return before, before
    blocks = WavBlocks(path)
    part = path.with_name(f"{path.name}.part")
    after = level_to(blocks, blocks.sample_rate, part, before, target=target, ceiling=ceiling)
    part.replace(path)
    return before, after


def level_to(
    blocks: Iterable[Samples],
    rate: int,
    path: Path,
    before: Loudness,
    *,
    target: float,
    ceiling: float = TRUE_PEAK_CEILING,
) -> Loudness:
    """Write sound at ``target`` LUFS.

    Args:
        blocks: mono float32; iterated again where the limiter took too much.
        rate: hertz.
        path: of the WAV file to make.
        before: loudness of ``blocks``.
        target: LUFS.
        ceiling: dBTP.

    Returns:
        The loudness of what was written.
    """
    gain = normalising_gain(before, target)
    after = write_levelled(blocks, rate, path, gain, ceiling)
    if before.integrated is None:
        return after
    wanted = before.integrated + 20 * math.log10(gain)
    worth = 1.0  # LU that a decibel more brings; less where the limiter takes much of it
    for _ in range(CORRECTIONS):
        if after.integrated is None or wanted - after.integrated < SETTLED:
            break
        extra = min(EXTRA, (wanted - after.integrated) / worth)
        gain *= 10 ** (extra / 20)
        last, after = after.integrated, write_levelled(blocks, rate, path, gain, ceiling)
        reached = last if after.integrated is None else after.integrated
        worth = max(LEAST_WORTH, (reached - last) / extra)
    return after


def _limited(
    blocks: Iterable[Samples], rate: int, gain: float, ceiling: float
) -> Iterator[Samples]:
    limiter = Limiter(rate, ceiling)
    for block in blocks:
        yield limiter.feed(block * np.float32(gain))
    yield limiter.finish()
