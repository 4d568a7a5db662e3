"""A video that somebody brought, as frames at a constant rate.

Files of any frame rate, rotation, pixel format and length, in constant memory. A face track, a
report and a result number frames alike: frame i shows from i / fps on, counted from where the
file's sound and picture start.
"""

import hashlib
import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from inference.errors import UnreadableVideoError, VideoTooLargeError, VideoTooLongError
from inference.frame_memory import reuse_freed_memory
from inference.planar import PlanarFrame
from inference.prefetch import prefetched
from inference.video_decoding import decoded_pictures, opened_video
from inference.video_planes import PictureForm
from inference.video_protocols import ShownFrame
from inference.video_timeline import Timeline, read_timeline

WINDOW_BYTES: Final = 160 << 20  # of frames that are read ahead in order to hand them out reversed
WINDOW_FRAMES: Final = (8, 96)  # fewest and most of them
AHEAD_BYTES: Final = 16 << 20  # of frames that are decoded while earlier ones are used
HDR_TRANSFERS: Final = frozenset({16, 18})  # of H.273: PQ and HLG


class Fit(StrEnum):
    """What happens where a video is shorter or longer than the speech."""

    LOOP = "loop"  # forwards, backwards, forwards …; ends with the speech
    HOLD = "hold"  # the last frame stays; ends with the speech
    TRIM = "trim"  # ends with the shorter one
    WHOLE = "whole"  # the whole video, loops if the speech is longer


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """What is refused.

    Attributes:
        max_duration: seconds.
        max_pixels: of one stored picture.
    """

    max_duration: float = 4 * 3600.0
    max_pixels: int = 4096 * 4096


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What is known about a video before it is decoded.

    Attributes:
        width: of the upright frames, pixels, even.
        height: as ``width``.
        fps: of the timeline; the nominal rate nearest to the file's own.
        n_frames: of the timeline.
        duration: seconds, ``n_frames / fps``.
        rotation: degrees clockwise by which stored pictures are turned: 0, 90, 180 or 270.
        is_variable_rate: the file shows its pictures at uneven distances.
        is_interlaced: pictures are woven from two moments.
        is_high_dynamic_range: stored for HDR screens (PQ, HLG); shown here as is, so paler.
        has_sound: there is a sound stream.
        codec: of the picture, as FFmpeg names it.
    """

    width: int
    height: int
    fps: Fraction
    n_frames: int
    duration: float
    rotation: int
    is_variable_rate: bool
    is_interlaced: bool
    is_high_dynamic_range: bool
    has_sound: bool
    codec: str


class VideoSource:
    """One video file. Every reading opens the file anew, so several may go on at once.

    Attributes:
        path: of the file.
        info: what is known about it.
        n_damaged: packets and pictures left out by readings so far because they cannot be decoded;
            the last good picture shows in their place.

    Raises:
        UnreadableVideoError: no MP4, MOV, MKV or WebM video, or nothing in it can be decoded.
        NoPictureError: it holds sound alone.
        VideoTooLongError: it lasts longer than ``limits`` allow.
        VideoTooLargeError: its pictures are larger than ``limits`` allow.
    """

    def __init__(
        self, path: Path, *, max_side: int | None = None, limits: VideoLimits | None = None
    ) -> None:
        """Open a file and read its timeline and first picture.

        Args:
            path: of the file.
            max_side: pixels that no side of a frame may exceed; larger ones are scaled down.
            limits: what is refused.
        """
        reuse_freed_memory()
        self.path = path
        self.max_side = max_side
        self.n_damaged = 0
        self._timeline, facts = _probe(path, limits or VideoLimits())
        first = next(decoded_pictures(path, self._timeline, 0, self._count_damage), None)
        if first is None:
            raise UnreadableVideoError(path, "none of its pictures can be decoded")
        self._form = PictureForm.of(first, facts.pixel_aspect, max_side)
        self.info = _info(self._timeline, self._form, first, facts)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def frames(self, start: int = 0, stop: int | None = None) -> Generator[PlanarFrame, None, None]:
        """Yield frames in order; each is the caller's to change.

        Args:
            start: first frame; decoding begins at the key picture before it.
            stop: the frame after the last; ``None`` for all.

        Raises:
            UnreadableVideoError: the file cannot be opened any more.
        """
        stop = self.info.n_frames if stop is None else min(stop, self.info.n_frames)
        row, current = max(0, start), None
        if row >= stop:
            return
        for picture in decoded_pictures(self.path, self._timeline, row, self._count_damage):
            slot = min(self._timeline.slot_of(picture.pts), stop)
            # before the first picture, where the sound begins earlier, it shows already
            for _ in range(row, slot):
                yield self._form.frame(current or picture)
            row, current = max(row, slot), picture
            if row >= stop:
                return
        if current is None:
            raise UnreadableVideoError(self.path, "its pictures cannot be decoded any more")
        for _ in range(row, stop):
            yield self._form.frame(current)

    def n_played(self, duration: float, fit: Fit) -> int:
        """Frames of a result whose speech lasts ``duration`` seconds; at least one."""
        spoken = max(1, math.ceil(round(duration * self.info.fps, 3)))
        if fit is Fit.TRIM:
            return min(spoken, self.info.n_frames)
        return max(spoken, self.info.n_frames) if fit is Fit.WHOLE else spoken

    def played(self, n_frames: int, fit: Fit) -> Generator[ShownFrame, None, None]:
        """Yield frames in the order of a result, decoded ahead in a thread.

        Args:
            n_frames: how many; ``Fit.TRIM`` ends earlier where the video does.
            fit: what comes after the last frame of the video.

        Raises:
            UnreadableVideoError: the file cannot be opened any more.
        """
        shown = self._played(n_frames, fit)
        depth = max(2, min(8, AHEAD_BYTES // self._frame_bytes))
        return prefetched(shown, depth, _itself)

    @property
    def _frame_bytes(self) -> int:
        return self.info.width * self.info.height * 3 // 2

    def _played(self, n_frames: int, fit: Fit) -> Iterator[ShownFrame]:
        length = self.info.n_frames
        left = min(n_frames, length) if fit is Fit.TRIM else n_frames
        last: PlanarFrame | None = None
        for run in _runs(length, left, fit):
            if run.step < 0:
                yield from self._backwards(run)
            elif last is not None and fit is Fit.HOLD:
                yield ShownFrame(run.start, last.copy())
            else:
                for index, frame in zip(run, self.frames(run.start, run.stop), strict=True):
                    last = frame.copy() if index == length - 1 and fit is Fit.HOLD else None
                    yield ShownFrame(index, frame)

    def _backwards(self, run: range) -> Iterator[ShownFrame]:
        """Read windows forwards, the last one first, and hand each out from its end."""
        low, high = WINDOW_FRAMES
        size = max(low, min(high, WINDOW_BYTES // self._frame_bytes))
        stop, first = run.start + 1, run.stop + 1
        while stop > first:
            start = max(first, stop - size)
            window = list(self.frames(start, stop))
            for index in range(stop - 1, start - 1, -1):
                yield ShownFrame(index, window.pop())
            stop = start

    def _count_damage(self) -> None:
        self.n_damaged += 1


def _runs(length: int, n_frames: int, fit: Fit) -> Iterator[range]:
    """Stretches of frames, forwards or backwards, that make ``n_frames`` together."""
    first = range(min(length, n_frames))
    yield first
    left = n_frames - len(first)
    if fit is Fit.HOLD or length == 1:
        yield from (range(length - 1, length) for _ in range(left))
        return
    is_back = True
    while left > 0:
        run = range(length - 2, -1, -1) if is_back else range(1, length)
        run = run[:left]
        yield run
        left -= len(run)
        is_back = not is_back


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the container tells."""

    pixel_aspect: float
    has_sound: bool
    codec: str
    transfer: int


def _probe(path: Path, limits: VideoLimits) -> tuple[Timeline, _Facts]:
    with opened_video(path) as (container, stream):
        context = stream.codec_context
        if context.width * context.height > limits.max_pixels:
            raise VideoTooLargeError(context.width, context.height, limits.max_pixels)
        stated = (container.duration or 0) / 1e6
        if stated > limits.max_duration:
            raise VideoTooLongError(stated, limits.max_duration)
        facts = _Facts(
            float(stream.sample_aspect_ratio or 1) or 1.0,
            bool(container.streams.audio),
            context.name,
            int(context.color_trc or 0),
        )
        timeline = read_timeline(container, stream)
    if timeline is None:
        raise UnreadableVideoError(path, "it holds no pictures")
    duration = float(timeline.n_frames / timeline.fps)
    if duration > limits.max_duration:
        raise VideoTooLongError(duration, limits.max_duration)
    return timeline, facts


def _info(timeline: Timeline, form: PictureForm, first: Any, facts: _Facts) -> VideoInfo:
    return VideoInfo(
        form.width,
        form.height,
        timeline.fps,
        timeline.n_frames,
        float(timeline.n_frames / timeline.fps),
        form.orientation.degrees,
        timeline.is_variable_rate,
        bool(first.interlaced_frame),
        facts.transfer in HDR_TRANSFERS,
        facts.has_sound,
        facts.codec,
    )


def _itself(shown: ShownFrame) -> ShownFrame:
    """Frames are new arrays already."""
    return shown
