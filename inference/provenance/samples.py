"""A few frames of a video, or a picture, as brightness: what marks are looked for in."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, Final

import av
import cv2
import numpy as np
import numpy.typing as npt

from inference.errors import (
    NoPictureError,
    UnreadableMediaError,
    UnreadablePictureError,
    UnreadableVideoError,
    VideoTooLargeError,
)
from inference.pictures import read_picture
from inference.video_decoding import opened_video

N_FRAMES: Final = 24
SHORT: Final = 400  # frames; so short a video is decoded whole, which is faster than seeking
BUDGET: Final = 8.0  # seconds for decoding
LARGEST_SIDE: Final = 720  # pixels of the shorter side; finer cells tell no more
LONGEST_SIDE: Final = 4096  # pixels of the longer side
LARGEST: Final = 4096 * 4096  # pixels

Plane = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Samples:
    """What was seen of a file.

    Attributes:
        kind: ``video``, ``picture`` or ``sound``.
        lumas: brightness, upright, each of shape (height, width), at most 720 pixels on the shorter
            side; none of a sound.
        width: of the file's own pictures, upright; 0 of a sound.
        height: as ``width``.
        seconds: of a video or sound; 0 where it does not tell.
    """

    kind: str
    lumas: list[Plane]
    width: int = 0
    height: int = 0
    seconds: float = 0.0


def sample_file(path: Path) -> Samples:
    """Look into a file.

    Raises:
        UnreadableMediaError: it is no picture, video or sound that can be read.
        VideoTooLargeError: its pictures have more than 16 million pixels.
    """
    try:
        return _of_video(path)
    except NoPictureError:
        return Samples("sound", [])
    except UnreadableVideoError:
        return _of_picture(path)


def _of_picture(path: Path) -> Samples:
    try:
        picture = read_picture(path)
    except UnreadablePictureError as error:
        raise UnreadableMediaError(path, "neither a picture nor a video nor a sound") from error
    height, width = picture.shape[:2]
    luma = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2GRAY)
    return Samples("picture", [_limited(np.asarray(luma, np.uint8))], width, height)


def _of_video(path: Path) -> Samples:
    with opened_video(path) as (container, stream):
        context = stream.codec_context
        if context.width * context.height > LARGEST:
            raise VideoTooLargeError(context.width, context.height, LARGEST)
        seconds = _duration(container, stream)
        aspect = float(stream.sample_aspect_ratio or 1) or 1.0
        frames = _spread(container, stream, seconds)
        lumas: list[Plane] = []
        size = (0, 0)
        for frame in frames:
            luma = _upright(frame, aspect)
            if luma.shape[::-1] != size:
                lumas.clear()  # a file whose pictures change their size is judged by the last ones
                size = (luma.shape[1], luma.shape[0])
            lumas.append(_limited(luma))
    if not lumas:
        raise UnreadableVideoError(path, "none of its pictures can be decoded")
    return Samples("video", lumas, *size, seconds)


def _duration(container: Any, stream: Any) -> float:
    if stream.duration:
        return float(stream.duration * stream.time_base)
    return float((container.duration or 0) / av.time_base)


def _spread(container: Any, stream: Any, seconds: float) -> Iterator[Any]:
    """Frames from all over a video."""
    expected = stream.frames or round(seconds * float(stream.average_rate or 25))
    deadline = time.monotonic() + BUDGET
    if 0 < expected <= SHORT:
        in_time = takewhile(lambda _: time.monotonic() < deadline, _decoded(container, stream))
        # no more than these, whatever number of frames the file claims to have
        yield from islice(in_time, 0, expected, max(1, expected // N_FRAMES))
        return
    origin = float((stream.start_time or 0) * stream.time_base)
    for index in range(N_FRAMES):
        wanted = origin + seconds * (index + 0.5) / N_FRAMES
        if (frame := _near(container, stream, wanted, deadline)) is not None:
            yield frame
        if time.monotonic() > deadline:
            return


def _near(container: Any, stream: Any, wanted: float, deadline: float) -> Any:
    """The frame at a time, or an earlier one once time is up."""
    try:
        container.seek(round(wanted / stream.time_base), stream=stream)
    except av.FFmpegError:
        return None
    found = None
    for frame in _decoded(container, stream):
        found = frame
        if (frame.time or 0.0) >= wanted or time.monotonic() > deadline:
            break
    return found


def _decoded(container: Any, stream: Any) -> Iterator[Any]:
    """Frames from the present place on; damaged ones are left out."""
    try:
        for packet in container.demux(stream):
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue
    except av.FFmpegError:
        return


def _upright(frame: Any, aspect: float) -> Plane:
    """The brightness of a frame as players show it.

    Args:
        frame: of PyAV.
        aspect: width of its pixels over their height.
    """
    luma = frame.to_ndarray(format="gray")
    if aspect != 1.0:
        height, width = luma.shape
        luma = cv2.resize(luma, (max(1, round(width * aspect)), height))
    # FFmpeg's angle says how far players turn the stored picture anticlockwise, as rot90 does
    return np.ascontiguousarray(np.rot90(luma, round(frame.rotation / 90)), np.uint8)


def _limited(luma: Plane) -> Plane:
    scale = max(min(luma.shape) / LARGEST_SIDE, max(luma.shape) / LONGEST_SIDE)
    if scale <= 1.0:
        return luma
    size = tuple(max(1, round(length / scale)) for length in luma.shape[::-1])
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
