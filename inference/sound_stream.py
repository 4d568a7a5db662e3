"""The sound of any media file as a stream of mono samples on the timeline that players show."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from inference.errors import UnreadableSoundError
from inference.media import Samples

SPEECH_RATE: Final = 16_000  # hertz, what recognisers of speech expect
MAX_GAP: Final = 0.05  # seconds of missing sound that are still taken for rounding of timestamps
LONGEST_SILENCE: Final = 60.0  # seconds written at once where the sound has a hole


def sound_pieces(
    path: Path, rate: int = SPEECH_RATE, start: float = 0.0, end: float | None = None
) -> Iterator[Samples]:
    """Decode a file's first sound track, in constant memory.

    The first sample is the one heard at ``start`` seconds of the file's timeline: a track that
    begins later is preceded by silence, holes in it are filled, what lies before is left out.

    Args:
        path: sound or video.
        rate: hertz of the result.
        start: seconds; everything before is skipped, by seeking where the format can.
        end: seconds at which to stop; ``None`` for the end.

    Yields:
        Arrays of shape (n_samples,), float32, at least one sample each, in order.

    Raises:
        UnreadableSoundError: the file cannot be opened, or has no sound.
    """
    with opened_sound(path) as (container, stream):
        try:
            yield from _placed(container, stream, rate, start, end)
        except av.FFmpegError as error:
            raise UnreadableSoundError(path, error.strerror or str(error)) from error


@contextmanager
def opened_sound(path: Path) -> Iterator[tuple[Any, Any]]:
    """The container and its first sound stream.

    Raises:
        UnreadableSoundError: the file cannot be opened, or has no sound.
    """
    try:
        container = av.open(str(path))
    except (av.FFmpegError, OSError) as error:
        raise UnreadableSoundError(path, error.strerror or str(error)) from error
    with container:
        if not container.streams.audio:
            raise UnreadableSoundError(path, "it has no sound")
        yield container, container.streams.audio[0]


def _placed(
    container: Any, stream: Any, rate: int, start: float, end: float | None
) -> Iterator[Samples]:
    """Samples at their places: trimmed at both ends, holes filled with silence."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    position = round(start * rate)  # of the next sample to yield, from the start of the timeline
    last = None if end is None else round(end * rate)
    for at, samples in _decoded(container, stream, resampler, start):
        begin = position if at is None else round(at * rate)
        if begin - position > MAX_GAP * rate:
            until = begin if last is None else min(begin, last)
            yield from _silence(until - position, rate)
            position = until
            begin = position
        elif abs(begin - position) <= MAX_GAP * rate:
            begin = position
        fresh = samples[max(0, position - begin) :]
        if last is not None:
            fresh = fresh[: max(0, last - position)]
        if len(fresh):
            yield fresh
            position += len(fresh)
        if last is not None and position >= last:
            return


def _decoded(
    container: Any, stream: Any, resampler: Any, start: float
) -> Iterator[tuple[float | None, Samples]]:
    """Resampled pieces with the time of their first sample where it is known."""
    if start > 0:
        container.seek(round(start / stream.time_base), stream=stream)
    for frame in _frames(container, stream):
        for piece in resampler.resample(frame):
            yield frame.time, np.ascontiguousarray(piece.to_ndarray()[0], np.float32)
    for piece in resampler.resample(None):
        yield None, np.ascontiguousarray(piece.to_ndarray()[0], np.float32)


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames; a damaged packet is left out, its time becomes silence."""
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            continue


def _silence(n_samples: int, rate: int) -> Iterator[Samples]:
    step = round(LONGEST_SILENCE * rate)
    for done in range(0, n_samples, step):
        yield np.zeros(min(step, n_samples - done), np.float32)
