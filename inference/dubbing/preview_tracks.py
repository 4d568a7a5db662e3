"""Tracks of a preview that have to be made anew: small pictures, and sound that browsers play."""

import logging
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from av.video.reformatter import Interpolation

from inference.aac_track import AacTrack
from inference.dubbing.clock import sound_shift
from inference.errors import UnreadableSoundError
from inference.media import Samples
from inference.sound_stream import sound_pieces

logger = logging.getLogger(__name__)

SMALL_SIDE: Final = 1280  # pixels of the longer side of pictures that are made anew
MAX_FPS: Final = 31  # pictures a second, likewise
X264: Final = {"preset": "ultrafast", "crf": "26", "profile": "baseline"}
KEYFRAME_EVERY: Final = 2  # seconds; browsers jump to key frames
SOUND_RATE: Final = 48_000  # hertz
SOUND_BIT_RATE: Final = 128_000
EARLY: Final = 0.9  # of the distance of two pictures; times jitter, and one a little early counts


class SmallTrack:
    """Pictures as H.264, scaled down, no more of them than is needed, on their own times."""

    def __init__(self, target: Any, first: Any, tick: Fraction, fps: float, aspect: float) -> None:
        """Add the track.

        Args:
            target: container of PyAV, open for writing, nothing stored yet.
            first: a picture of the video; it is not stored.
            tick: seconds; times are counted in them.
            fps: of the video; of more than ``MAX_FPS`` every second picture is kept.
            aspect: width over height of a stored pixel.
        """
        self._target, self._tick = target, tick
        self._fps = fps if fps <= MAX_FPS else fps / 2
        self._size = _small_size(first, aspect)
        self._next = 0.0  # seconds from which on a picture is wanted
        self._last = -1  # ticks of the last one
        self._stream = target.add_stream("libx264", options=dict(X264))
        self._stream.width, self._stream.height = self._size
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.time_base = tick
        self._stream.codec_context.gop_size = round(KEYFRAME_EVERY * self._fps)
        if first.rotation:
            self._stream.set_display_rotation(first.rotation)

    def add(self, picture: Any, time: float) -> None:
        """Store a picture that shows from ``time`` seconds on, unless the last is recent enough."""
        at = 0 if self._last < 0 else round(time / self._tick)
        if at <= self._last or time < self._next:
            return
        small = picture.reformat(
            *self._size, format="yuv420p", interpolation=Interpolation.FAST_BILINEAR
        )
        small.pts, small.time_base, small.pict_type = at, self._tick, 0
        self._target.mux(self._stream.encode(small))
        self._last, self._next = at, max(0.0, time) + EARLY / self._fps

    def finish(self) -> None:
        """Store what the encoder still holds."""
        self._target.mux(self._stream.encode(None))


def _small_size(picture: Any, aspect: float) -> tuple[int, int]:
    """Width and height, even, of a picture with square pixels and no side above ``SMALL_SIDE``."""
    width, height = picture.width * max(1.0, aspect), picture.height / min(1.0, aspect)
    shrink = min(1.0, SMALL_SIDE / max(width, height))
    return 2 * max(1, round(width * shrink / 2)), 2 * max(1, round(height * shrink / 2))


class SoundTrack:
    """The sound of a video as AAC, on the clock of its frames, decoded as it is needed."""

    def __init__(self, path: Path, target: Any) -> None:
        """Add the track.

        Args:
            path: of the video.
            target: container of PyAV, open for writing, nothing stored yet.
        """
        shift = sound_shift(path)
        self._track = AacTrack(target, SOUND_RATE, SOUND_BIT_RATE)
        self._pieces = sound_pieces(path, SOUND_RATE, max(0.0, shift))
        self._seconds = 0.0
        self._add(np.zeros(round(max(0.0, -shift) * SOUND_RATE), np.float32))

    def until(self, seconds: float) -> None:
        """Store the sound up to a time; less where it ends earlier or is damaged."""
        try:
            while self._seconds <= seconds and (piece := next(self._pieces, None)) is not None:
                self._add(piece)
        except UnreadableSoundError as error:
            logger.info("the sound of the preview ends at %.1f s: %s", self._seconds, error)

    def finish(self) -> None:
        """Store the rest."""
        self.until(float("inf"))
        self._track.finish()

    def _add(self, samples: Samples) -> None:
        self._track.add(samples, SOUND_RATE)
        self._seconds += len(samples) / SOUND_RATE
