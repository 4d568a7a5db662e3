"""Sound on disk between two steps, read in blocks and written piece by piece."""

import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self

import numpy as np

from inference.container import PCM_SCALE, SpeechSpool
from inference.errors import UnreadableSoundError
from inference.media import AudioClip, Samples
from inference.sound_resampling import Resampler

BLOCK: Final = 1.0  # seconds
SAMPLE_WIDTH: Final = 2  # bytes
FLOAT_WIDTH: Final = 4


class WavBlocks:
    """The sound of a 16-bit mono WAV file; may be iterated more than once."""

    def __init__(self, path: Path, seconds: float = BLOCK) -> None:
        """Read the header.

        Args:
            path: of the file.
            seconds: length of a block; the last may be shorter.

        Raises:
            UnreadableSoundError: the file is no 16-bit mono WAV.
        """
        self._path, self._seconds = path, seconds
        with self._opened() as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, SAMPLE_WIDTH):
                raise UnreadableSoundError(path, "expected a 16-bit mono WAV file")
            self.sample_rate = file.getframerate()
            self.n_samples = file.getnframes()

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.n_samples / self.sample_rate

    def __iter__(self) -> Iterator[Samples]:
        """Blocks of shape (n,), float32 within [-1, 1]."""
        length = max(1, round(self._seconds * self.sample_rate))
        with self._opened() as file:
            while pcm := file.readframes(length):
                values = np.frombuffer(pcm, "<i2").astype(np.float32)
                yield values / np.float32(PCM_SCALE)

    def _opened(self) -> wave.Wave_read:
        try:
            return wave.open(str(self._path), "rb")
        except (OSError, EOFError, wave.Error) as error:
            raise UnreadableSoundError(self._path, str(error)) from error


class WavWriter:
    """Writes a 16-bit WAV file of one channel or more, piece by piece."""

    def __init__(self, path: Path, rate: int, n_channels: int) -> None:
        """Prepare; the file is made by ``with``.

        Args:
            path: of the file.
            rate: hertz.
            n_channels: how many.
        """
        self._path, self._rate, self._n_channels = path, rate, n_channels

    def __enter__(self) -> Self:
        self._file = wave.open(str(self._path), "wb")
        self._file.setnchannels(self._n_channels)
        self._file.setsampwidth(SAMPLE_WIDTH)
        self._file.setframerate(self._rate)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def append(self, samples: Samples) -> None:
        """Add sound at the end, float32 of shape (n,) or (n_channels, n)."""
        pcm = np.round(np.clip(samples, -1, 1) * PCM_SCALE).astype("<i2")
        self._file.writeframes(np.ascontiguousarray(pcm.T).tobytes())


@dataclass(frozen=True)
class FloatSpool:
    """Mono float32 sound on disk, without a header; may be iterated more than once.

    Sixteen bits would cut off what is too loud or too soft before its level is known.

    Attributes:
        path: of the file.
        sample_rate: hertz.
    """

    path: Path
    sample_rate: int

    @property
    def n_samples(self) -> int:
        """Samples on disk."""
        return self.path.stat().st_size // FLOAT_WIDTH

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.n_samples / self.sample_rate

    def __iter__(self) -> Iterator[Samples]:
        """Blocks of a second, shape (n,)."""
        length = round(BLOCK * self.sample_rate) * FLOAT_WIDTH
        with self.path.open("rb") as file:
            while chunk := file.read(length):
                yield np.frombuffer(chunk, np.float32)


class FloatSpoolWriter:
    """Makes a ``FloatSpool``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Any = None

    def __enter__(self) -> Self:
        self._file = self._path.open("wb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def append(self, samples: Samples) -> None:
        """Add sound at the end, shape (n,)."""
        self._file.write(np.ascontiguousarray(samples, np.float32).tobytes())


class SoundOnDisk(Protocol):
    """Sound that may be iterated more than once."""

    @property
    def sample_rate(self) -> int:
        """Hertz."""

    @property
    def n_samples(self) -> int:
        """How many there are."""

    def __iter__(self) -> Iterator[Samples]:
        """Blocks of shape (n,), float32."""


@dataclass(frozen=True)
class Blended:
    """Two spools of the same length and rate, mixed; may be iterated more than once.

    Attributes:
        main: the first.
        other: the second.
        share: of the second, within [0, 1].
    """

    main: FloatSpool
    other: FloatSpool
    share: float

    @property
    def sample_rate(self) -> int:
        """Hertz."""
        return self.main.sample_rate

    @property
    def n_samples(self) -> int:
        """As many as the first has."""
        return self.main.n_samples

    def __iter__(self) -> Iterator[Samples]:
        """Blocks of a second, shape (n,)."""
        share = np.float32(self.share)
        for first, second in zip(self.main, self.other, strict=True):
            yield first + share * (second - first)


class Watched:
    """Sound whose reading is told, so that nothing that reads it is silent for long."""

    def __init__(self, source: SoundOnDisk, tell: Callable[[float], None]) -> None:
        """Prepare.

        Args:
            source: the sound.
            tell: called with the share that was read, within [0, 1]; it never gets less, even
                where the sound is read again.
        """
        self._source, self._tell, self._furthest = source, tell, 0.0
        self.sample_rate, self.n_samples = source.sample_rate, source.n_samples

    def __iter__(self) -> Iterator[Samples]:
        """The blocks of the source."""
        done = 0
        for block in self._source:
            yield block
            done += len(block)
            self._furthest = max(self._furthest, done / self.n_samples)
            self._tell(self._furthest)


class Resampled:
    """Blocks of sound at another rate; may be iterated as often as its source."""

    def __init__(self, source: WavBlocks | SoundOnDisk, rate: int) -> None:
        """Prepare.

        Args:
            source: the sound.
            rate: hertz wanted.
        """
        self._source, self.sample_rate = source, rate

    def __iter__(self) -> Iterator[Samples]:
        """Blocks of shape (n,), float32."""
        resampler = Resampler(self._source.sample_rate, self.sample_rate)
        for block in self._source:
            yield resampler.feed(block)
        yield resampler.finish()


def resampled_wav(path: Path, out: Path, rate: int) -> Path:
    """Write a 16-bit mono WAV file at another rate.

    Args:
        path: a 16-bit mono WAV file of any rate.
        out: the file to make.
        rate: hertz.

    Returns:
        ``out``.

    Raises:
        UnreadableSoundError: ``path`` is no 16-bit mono WAV.
    """
    with SpeechSpool(out) as spool:
        spool.append(AudioClip(np.zeros(0, np.float32), rate))
        for block in Resampled(WavBlocks(path), rate):
            spool.append(AudioClip(np.asarray(block, np.float32), rate))
    return out
