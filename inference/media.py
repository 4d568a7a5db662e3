"""Sound and pictures as values.

Conventions of the whole package: pictures are RGB uint8 of shape (height, width, 3), with alpha
(height, width, 4), straight not premultiplied; points are (x, y) in pixels, y down; times are
seconds from the start of the clip; sound is mono float32.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from inference.errors import InputError, UnsupportedFormatError

Samples: TypeAlias = npt.NDArray[np.float32]
Frame: TypeAlias = npt.NDArray[np.uint8]

MIN_SIDE: Final = 128  # pixels; below it a mouth has fewer than ten pixels
MAX_SIDE: Final = 3840
MIN_FPS: Final = 10
MAX_FPS: Final = 60


@dataclass(frozen=True, slots=True)
class AudioClip:
    """Mono PCM audio held in memory.

    Attributes:
        samples: shape (n_samples,), float32, nominally within [-1, 1].
        sample_rate: samples per second, in hertz.

    Raises:
        InputError: the array is not one-dimensional float32, or holds NaN or infinity.
    """

    samples: Samples
    sample_rate: int

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise InputError(
                f"expected mono float32, got {self.samples.dtype} of shape {self.samples.shape}"
            )
        if not np.isfinite(self.samples).all():
            raise InputError("audio holds NaN or infinity")

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """Size and rate of the video to make.

    Attributes:
        width: pixels, even (4:2:0 chroma), within [128, 3840].
        height: as ``width``.
        fps: frames per second, within [10, 60].

    Raises:
        UnsupportedFormatError: a value is out of range or odd.
    """

    width: int = 1280
    height: int = 720
    fps: Fraction = Fraction(25)

    def __post_init__(self) -> None:
        for side in (self.width, self.height):
            if not MIN_SIDE <= side <= MAX_SIDE or side % 2:
                raise UnsupportedFormatError(
                    f"size {self.width}x{self.height}: each side must be even and within"
                    f" {MIN_SIDE} to {MAX_SIDE} pixels"
                )
        if not MIN_FPS <= self.fps <= MAX_FPS:
            raise UnsupportedFormatError(f"{float(self.fps):g} fps: must be {MIN_FPS} to {MAX_FPS}")

    def n_frames(self, duration: float) -> int:
        """Frames that show ``duration`` seconds; at least one."""
        return max(1, int(duration * self.fps))


@dataclass(frozen=True, slots=True)
class RenderedVideo:
    """A finished file and what is in it.

    Attributes:
        path: the MP4.
        poster: a JPEG of one frame.
        width: pixels.
        height: pixels.
        fps: frames per second.
        n_frames: frames in the file.
        duration: seconds.
        size_bytes: of the MP4.
    """

    path: Path
    poster: Path
    width: int
    height: int
    fps: Fraction
    n_frames: int
    duration: float
    size_bytes: int
