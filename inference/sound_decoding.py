"""The sound of a file as blocks of mono samples on the file's own timeline.

Sound that begins late begins late here, a gap in the file is a silence, and what a codec puts
before the first sample is not there. A damaged part is left out and silence keeps its place. Memory
does not grow with length.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from inference.errors import SoundTooLongError, UnreadableSoundError
from inference.media import Samples
from inference.sound_mixing import (
    Channels,
    ConstantRemover,
    Mixer,
    MonoMixer,
    float_channels,
)
from inference.sound_resampling import Resampler
from inference.sound_source import declared_duration, has_shared_clock, opened_sound, origin

RATE: Final = 48_000  # hertz; of the sound in a finished video
MAX_DURATION: Final = 9_000.0  # seconds: two and a half hours
PIECE: Final = 0.1  # seconds gathered before they are worked on
TOLERANCE: Final = 0.04  # seconds; times in files are rounded and jitter by less
BACKWARD_JUMP: Final = 1.0  # seconds; further back is another clock, not an overlap
MISSING: Final = 0.5  # seconds by which a damaged file ends before it should
MAX_ERRORS: Final = 1_000  # packets in a row that do not decode
FULL_SCALE: Final = 0.999
# Kinds whose declared duration is counted in samples rather than guessed from the size.
EXACT_DURATION: Final = ("mov", "matroska", "flac", "wav", "aiff", "w64", "caf", "tta")


@dataclass
class Decoding:
    """What was noticed on the way; complete when all blocks were read.

    Attributes:
        duration: seconds that came out.
        damaged_at: seconds from the start where something could not be decoded first.
        clipping_share: share of the samples, over all channels, that are at full scale.
    """

    duration: float = 0.0
    damaged_at: float | None = None
    clipping_share: float = 0.0


@dataclass
class _Piece:
    """Frames of one kind that follow one another.

    Attributes:
        start: seconds by the file's clock, where it is known.
        rate: hertz.
        parts: one or two channels each.
        n_samples: of all parts.
    """

    start: float | None
    rate: int
    parts: list[Channels]
    n_samples: int = 0

    def takes(self, channels: Channels, time: float | None, rate: int) -> bool:
        """Whether a frame belongs to it: not full, of the same kind, next in time."""
        if rate != self.rate or len(channels) != len(self.parts[0]):
            return False
        if self.n_samples > PIECE * rate:
            return False
        if time is None or self.start is None:
            return True
        return abs(time - self.start - self.n_samples / rate) <= TOLERANCE


class SoundDecoder:
    """Decodes one file, once."""

    def __init__(
        self,
        path: Path,
        *,
        start: float = 0.0,
        end: float | None = None,
        max_duration: float = MAX_DURATION,
        mixer: Mixer | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            path: of the file.
            start: seconds left out at the beginning.
            end: seconds from the start of the file where to stop; ``None`` for all.
            max_duration: seconds between ``start`` and the end that are accepted.
            mixer: makes one channel of two; ``MonoMixer`` if absent.
        """
        self._mixer = mixer or MonoMixer()
        self.found = Decoding()
        self._path = path
        self._start, self._end = start, end
        self._max_duration = max_duration
        self._time = 0.0  # seconds of the file's timeline that were placed
        self._n_clipped = self._n_values = 0
        self._form: tuple[str, str, int] | None = None  # of the frames that are mixed to two
        self._downmix: Any = None

    def blocks(self) -> Iterator[Samples]:
        """All sound, in order.

        Yields:
            Mono, 48 kHz, shape (n,), n > 0; nominally within [-1, 1].

        Raises:
            UnreadableSoundError: not a kind that is opened, or nothing in it decodes.
            NoSoundError: a video without a sound track.
            SoundTooLongError: it is declared to last too long, or does.
        """
        remover = ConstantRemover(RATE)
        skipped = round(self._start * RATE)
        left = None if self._end is None else round(self._end * RATE) - skipped
        with opened_sound(self._path) as (container, stream):
            self._refuse_length(declared_duration(container, stream))
            for block in self._resampled(container, stream):
                kept = block[skipped:]
                skipped = max(0, skipped - len(block))
                kept = kept if left is None else kept[:left]
                if len(kept):
                    yield self._counted(remover.feed(kept))
                if left is not None:
                    left -= len(kept)
                    if left <= 0:
                        break
            else:
                self._note_early_end(container, stream)
        self.found.clipping_share = self._n_clipped / max(1, self._n_values)

    def _refuse_length(self, declared: float | None) -> None:
        if declared is None:
            return
        until = declared if self._end is None else min(declared, self._end)
        if until - self._start > self._max_duration:
            raise SoundTooLongError(until - self._start, self._max_duration)

    def _counted(self, block: Samples) -> Samples:
        self.found.duration += len(block) / RATE
        if self.found.duration > self._max_duration:
            raise SoundTooLongError(self.found.duration, self._max_duration)
        return block

    def _note_early_end(self, container: Any, stream: Any) -> None:
        if not self._n_values:
            raise UnreadableSoundError(self._path, "nothing in it can be decoded")
        declared = declared_duration(container, stream)
        exact = container.format.name.split(",")[0] in EXACT_DURATION
        is_sounds = stream.duration is not None or not container.streams.video
        if exact and is_sounds and declared is not None and declared - self._time > MISSING:
            self._note_damage()

    def _note_damage(self) -> None:
        if self.found.damaged_at is None:
            self.found.damaged_at = max(0.0, self._time - self._start)

    def _resampled(self, container: Any, stream: Any) -> Iterator[Samples]:
        """Mono at ``RATE``; a change of rate in the middle of the file is followed."""
        resampler, used_rate = Resampler(RATE, RATE), RATE
        for mono, rate in self._placed(container, stream):
            if rate != used_rate:
                yield from _present(resampler.finish())
                resampler, used_rate = Resampler(rate, RATE), rate
            yield from _present(resampler.feed(mono))
        yield from _present(resampler.finish())

    def _placed(self, container: Any, stream: Any) -> Iterator[tuple[Samples, int]]:
        """Mono pieces that follow one another without a gap, and their rates."""
        shift = -origin(container)
        for piece in self._pieces(container, stream):
            start, rate = piece.start, piece.rate
            mono = self._mixer.mix(np.concatenate(piece.parts, axis=1), rate)
            if start is not None:
                late = start + shift - self._time
                if late < -BACKWARD_JUMP and self._time > 0:
                    shift, late = self._time - start, 0.0
                if late > TOLERANCE:
                    if self._time > 0 and not has_shared_clock(container):
                        self._note_damage()
                    yield from self._silence(late, rate)
                elif late < -TOLERANCE or (late < 0 and self._time == 0):
                    mono = mono[round(-late * rate) :]
            self._time += len(mono) / rate
            yield mono, rate

    def _silence(self, seconds: float, rate: int) -> Iterator[tuple[Samples, int]]:
        left = round(seconds * rate)
        if self._time + seconds - self._start > self._max_duration:
            raise SoundTooLongError(self._time + seconds - self._start, self._max_duration)
        while left > 0:
            count = min(left, rate)
            self._time += count / rate
            left -= count
            yield np.zeros(count, np.float32), rate

    def _pieces(self, container: Any, stream: Any) -> Iterator["_Piece"]:
        """Frames gathered while they follow one another."""
        piece: _Piece | None = None
        for frame in self._frames(container, stream):
            time = None if frame.pts is None else float(frame.pts * frame.time_base)
            channels = self._one_or_two(frame)
            self._count_clipping(channels)
            if piece is not None and not piece.takes(channels, time, frame.sample_rate):
                yield piece
                piece = None
            if piece is None:
                piece = _Piece(time, frame.sample_rate, [])
            piece.parts.append(channels)
            piece.n_samples += channels.shape[1]
        if piece is not None:
            yield piece

    def _one_or_two(self, frame: Any) -> Channels:
        """The channels of a frame; more than two are mixed to two as ITU-R BS.775 does."""
        if frame.layout.nb_channels <= 2:  # noqa: PLR2004  stereo
            return float_channels(frame)
        form = (frame.layout.name, frame.format.name, frame.sample_rate)
        if form != self._form:
            self._form = form
            self._downmix = av.AudioResampler("fltp", "stereo", frame.sample_rate)
        frame.pts = None
        mixed = [float_channels(part) for part in self._downmix.resample(frame)]
        return np.concatenate([np.zeros((2, 0), np.float32), *mixed], axis=1)

    def _count_clipping(self, channels: Channels) -> None:
        self._n_values += channels.size
        self._n_clipped += int(np.count_nonzero(np.abs(channels) >= FULL_SCALE))

    def _frames(self, container: Any, stream: Any) -> Iterator[Any]:
        """Whatever decodes, in order."""
        n_errors = 0
        packets = container.demux(stream)
        while n_errors < MAX_ERRORS:
            try:
                packet = next(packets, None)
                frames = [] if packet is None else packet.decode()
            except av.FFmpegError:
                n_errors += 1
                self._note_damage()
                continue
            if packet is None:
                return
            n_errors = 0 if frames else n_errors
            yield from (frame for frame in frames if frame.samples)


def _present(samples: Samples) -> Iterator[Samples]:
    if len(samples):
        yield np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
