"""Bringing sound to a wished loudness, its peaks under a ceiling."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from inference.container import SpeechSpool
from inference.loudness import SPEECH_TARGET, Loudness, LoudnessMeter, measure_loudness
from inference.media import AudioClip, Samples
from inference.sound_files import WavBlocks
from inference.sound_limiter import Limiter

TRUE_PEAK_CEILING: Final = -1.5  # dBTP; leaves room for what a codec adds
MAX_GAIN: Final = 40.0  # dB; more only lifts the noise of a microphone that heard nothing
SETTLED: Final = 0.2  # LU; a limiter that took more is made up for
EXTRA: Final = 3.0  # dB; the most that is made up at once
LEAST_WORTH: Final = 0.4  # LU per dB; where more gain brings less, more only flattens
CORRECTIONS: Final = 2  # times


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
