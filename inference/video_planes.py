"""From a decoder's picture to a planar frame: upright, 8-bit 4:2:0, sides even."""

from dataclasses import dataclass
from typing import Any, Final, Self

import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from inference.planar import ColourSpace, PlanarFrame, Plane

PLAIN: Final = frozenset({"yuv420p", "yuvj420p"})
HD_HEIGHT: Final = 720  # pixels; from here on, unspecified colours are those of BT.709
# Of H.273, table 4 (matrix coefficients).
MATRIX_BT709: Final = 1
MATRICES_BT601: Final = frozenset({4, 5, 6, 7})
MATRICES_BT2020: Final = frozenset({9, 10})
FULL_RANGE: Final = 2
MATRIX_BYTES: Final = 36  # of a display matrix: nine numbers of 32 bits


@dataclass(frozen=True, slots=True)
class Orientation:
    """How stored pictures are turned to stand upright.

    Attributes:
        is_transposed: rows become columns, before anything else.
        flips_columns: left and right change places.
        flips_rows: top and bottom change places.
    """

    is_transposed: bool = False
    flips_columns: bool = False
    flips_rows: bool = False

    @classmethod
    def of(cls, picture: Any) -> Self:
        """What the display matrix that came with a picture asks for; turns of 90° only.

        The matrix takes a stored point (x, y) to (a x + c y, b x + d y); FFmpeg's
        ``libavutil/display.h``.
        """
        data = picture.side_data.get("DISPLAYMATRIX")
        if data is None or len(bytes(data)) < MATRIX_BYTES:
            return cls()
        a, b, _, c, d = np.frombuffer(bytes(data), np.int32)[:5].astype(np.int64).tolist()
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return cls(False, a < 0, d < 0)
        return cls(True, c < 0, b < 0)

    @property
    def degrees(self) -> int:
        """Clockwise turn, 0, 90, 180 or 270; a mirrored picture counts as the turn before it."""
        if self.is_transposed:
            return 90 if self.flips_columns else 270
        return 180 if self.flips_rows else 0

    def apply(self, plane: Plane) -> Plane:
        """Turn one plane; the result may be a view."""
        if self.is_transposed:
            plane = plane.T
        if self.flips_columns:
            plane = plane[:, ::-1]
        return plane[::-1] if self.flips_rows else plane


@dataclass(frozen=True, slots=True)
class PictureForm:
    """What is done to every picture of one source.

    Attributes:
        width: of the frames, pixels, even.
        height: as ``width``.
        orientation: how pictures are turned.
        space: how colours are to be read.
    """

    width: int
    height: int
    orientation: Orientation
    space: ColourSpace

    @classmethod
    def of(cls, picture: Any, pixel_aspect: float, max_side: int | None) -> Self:
        """The form of a source, from its first picture.

        Args:
            picture: as decoded.
            pixel_aspect: width of a stored pixel over its height; such pictures are stretched.
            max_side: pixels that no side may exceed; ``None`` for the source's size.
        """
        width, height = picture.width * max(1.0, pixel_aspect), float(picture.height)
        if pixel_aspect < 1:
            height /= pixel_aspect
        orientation = Orientation.of(picture)
        if orientation.is_transposed:
            width, height = height, width
        shrink = 1.0 if max_side is None else min(1.0, max_side / max(width, height))
        even = [max(2, int(round(side * shrink, 3)) // 2 * 2) for side in (width, height)]
        return cls(even[0], even[1], orientation, colour_space(picture))

    def frame(self, picture: Any) -> PlanarFrame:
        """A frame of its own, made of a decoded picture."""
        picture = _plain(picture, self.space)
        width, height = picture.width // 2 * 2, picture.height // 2 * 2
        half = (width // 2, height // 2)
        sizes = ((width, height), half, half)
        wanted = ((self.width, self.height), *[(self.width // 2, self.height // 2)] * 2)
        planes = [
            self._finished(_stored(plane, size), goal)
            for plane, size, goal in zip(picture.planes, sizes, wanted, strict=True)
        ]
        return PlanarFrame(planes[0], planes[1], planes[2], self.space)

    def _finished(self, plane: Plane, goal: tuple[int, int]) -> Plane:
        upright = self.orientation.apply(plane)
        if upright.shape[::-1] == goal:
            return np.array(upright, order="C")
        return np.asarray(
            cv2.resize(np.ascontiguousarray(upright), goal, interpolation=cv2.INTER_AREA), np.uint8
        )


def colour_space(picture: Any) -> ColourSpace:
    """How the numbers of a picture are to be read once it is 8-bit 4:2:0."""
    if picture.format.is_rgb or picture.colorspace in MATRICES_BT2020:
        return ColourSpace()
    is_bt601 = picture.colorspace in MATRICES_BT601
    if picture.colorspace != MATRIX_BT709 and not is_bt601:
        is_bt601 = picture.height < HD_HEIGHT
    is_full = picture.color_range == FULL_RANGE or picture.format.name.startswith("yuvj")
    return ColourSpace(is_bt601, is_full)


def _plain(picture: Any, space: ColourSpace) -> Any:
    """The picture in 8-bit 4:2:0, by FFmpeg's scaler where it is stored otherwise."""
    if picture.format.name in PLAIN and picture.colorspace not in MATRICES_BT2020:
        return picture
    if picture.format.is_rgb:
        return picture.reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )
    if picture.colorspace in MATRICES_BT2020:
        return picture.reformat(
            format="yuv420p",
            src_colorspace=Colorspace.BT2020,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
        )
    matrix = Colorspace.ITU601 if space.is_bt601 else Colorspace.ITU709
    extent = ColorRange.JPEG if space.is_full_range else ColorRange.MPEG
    return picture.reformat(
        format="yuv420p",
        src_colorspace=matrix,
        dst_colorspace=matrix,
        src_color_range=extent,
        dst_color_range=extent,
    )


def _stored(plane: Any, size: tuple[int, int]) -> Plane:
    """A view of a decoder's plane without the padding at the end of its rows."""
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return rows[: size[1], : size[0]]
