"""Any stretch of a file's sound, as mono samples of any rate on the timeline that players show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from inference.errors import UnreadableSoundError
from inference.media import Samples
from inference.sound_source import opened_sound, origin

SPEECH_RATE: Final = 16_000  # hertz, what recognisers of speech expect
MAX_GAP: Final = 0.05  # seconds of missing sound that are still taken for rounding of timestamps
LONGEST_SILENCE: Final = 60.0  # seconds written at once where the sound has a hole
SEEK_EARLY: Final = 0.3  # seconds before the start, so that a decoder has settled by then


def sound_pieces(
    path: Path, rate: int = SPEECH_RATE, start: float = 0.0, end: float | None = None
) -> Iterator[Samples]:
    """Decode a file's sound track, or a part of it, in constant memory.

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
        NoSoundError: there are only pictures in it.
    """
    with opened_sound(path) as (container, stream):
        try:
            if start > 0:
                wanted = start - SEEK_EARLY + origin(container)
                container.seek(max(0, round(wanted / stream.time_base)), stream=stream)
            yield from _placed(_decoded(container, stream, rate), rate, start, end)
        except av.FFmpegError as error:
            raise UnreadableSoundError(path, error.strerror or str(error)) from error


def _placed(
    pieces: Iterator[tuple[float | None, Samples]], rate: int, start: float, end: float | None
) -> Iterator[Samples]:
    """Samples at their places: trimmed at both ends, holes filled with silence."""
    position = round(start * rate)  # of the next sample to yield, from the start of the timeline
    last = None if end is None else round(end * rate)
    slack = 0.0  # the first sample's place is exact, those that follow may jitter
    for time, samples in pieces:
        begin = position if time is None else round(time * rate)
        hole = begin - position
        if hole > slack:
            until = begin if last is None else min(begin, last)
            yield from _silence(until - position, rate)
            position = until
        overlap = -hole if hole < -slack else 0
        stop = None if last is None else overlap + max(0, last - position)
        fresh = samples[overlap:stop]
        if len(fresh):
            yield fresh
            position += len(fresh)
            slack = MAX_GAP * rate
        if last is not None and position >= last:
            return


def _decoded(container: Any, stream: Any, rate: int) -> Iterator[tuple[float | None, Samples]]:
    """Resampled pieces with the time of their first sample where it is known."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    shift = origin(container)
    for frame in _frames(container, stream):
        time = None if frame.time is None else frame.time - shift
        for piece in resampler.resample(frame):
            yield time, np.ascontiguousarray(piece.to_ndarray()[0], np.float32)
    for piece in resampler.resample(None):
        yield None, np.ascontiguousarray(piece.to_ndarray()[0], np.float32)


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames; a damaged packet is left out, its time becomes silence."""
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            continue
        yield from frames


def _silence(n_samples: int, rate: int) -> Iterator[Samples]:
    step = round(LONGEST_SILENCE * rate)
    for done in range(0, n_samples, step):
        yield np.zeros(min(step, n_samples - done), np.float32)
