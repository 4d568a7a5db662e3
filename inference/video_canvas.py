"""A video on a canvas of another shape: cut to the face, or shown whole before something soft."""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.framing import placement
from inference.media import Frame, VideoFormat
from inference.planar import Box, PlanarFrame, Plane, planar_of

SHRINK: Final = 16  # of the canvas, where what surrounds a video is blurred
BLUR: Final = 0.05  # of the canvas' longer side
LIGHT: Final = 0.55  # of the surround: the video itself stands out
NEUTRAL: Final = 128  # of the colour differences


class VideoCanvas:
    """Places the frames of one video.

    Args:
        size: (width, height) of the video, pixels.
        form: of the canvas.
        face: (left, top, right, bottom) of the face, pixels of the video: what must stay in view.
        behind: shape (height, width, 3), RGB, of the canvas: seen where the video does not reach;
            ``None`` for the video itself, blurred.
    """

    def __init__(
        self,
        size: tuple[int, int],
        form: VideoFormat,
        face: tuple[float, float, float, float],
        behind: Frame | None = None,
    ) -> None:
        facts = {"width": size[0], "height": size[1], "has_alpha": False, "face_box": face}
        place = placement(facts, form)
        self._size = (form.width, form.height)
        edges = (
            place.left,
            place.top,
            place.left + place.width - 1,
            place.top + place.height - 1,
        )
        self._covered = Box.around(*edges, self._size)
        corner = (self._covered.left - place.left, self._covered.top - place.top)
        shown = (self._covered.width, self._covered.height)
        first = [value / place.scale for value in corner]
        right, bottom = (first[i] + shown[i] / place.scale - 1 for i in range(2))
        self._part = Box.around(first[0], first[1], right, bottom, size)
        self._behind = behind
        self._painted: PlanarFrame | None = None

    def placed(self, frame: PlanarFrame) -> PlanarFrame:
        """A frame of the video on the canvas; a new frame, of the same colour space."""
        canvas = self._surround(frame)
        part, covered = self._part, self._covered
        _fill(canvas.y[covered.rows, covered.columns], frame.y[part.rows, part.columns])
        _fill(canvas.cb[covered.chroma], frame.cb[part.chroma])
        _fill(canvas.cr[covered.chroma], frame.cr[part.chroma])
        return canvas

    def _surround(self, frame: PlanarFrame) -> PlanarFrame:
        if self._behind is not None:
            if self._painted is None:
                self._painted = planar_of(self._behind, frame.space)
            return self._painted.copy()
        width, height = self._size
        if (self._covered.width, self._covered.height) == self._size:
            return _empty(width, height, frame)
        black = 0 if frame.space.is_full_range else 16
        return PlanarFrame(
            _soft(frame.y, (width, height), black),
            _soft(frame.cb, (width // 2, height // 2), NEUTRAL),
            _soft(frame.cr, (width // 2, height // 2), NEUTRAL),
            frame.space,
        )


def _empty(width: int, height: int, like: PlanarFrame) -> PlanarFrame:
    half = (height // 2, width // 2)
    planes = [np.empty(shape, np.uint8) for shape in ((height, width), half, half)]
    return PlanarFrame(planes[0], planes[1], planes[2], like.space)


def _fill(target: Plane, source: Plane) -> None:
    size = (target.shape[1], target.shape[0])
    if source.shape == target.shape:
        target[:] = source
        return
    way = cv2.INTER_AREA if source.shape[0] > target.shape[0] else cv2.INTER_CUBIC
    target[:] = cv2.resize(source, size, interpolation=way)


def _soft(plane: Plane, size: tuple[int, int], dark: int) -> Plane:
    """The plane over the whole canvas, blurred and darkened towards ``dark``."""
    height, width = plane.shape
    scale = max(size[0] / width, size[1] / height)
    columns, rows = min(width, round(size[0] / scale)), min(height, round(size[1] / scale))
    left, top = (width - columns) // 2, (height - rows) // 2
    small_size = (max(2, size[0] // SHRINK), max(2, size[1] // SHRINK))
    part = plane[top : top + rows, left : left + columns]
    small: Any = cv2.resize(part, small_size, interpolation=cv2.INTER_AREA).astype(np.float32)
    blurred = cv2.GaussianBlur(small, (0, 0), BLUR * max(small_size))
    darker: npt.NDArray[np.float32] = dark + (blurred - dark) * LIGHT
    return np.asarray(
        cv2.resize(darker.astype(np.uint8), size, interpolation=cv2.INTER_LINEAR), np.uint8
    )
