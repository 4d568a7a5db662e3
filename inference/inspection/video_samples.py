"""A few frames of a video, spread over its length, found quickly."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av.stream import Disposition

from inference.errors import UnreadableMediaError
from inference.inspection.pictures import WORKING_SIDE
from inference.media import Frame
from inference.sound_source import OPTIONS

N_SAMPLES: Final = 10
BUDGET: Final = 0.6  # seconds for decoding towards frames between distant keyframes
N_TIMES: Final = 240  # frames whose distances tell whether the rate is constant
UNEVEN_SHARE: Final = 0.02
UNEVEN: Final = 0.25  # of a frame
HDR_TRANSFERS: Final = frozenset({16, 18})  # PQ and HLG in ITU-T H.273


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What the container says, and the first frames confirm.

    Attributes:
        width: pixels, upright.
        height: as ``width``.
        fps: pictures a second, average.
        duration: seconds.
        rotation: degrees, clockwise, that players apply: 0, 90, 180 or 270.
        is_variable_rate: whether frames are unevenly spaced.
        is_hdr: whether brightness goes beyond that of ordinary screens.
        has_sound: whether there is a sound track.
        codec: FFmpeg's name.
    """

    width: int
    height: int
    fps: float
    duration: float
    rotation: int
    is_variable_rate: bool
    is_hdr: bool
    has_sound: bool
    codec: str


@contextmanager
def opened_media(path: Path) -> Iterator[Any]:
    """Open a file with FFmpeg; see ``inference.sound_source`` for what is refused.

    Raises:
        UnreadableMediaError: it is missing, damaged or of another kind.
    """
    try:
        container = av.open(f"file:{path.resolve()}", container_options=dict(OPTIONS))
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnreadableMediaError(path, "neither a picture nor a video nor a sound") from error
    with container:
        yield container


def picture_stream(container: Any) -> Any | None:
    """The stream with moving pictures; covers of songs are none."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic and stream.codec_context:
            return stream
    return None


def video_facts(container: Any, stream: Any) -> VideoFacts:
    """Read what is known without decoding more than one frame; leaves the file at its start.

    Raises:
        UnreadableMediaError: no frame can be decoded.
    """
    first = next(_forward(container, stream), None)
    if first is None:
        raise UnreadableMediaError(Path(container.name), "no picture in it can be decoded")
    rotation = round(-first.rotation) % 360
    size = (first.width, first.height)
    width, height = size if rotation % 180 == 0 else size[::-1]
    duration = _duration(container, stream)
    steps = _steps(container, stream)
    fps = float(stream.average_rate or stream.guessed_rate or Fraction(25))
    return VideoFacts(
        width,
        height,
        fps,
        duration,
        rotation,
        _is_uneven(steps),
        int(first.color_trc) in HDR_TRANSFERS,
        bool(container.streams.audio),
        stream.codec_context.name,
    )


def sampled_frames(
    container: Any,
    stream: Any,
    facts: VideoFacts,
    *,
    n_frames: int = N_SAMPLES,
    side: int | None = WORKING_SIDE,
) -> list[tuple[float, Frame]]:
    """Frames spread over a video, upright.

    Keyframes near the wished times are taken where there are enough; elsewhere frames are decoded
    towards the wished time for as long as the budget lasts.

    Args:
        container: the open file.
        stream: its picture stream.
        facts: what ``video_facts`` found.
        n_frames: how many are wished.
        side: pixels that the longer side may have; ``None`` for all there are.

    Returns:
        Times in seconds and RGB pictures of shape (height, width, 3); at least one if any decodes.
    """
    found: dict[float, Frame] = {}
    deadline = time.monotonic() + BUDGET
    origin = _seconds(stream.start_time, stream)
    for index in range(n_frames):
        wanted = origin + facts.duration * (index + 0.5) / n_frames
        reach = facts.duration / n_frames / 2
        frame = _frame_near(container, stream, wanted, reach, deadline)
        if frame is not None:
            found.setdefault(frame.time or 0.0, upright_picture(frame, side))
    return sorted(found.items(), key=lambda item: item[0])


def _frame_near(container: Any, stream: Any, wanted: float, reach: float, deadline: float) -> Any:
    """The keyframe before ``wanted``, or a later frame where that one is too far away."""
    try:
        container.seek(round(wanted / stream.time_base), stream=stream)
    except av.FFmpegError:
        return None
    best = None
    for frame in _forward(container, stream):
        best = frame
        near = (frame.time or 0.0) >= wanted - reach
        if near or time.monotonic() > deadline:
            break
    return best


def _forward(container: Any, stream: Any) -> Iterator[Any]:
    """Frames from the present place on; damaged ones are left out."""
    try:
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.InvalidDataError:
                continue
            yield from frames
    except av.FFmpegError:
        return


def upright_picture(frame: Any, side: int | None = None) -> Frame:
    """A decoded frame as players show it, RGB.

    Args:
        frame: of PyAV.
        side: pixels that the longer side may have; ``None`` for all there are.
    """
    scale = max(1.0, max(frame.width, frame.height) / side) if side else 1.0
    size = {"width": round(frame.width / scale), "height": round(frame.height / scale)}
    picture = frame.reformat(**size, format="rgb24").to_ndarray()
    # FFmpeg's angle says how far players turn the stored picture anticlockwise, as rot90 does.
    return np.ascontiguousarray(np.rot90(picture, round(frame.rotation / 90)), np.uint8)


def _steps(container: Any, stream: Any) -> list[float]:
    """Distances of the first frames in seconds, by their packets."""
    container.seek(0)
    times: list[float] = []
    try:
        for packet in container.demux(stream):
            if packet.pts is not None:
                times.append(_seconds(packet.pts, stream))
            if len(times) >= N_TIMES:
                break
    except av.FFmpegError:
        pass  # a file that is cut off is judged by what there is
    container.seek(0)
    # The last packets come out of order: frames that belong between them are not there yet.
    times = sorted(times)[: len(times) * 9 // 10]
    return [float(step) for step in np.diff(times)]


def _is_uneven(steps: list[float]) -> bool:
    usual = float(np.median(steps)) if steps else 0.0
    off = [abs(step - usual) > max(UNEVEN * usual, 0.002) for step in steps]
    return bool(off) and sum(off) / len(off) > UNEVEN_SHARE


def _duration(container: Any, stream: Any) -> float:
    if stream.duration:
        return _seconds(stream.duration, stream)
    return float((container.duration or 0) / av.time_base)


def _seconds(ticks: int | None, stream: Any) -> float:
    return float((ticks or 0) * stream.time_base)
