"""What a frame shows of a face, in a few numbers that are kept for every frame."""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.faces import Landmarks
from inference.facetracking.face_geometry import (
    SPEAKING_PART,
    eye_distance,
    face_box,
    head_angles,
    similarity,
)
from inference.facetracking.occlusion import spot_colours
from inference.planar import Box, PlanarFrame

SQUARE: Final = 96  # pixels of the picture onto which every face is laid
EYES: Final = 36.0  # distance of the eyes there
EYES_TOP: Final = 26.0  # their height there
CELLS: Final = 12  # cells of that picture along each side
DETAIL_BOX: Final = (slice(44, 84), slice(26, 70))  # mouth and chin in the square
MEASURES: Final = 7


@dataclass(frozen=True, slots=True)
class Appearance:
    """One face in one frame.

    Attributes:
        measures: shape (7,), float32: eye distance in pixels, yaw and pitch in degrees, mean
            brightness within [0, 1], detail around the mouth, share of mouth and chin inside the
            picture, side of the face in pixels.
        cells: shape (12, 12, 3), uint8: mean Y, Cb, Cr of the cells of the upright face.
        spots: shape (N_COLOURS, 3), uint8, as of ``occlusion.spot_colours``.
    """

    measures: npt.NDArray[np.float32]
    cells: npt.NDArray[np.uint8]
    spots: npt.NDArray[np.uint8]


def appearance(frame: PlanarFrame, landmarks: Landmarks) -> Appearance:
    """Measure a face.

    Args:
        frame: the frame.
        landmarks: shape (478, 3), pixels of the frame.
    """
    planes, matrix = _laid_square(frame, landmarks)
    y, cb, cr = planes
    detail_part = y[DETAIL_BOX].astype(np.float32)
    texture: Any = cv2.Laplacian(detail_part, cv2.CV_32F)
    light = (float(y.mean()) - (0 if frame.space.is_full_range else 16)) / 219
    yaw, pitch = head_angles(landmarks)
    left, top, right, bottom = face_box(landmarks)
    measures = (
        eye_distance(landmarks),
        yaw,
        pitch,
        light,
        float(texture.std()) / max(0.08, light) / 255,
        _share_inside(landmarks, frame.size),
        max(right - left, bottom - top),
    )
    cells: Any = cv2.resize(cv2.merge([y, cb, cr]), (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    spots = spot_colours(planes, landmarks, matrix)
    return Appearance(np.array(measures, np.float32), np.asarray(cells, np.uint8), spots)


def _laid_square(
    frame: PlanarFrame, landmarks: Landmarks
) -> tuple[list[npt.NDArray[np.uint8]], npt.NDArray[np.float64]]:
    """Y, Cb and Cr of the face laid upright onto a square, shrunk beforehand to avoid aliasing.

    Returns:
        The planes, and the map from the frame to them, shape (2, 3).
    """
    whole = similarity(landmarks, SQUARE, EYES, EYES_TOP)
    left, top, right, bottom = face_box(landmarks)
    margin = 0.2 * max(right - left, bottom - top)
    box = Box.around(left - margin, top - margin, right + margin, bottom + margin, frame.size)
    if box.width < 2 or box.height < 2:  # noqa: PLR2004  beside the picture
        return [np.full((SQUARE, SQUARE), 128, np.uint8) for _ in range(3)], whole
    planes = (frame.y[box.rows, box.columns], frame.cb[box.chroma], frame.cr[box.chroma])
    shrink = min(1.0, EYES / max(eye_distance(landmarks), 1.0))
    size = (max(2, round(box.width * shrink)), max(2, round(box.height * shrink)))
    small = [cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in planes]
    scale = np.array([size[0] / box.width, size[1] / box.height, size[0] / box.width], np.float32)
    moved = (landmarks - np.array([box.left, box.top, 0], np.float32)) * scale
    matrix = similarity(moved, SQUARE, EYES, EYES_TOP)
    laid = [
        np.asarray(
            cv2.warpAffine(plane, matrix, (SQUARE, SQUARE), borderMode=cv2.BORDER_REPLICATE),
            np.uint8,
        )
        for plane in small
    ]
    return laid, whole


def _share_inside(landmarks: Landmarks, size: tuple[int, int]) -> float:
    points = landmarks[list(SPEAKING_PART), :2]
    inside = (points >= 0).all(1) & (points[:, 0] < size[0]) & (points[:, 1] < size[1])
    return float(inside.mean())
