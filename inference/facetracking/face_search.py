"""Finding the faces of one frame of a video, precisely and quickly.

The detector behind the landmarks sees a picture of 128x128 pixels and misses small faces; so a
frame is searched in square tiles, and a face that is known is looked for in a crop around its
last place, always of the same size in that crop, which also steadies the landmarks.
"""

from concurrent.futures import Executor
from itertools import chain
from typing import Final

import cv2
import numpy as np

from inference.faces import Landmarks
from inference.facetracking.face_geometry import face_box, overlap
from inference.facetracking.portrait import FindsFaces
from inference.planar import Box, PlanarFrame

CROP_MARGIN: Final = 1.9  # side of the crop over that of the face
CROP_PIXELS: Final = 448  # of the crop as the model sees it
TILE_PIXELS: Final = 640
TILE_OVERLAP: Final = 0.34  # of a tile; more than a face of the size for which tiles are needed
SAME: Final = 0.3  # overlap of two finds of one face
MIN_FACE: Final = 16.0  # pixels; smaller finds are noise


def search(frame: PlanarFrame, finder: FindsFaces, workers: Executor) -> list[Landmarks]:
    """All faces of a frame, largest first, in pixels of the frame.

    Args:
        frame: the frame.
        finder: finds faces in parts of it.
        workers: looks at several parts at once.
    """
    found: list[Landmarks] = []
    looked_at = workers.map(
        lambda tile: _find(frame, tile, TILE_PIXELS, finder), _tiles(frame.size)
    )
    for face in chain.from_iterable(looked_at):
        if not any(overlap(face_box(face), face_box(other)) > SAME for other in found):
            found.append(face)
    attempts = workers.map(lambda rough: refind(frame, rough, finder), found)
    refined = [face for face in attempts if face is not None]
    distinct: list[Landmarks] = []
    for face in sorted(refined, key=_side, reverse=True):
        if not any(overlap(face_box(face), face_box(other)) > SAME for other in distinct):
            distinct.append(face)
    return distinct


def refind(frame: PlanarFrame, last: Landmarks, finder: FindsFaces) -> Landmarks | None:
    """A face near the place where it was last; ``None`` if it is not there."""
    left, top, right, bottom = box = face_box(last)
    side = _side(last) * CROP_MARGIN
    middle = ((left + right) / 2, (top + bottom) / 2)
    crop = Box.around(
        middle[0] - side / 2,
        middle[1] - side / 2,
        middle[0] + side / 2,
        middle[1] + side / 2,
        frame.size,
    )
    if min(crop.width, crop.height) < MIN_FACE:
        return None
    faces = _find(frame, crop, CROP_PIXELS, finder)
    best = max(faces, key=lambda face: overlap(face_box(face), box), default=None)
    if best is None or overlap(face_box(best), box) < SAME / 2 or _side(best) < MIN_FACE:
        return None
    return best


def _find(frame: PlanarFrame, box: Box, side: int, finder: FindsFaces) -> list[Landmarks]:
    """Faces of a part of the frame, looked for in a copy whose longer side is ``side``."""
    picture = frame.rgb(box)
    scale = side / max(box.width, box.height)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    size = (max(1, round(box.width * scale)), max(1, round(box.height * scale)))
    copy = np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)
    back = np.array([box.width / size[0], box.height / size[1], box.width / size[0]], np.float32)
    corner = np.array([box.left, box.top, 0], np.float32)
    return [face * back + corner for face in finder.find(copy)]


def _tiles(size: tuple[int, int]) -> list[Box]:
    """The whole frame, and squares of its short side along its long one, halved once more."""
    width, height = size
    tiles = [Box(0, 0, width, height)]
    for side in (min(size), min(size) * 0.6):
        columns, rows = (_starts(extent, side) for extent in size)
        tiles += [Box.around(x, y, x + side, y + side, size) for y in rows for x in columns]
    return tiles


def _starts(extent: int, side: float) -> list[float]:
    """Where tiles begin so that they overlap and reach both ends."""
    if extent - side < 1:
        return [0.0]
    n_steps = int(np.ceil((extent - side) / (side * (1 - TILE_OVERLAP))))
    return [float(start) for start in np.linspace(0, extent - side, n_steps + 1)]


def _side(landmarks: Landmarks) -> float:
    return float(np.ptp(landmarks[:, :2], axis=0).max())
