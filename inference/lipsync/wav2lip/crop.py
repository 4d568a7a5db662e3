"""The square that the network sees, cut out of a frame.

Wav2Lip was trained on boxes of the S3FD detector, which were annotated to hold "forehead, chin and
cheek" tightly (Yang et al., "WIDER FACE", 2016). The face mesh ends at the hairline, the chin and
before the ears, so its bounds are that box; below it the authors add 10 pixels when they draw,
which is a twentieth of the faces they show. Like theirs, the box is the mean over five frames.
"""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.lipsync.wav2lip.layout import FACE_SIZE
from inference.media import Frame
from inference.planar import Box, PlanarFrame
from inference.tracks import FaceTrack

BELOW_CHIN: Final = 0.05  # of the face's height
AROUND: Final = 2  # frames before and after that the box is averaged over
SMALLEST: Final = 2.0  # pixels; nothing can be drawn into less

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class FaceBox:
    """Where a face lies, in pixels of the frame; may reach beyond it.

    Attributes:
        left: of the first column.
        top: of the first row.
        width: sides are not rounded, so that a slow face does not jump.
        height: as ``width``.
    """

    left: float
    top: float
    width: float
    height: float

    def to_frame(self, size: int, origin: tuple[float, float] = (0.0, 0.0)) -> Floats:
        """Shape (2, 3): from pixels of a square picture of this box to pixels of the frame.

        Args:
            size: sides of the square, in pixels.
            origin: pixel of the frame that counts as (0, 0).
        """
        # The centre of pixel 0 lies half a pixel inside the box.
        across, down = self.width / size, self.height / size
        x = self.left + across / 2 - 0.5 - origin[0]
        y = self.top + down / 2 - 0.5 - origin[1]
        return np.array([[across, 0.0, x], [0.0, down, y]])

    def from_frame(self, points: Floats, size: int) -> Floats:
        """Points of the frame in pixels of a square picture of this box; shape (n, 2)."""
        scale = np.array([size / self.width, size / self.height])
        return np.asarray((points + 0.5 - (self.left, self.top)) * scale - 0.5)


def face_box(track: FaceTrack, index: int) -> FaceBox | None:
    """The box of a frame's face, steadied over its shot.

    Args:
        track: the face through the source.
        index: row of the track.

    Returns:
        The box; ``None`` where no face was found.
    """
    first, last = max(0, index - AROUND), min(len(track), index + AROUND + 1)
    rows = np.asarray(track.landmarks[first:last, :, :2], np.float64)
    found = np.asarray(np.isfinite(rows).all((1, 2)))
    if not found[index - first]:
        return None
    rows = rows[found & (track.shots[first:last] == track.shots[index])]
    left, top = rows.min(1).mean(0)
    right, bottom = rows.max(1).mean(0)
    width, height = right - left, (bottom - top) * (1 + BELOW_CHIN)
    if min(width, height) < SMALLEST:
        return None
    return FaceBox(float(left), float(top), float(width), float(height))


def cut(frame: PlanarFrame, box: FaceBox) -> Frame | None:
    """The face as the network sees it.

    Args:
        frame: holds the face, or a part of it; the rest repeats the frame's rim.
        box: where it lies.

    Returns:
        Shape (96, 96, 3), RGB; ``None`` where the box lies beside the frame.
    """
    right, bottom = box.left + box.width, box.top + box.height
    region = Box.around(box.left - 1, box.top - 1, right + 1, bottom + 1, frame.size)
    if not region.width or not region.height:
        return None
    picture = frame.rgb(region)
    matrix = box.to_frame(FACE_SIZE, (region.left, region.top))
    # Without averaging first, a large face would lose most of its pixels and flicker.
    across, down = _reduction(box.width), _reduction(box.height)
    if (across, down) != (1, 1):
        size = max(1, region.width // across), max(1, region.height // down)
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        shrink = np.array([size[0] / region.width, size[1] / region.height])
        matrix = matrix * shrink[:, None]
        matrix[:, 2] += (shrink - 1) / 2
    return np.asarray(
        cv2.warpAffine(
            picture,
            matrix,
            (FACE_SIZE, FACE_SIZE),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def _reduction(side: float) -> int:
    return max(1, int(side / FACE_SIZE))
