"""The sound of a video that is dubbed, on the time of its picture, in blocks of a second."""

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from inference.dubbing.clock import sound_shift
from inference.dubbing.dub_script import DubLine
from inference.errors import NoSoundError
from inference.loudness import LoudnessMeter
from inference.media import Samples
from inference.sound_decoding import RATE, SoundDecoder
from inference.sound_mixing import Channels, Mixer, MonoMixer, OneChannel
from inference.sound_source import probe_sound

STEREO: Final = 2
LONGER: Final = 3600.0  # seconds that the sound may go on after the picture


@dataclass(frozen=True)
class OriginalSound:
    """The sound track of a video.

    Attributes:
        path: of the video.
        duration: of its picture, seconds; the sound is cut or filled with silence to it.
        n_channels: 1 or 2; 0 where the video has no sound.
        shift: seconds that the clock of the sound is ahead of that of the picture.
    """

    path: Path
    duration: float
    n_channels: int
    shift: float

    @classmethod
    def of(cls, path: Path, duration: float) -> Self:
        """Look into a video.

        Raises:
            UnreadableSoundError: the file cannot be opened.
        """
        try:
            found = probe_sound(path)
        except NoSoundError:
            return cls(path, duration, 0, 0.0)
        shift = sound_shift(path) if found.has_picture else 0.0
        return cls(path, duration, min(STEREO, found.channels), shift)

    @property
    def n_samples(self) -> int:
        """How many there are, at 48 kHz."""
        return round(self.duration * RATE)

    def channels(self) -> Iterator[Channels]:
        """Blocks of a second, shape (``n_channels``, n), 48 kHz; the last may be shorter.

        Raises:
            UnreadableSoundError: nothing of it can be decoded.
        """
        tracks = [self._blocks(OneChannel(index)) for index in range(self.n_channels)]
        for blocks in zip(*tracks, strict=True):
            yield np.stack(blocks)

    def mono(self) -> Iterator[Samples]:
        """The same as one channel, shape (n,)."""
        return self._blocks(MonoMixer())

    def _blocks(self, mixer: Mixer) -> Iterator[Samples]:
        longest = self.duration + abs(self.shift) + LONGER
        decoder = SoundDecoder(
            self.path, start=max(0.0, self.shift), max_duration=longest, mixer=mixer
        )
        early = np.zeros(round(max(0.0, -self.shift) * RATE), np.float32)
        return in_blocks(_chained(early, decoder.blocks()), self.n_samples)


def _chained(first: Samples, rest: Iterable[Samples]) -> Iterator[Samples]:
    yield first
    yield from rest


def in_blocks(pieces: Iterable[Samples], n_samples: int, length: int = RATE) -> Iterator[Samples]:
    """Sound of any pieces in blocks of one length, cut or filled with silence to a whole length.

    Args:
        pieces: each of shape (n,).
        n_samples: of all that comes out.
        length: samples of a block.

    Yields:
        Shape (length,); the last one is what is left.
    """
    pending = np.zeros(0, np.float32)
    left = n_samples
    for piece in pieces:
        pending = np.concatenate([pending, piece])
        while left and len(pending) >= min(length, left):
            count = min(length, left)
            yield pending[:count]
            pending, left = pending[count:], left - count
        if not left:
            return
    while left:
        count = min(length, left)
        yield np.concatenate([pending, np.zeros(max(0, count - len(pending)), np.float32)])[:count]
        pending, left = pending[count:], left - count


def speech_loudness(sound: OriginalSound, lines: Sequence[DubLine]) -> Mapping[str, float | None]:
    """How loud people speak in the original, by EBU R 128 over what they say.

    Args:
        sound: of the video.
        lines: what is said, in order.

    Returns:
        LUFS by speaker id, and under the empty string of all together; ``None`` for silence.
    """
    meters = {speaker: LoudnessMeter(RATE) for speaker in ["", *{one.speaker for one in lines}]}
    starts = [line.start for line in lines]
    start, first = 0, 0
    for block in sound.mono() if sound.n_channels else ():
        end = start + len(block)
        while first < len(lines) and lines[first].end * RATE < start:
            first += 1
        for line in lines[first : bisect.bisect_left(starts, end / RATE)]:
            part = block[_index(line.start, start) : _index(line.end, start)]
            for speaker in ("", line.speaker):
                meters[speaker].feed(part)
        start = end
    return {speaker: meter.finish().integrated for speaker, meter in meters.items()}


def _index(time: float, start: int) -> int:
    """Where a moment lies in a block that begins with sample ``start``."""
    return max(0, round(time * RATE) - start)
