"""Pictures as video stores them: brightness in full resolution, colour in half.

Frames of a video source stay in this form from the decoder to the encoder, so pixels that nobody
touches are the source's to the bit; only the region around a mouth is ever turned into RGB.
"""

import functools
from dataclasses import dataclass
from typing import Any, Final, Self

import cv2
import numpy as np
import numpy.typing as npt

from inference.media import Frame

Plane = npt.NDArray[np.uint8]
Weights = npt.NDArray[np.floating[Any]]

# RGB within [0, 255] to Y, Cb, Cr of limited range: ITU-R BT.709-6 and BT.601-7, scaled to 8 bits.
BT709_LIMITED: Final = np.array(
    [
        [0.182586, 0.614231, 0.062007, 16.0],
        [-0.100644, -0.338572, 0.439216, 128.0],
        [0.439216, -0.398942, -0.040274, 128.0],
    ],
    np.float32,
)
BT601_LIMITED: Final = np.array(
    [
        [0.256788, 0.504129, 0.097906, 16.0],
        [-0.148223, -0.290993, 0.439216, 128.0],
        [0.439216, -0.367788, -0.071427, 128.0],
    ],
    np.float32,
)


@dataclass(frozen=True, slots=True)
class ColourSpace:
    """How brightness and colour differences make RGB.

    Attributes:
        is_bt601: standard definition's matrix rather than high definition's (BT.709).
        is_full_range: 0 to 255 rather than 16 to 235.
    """

    is_bt601: bool = False
    is_full_range: bool = False

    def from_rgb(self) -> npt.NDArray[np.float32]:
        """Shape (3, 4): RGB, 1 to Y, Cb, Cr."""
        matrix = (BT601_LIMITED if self.is_bt601 else BT709_LIMITED).copy()
        if self.is_full_range:
            matrix[0] *= 255 / 219
            matrix[1:, :3] *= 255 / 224
            matrix[0, 3] = 0.0
        return matrix

    def to_rgb(self) -> npt.NDArray[np.float32]:
        """Shape (3, 4): Y, Cb, Cr, 1 to RGB."""
        return _inverse(self)


@functools.cache
def _inverse(space: ColourSpace) -> npt.NDArray[np.float32]:
    forward = space.from_rgb()
    back = np.linalg.inv(forward[:, :3].astype(np.float64))
    return np.concatenate([back, -back @ forward[:, 3:]], axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels with even corners, so that it covers whole chroma samples.

    Attributes:
        left: pixels, even, as all of them.
        top: as ``left``.
        width: as ``left``.
        height: as ``left``.
    """

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def around(
        cls, left: float, top: float, right: float, bottom: float, size: tuple[int, int]
    ) -> Self:
        """The smallest box around these edges that lies on a picture of (width, height).

        It is empty (width or height 0) where they lie beside the picture.
        """
        x0, y0 = max(0, int(left)) // 2 * 2, max(0, int(top)) // 2 * 2
        x1 = min(size[0], -(-int(np.ceil(right)) // 2) * 2)
        y1 = min(size[1], -(-int(np.ceil(bottom)) // 2) * 2)
        return cls(x0, y0, max(0, x1 - x0), max(0, y1 - y0))

    @property
    def rows(self) -> slice:
        """Its rows of a full-resolution plane."""
        return slice(self.top, self.top + self.height)

    @property
    def columns(self) -> slice:
        """Its columns of a full-resolution plane."""
        return slice(self.left, self.left + self.width)

    @property
    def chroma(self) -> tuple[slice, slice]:
        """Its rows and columns of a half-resolution plane."""
        rows = slice(self.top // 2, (self.top + self.height) // 2)
        return rows, slice(self.left // 2, (self.left + self.width) // 2)


@dataclass(frozen=True, slots=True)
class PlanarFrame:
    """One frame in 8-bit 4:2:0, upright, sides even.

    Attributes:
        y: shape (height, width), uint8, writable.
        cb: shape (height / 2, width / 2), uint8, writable.
        cr: as ``cb``.
        space: what the numbers mean.
    """

    y: Plane
    cb: Plane
    cr: Plane
    space: ColourSpace

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.y.shape[1], self.y.shape[0]

    def copy(self) -> "PlanarFrame":
        """A frame of its own."""
        return PlanarFrame(self.y.copy(), self.cb.copy(), self.cr.copy(), self.space)

    def rgb(self, box: Box | None = None) -> Frame:
        """A part of the picture, or all of it, as RGB; shape (height, width, 3)."""
        box = box or Box(0, 0, *self.size)
        half = box.chroma
        size = (box.width, box.height)
        # Chroma samples lie left-centred (MPEG-2 siting); the error of bilinear enlargement
        # around the sample centres is a quarter of a chroma pixel and the same on the way back.
        chroma = [
            cv2.resize(plane[half], size, interpolation=cv2.INTER_LINEAR)
            for plane in (self.cb, self.cr)
        ]
        merged = cv2.merge([self.y[box.rows, box.columns], *chroma])
        return np.asarray(cv2.transform(merged, self.space.to_rgb()), np.uint8)

    def mean_rgb(self, box: Box) -> npt.NDArray[np.float32]:
        """The mean colour of a part of the picture, shape (3,): RGB within [0, 255]."""
        half = box.chroma
        parts = (self.y[box.rows, box.columns], self.cb[half], self.cr[half])
        means = (*(cv2.mean(part)[0] for part in parts), 1.0)
        mean: npt.NDArray[np.float32] = np.clip(self.space.to_rgb() @ np.array(means), 0, 255)
        return mean.astype(np.float32)

    def paint(self, box: Box, picture: Frame, weight: Weights | None = None) -> None:
        """Draw into a part of the frame, in place.

        Pixels whose weight is 0 keep their value to the bit.

        Args:
            box: where.
            picture: shape (box.height, box.width, 3), RGB.
            weight: shape (box.height, box.width), within [0, 1]: share of ``picture`` in the
                result; 1 everywhere if ``None``.
        """
        full: Any = cv2.transform(picture, self.space.from_rgb())
        size = (box.width // 2, box.height // 2)
        small: Any = cv2.resize(full, size, interpolation=cv2.INTER_AREA)
        light = None if weight is None else np.asarray(weight, np.float32)
        colour = None if light is None else cv2.resize(light, size, interpolation=cv2.INTER_AREA)
        _lay(self.y[box.rows, box.columns], cv2.extractChannel(full, 0), light)
        _lay(self.cb[box.chroma], cv2.extractChannel(small, 1), colour)
        _lay(self.cr[box.chroma], cv2.extractChannel(small, 2), colour)


def _lay(plane: Plane, drawn: Plane, weight: Any) -> None:
    if weight is None:
        plane[:] = drawn
        return
    plane[:] = cv2.blendLinear(drawn, plane, weight, 1 - weight)


def planar_of(picture: Frame, space: ColourSpace | None = None) -> PlanarFrame:
    """An RGB picture, sides even, as a planar frame."""
    height, width = picture.shape[:2]
    space = space or ColourSpace()
    frame = PlanarFrame(
        np.empty((height, width), np.uint8),
        np.empty((height // 2, width // 2), np.uint8),
        np.empty((height // 2, width // 2), np.uint8),
        space,
    )
    frame.paint(Box(0, 0, width, height), picture)
    return frame
