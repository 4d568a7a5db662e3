"""The dub over what is left of the original, in constant memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from inference.dubbing.ducking import Ducking
from inference.dubbing.room_tone import RoomTone
from inference.levelling import TRUE_PEAK_CEILING
from inference.loudness import FLOOR, LoudnessMeter
from inference.media import Samples
from inference.sound_decoding import RATE
from inference.sound_files import WavBlocks, WavWriter
from inference.sound_limiter import Limiter
from inference.sound_mixing import Channels

MONO: Final = 1


class MixLoudness(NamedTuple):
    """What was measured of a mix.

    Attributes:
        integrated: LUFS of both channels' mean; ``None`` for silence.
        true_peak: dBTP, of the louder channel.
    """

    integrated: float | None
    true_peak: float


def ducked(
    blocks: Iterator[Channels], ducking: Ducking, tone: RoomTone | None = None
) -> Iterator[Channels]:
    """The original, softer wherever somebody speaks.

    Args:
        blocks: shape (n_channels, n), 48 kHz, from the start of the video.
        ducking: the gain at every moment.
        tone: of the room, which stays as loud as it was.
    """
    start = 0
    for block in blocks:
        n_samples = block.shape[-1]
        gains = ducking.gains(start / RATE, n_samples, RATE)
        softer = block * gains
        if tone is not None and gains.min() < 1:
            softer += tone.at(start, n_samples) * np.sqrt(1 - gains**2)
        yield softer
        start += n_samples


def write_mix(
    speech: Path, background: Iterator[Channels] | None, path: Path, tell: Callable[[float], None]
) -> MixLoudness:
    """Put the voices of the dub in the middle of what else is heard.

    Args:
        speech: of the dub, 16-bit mono WAV, 48 kHz.
        background: blocks of a second, shape (n_channels, n), as long as the speech in all;
            ``None`` for nothing but the speech.
        path: of the 16-bit WAV file to make, with as many channels as the background.
        tell: called with the share that is done.
    """
    voices = WavBlocks(speech)
    blocks = _mixed(voices, background)
    first = next(blocks, np.zeros((MONO, 0), np.float32))
    limiter, measure = Limiter(RATE, TRUE_PEAK_CEILING, len(first)), _Measure(len(first))
    done = first.shape[-1]
    with WavWriter(path, RATE, len(first)) as file:
        file.append(measure.heard(limiter.feed(first)))
        for block in blocks:
            file.append(measure.heard(limiter.feed(block)))
            done += block.shape[-1]
            tell(done / max(1, voices.n_samples))
        file.append(measure.heard(limiter.finish()))
    return measure.finish()


def _mixed(voices: WavBlocks, background: Iterator[Channels] | None) -> Iterator[Channels]:
    for voice in voices:
        if background is None:
            yield voice[None]
        else:
            yield next(background) + voice


class _Measure:
    """Measures a mix while it is written."""

    def __init__(self, n_channels: int) -> None:
        self._whole = LoudnessMeter(RATE)
        self._channels = [LoudnessMeter(RATE) for _ in range(n_channels)] if n_channels > 1 else []

    def heard(self, block: Samples) -> Samples:
        """Take in a block of shape (n_channels, n) and hand it on."""
        self._whole.feed(np.asarray(block.mean(0), np.float32))
        for meter, channel in zip(self._channels, block, strict=False):
            meter.feed(channel)
        return block

    def finish(self) -> MixLoudness:
        """The measures of all of it."""
        whole = self._whole.finish()
        peaks = [meter.finish().true_peak for meter in self._channels] or [whole.true_peak]
        return MixLoudness(whole.integrated, max(FLOOR, *peaks))
