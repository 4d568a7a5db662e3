"""Faces, light and sharpness of single pictures."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from inference.faces import Landmarks
from inference.facetracking.appearance import appearance
from inference.inspection.findings import SeenFace
from inference.media import Frame
from inference.planar import planar_of

Grey = npt.NDArray[np.uint8]

WORKING_SIDE: Final = 1280  # pixels; faces are looked for in a copy no larger than this
FOREHEAD, CHIN = 10, 152
EYES: Final = ((33, 133), (362, 263))  # corners of the eye on the picture's left, on its right
SHARPNESS_EYES: Final = 60  # pixels of eye distance at which sharpness is compared
SHARPNESS_SIDE: Final = 480  # pixels of the longer side, where there is no face
FINE_DETAIL: Final = 0.38  # contrast of fine over coarse detail in a crisp picture of a face
NO_DETAIL: Final = 0.12  # the same after any strong blur
WHITE: Final = 250  # brightness that holds no more detail


class FindsFaces(Protocol):
    """What is needed of a face finder."""

    def find(self, picture: Frame) -> list[Landmarks]:
        """The faces in a picture, largest first."""


@dataclass(frozen=True)
class Look:
    """What one picture shows.

    Attributes:
        faces: largest first.
        sharpness: see ``Inspection``.
        brightness: see ``Inspection``.
        white_share: share of the region without any detail left in the light.
        spots: shape (N_COLOURS, 3), of the largest face, see ``Appearance``; ``None`` without a
            face.
    """

    faces: tuple[SeenFace, ...]
    sharpness: float
    brightness: float
    white_share: float
    spots: Grey | None = None


def look_at(picture: Frame, scale: float, finder: FindsFaces) -> Look:
    """Measure one picture.

    Args:
        picture: RGB, no larger than ``WORKING_SIDE``.
        scale: pixels of the original for each of ``picture``.
        finder: finds faces.
    """
    found = finder.find(picture)
    faces = tuple(_seen(index, face, picture, scale) for index, face in enumerate(found))
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    shrink = SHARPNESS_SIDE / max(grey.shape)
    region = grey
    if found:
        region = _face_region(grey, found[0])
        shrink = SHARPNESS_EYES / max(1.0, faces[0].eye_distance / scale)
    return Look(
        faces,
        sharpness_of(region, shrink),
        float(region.mean()) / 255,
        float((region >= WHITE).mean()),
        _spots(picture, found[0]) if found else None,
    )


def _spots(picture: Frame, face: Landmarks) -> Grey:
    height, width = (side // 2 * 2 for side in picture.shape[:2])
    return appearance(planar_of(np.ascontiguousarray(picture[:height, :width])), face).spots


def shrunk(picture: Frame, side: int = WORKING_SIDE) -> tuple[Frame, float]:
    """A copy whose longer side is at most ``side``, and pixels of the original per pixel of it."""
    scale = max(1.0, max(picture.shape[:2]) / side)
    if scale == 1.0:
        return picture, scale
    size = (round(picture.shape[1] / scale), round(picture.shape[0] / scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def sharpness_of(region: Grey, shrink: float) -> float:
    """Fine detail over coarse detail, at a size that makes pictures comparable.

    A region that is too small is not enlarged, for that adds no detail: the same face is then
    measured as if it were blurred, which it is once it fills the picture.

    Args:
        region: shape (height, width).
        shrink: factor that brings the region to the size of comparison.
    """
    size = tuple(max(8, round(side * shrink)) for side in region.shape[::-1])
    way = cv2.INTER_AREA if shrink < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(region, size, interpolation=way), np.float32)
    fine = small - cv2.GaussianBlur(small, (0, 0), 1.0)
    coarse = cv2.GaussianBlur(small, (0, 0), 1.0) - cv2.GaussianBlur(small, (0, 0), 4.0)
    ratio = float(np.std(fine)) / max(1e-3, float(np.std(coarse)))
    return float(np.clip((ratio - NO_DETAIL) / (FINE_DETAIL - NO_DETAIL), 0.0, 1.5))


def pose_of(landmarks: Landmarks) -> tuple[float, float]:
    """Yaw and pitch in degrees, from the depth that the face mesh gives.

    Yaw is the turn of the line between the eyes, pitch that of the line from forehead to chin; in
    MediaPipe's canonical face both lines lie in the picture's plane.
    """
    left, right = (landmarks[list(corners)].mean(0) for corners in EYES)
    across, down = right - left, landmarks[CHIN] - landmarks[FOREHEAD]
    yaw = np.degrees(np.arctan2(across[2], np.linalg.norm(across[:2])))
    pitch = np.degrees(np.arctan2(down[2], np.linalg.norm(down[:2])))
    return float(yaw), float(pitch)


def _seen(index: int, landmarks: Landmarks, picture: Frame, scale: float) -> SeenFace:
    height, width = picture.shape[:2]
    (left, top), (right, bottom) = landmarks[:, :2].min(0), landmarks[:, :2].max(0)
    box = (left / width, top / height, right / width, bottom / height)
    eyes = [landmarks[list(corners)].mean(0) for corners in EYES]
    yaw, pitch = pose_of(landmarks)
    return SeenFace(
        index,
        _clipped(box),
        float(np.linalg.norm(eyes[1] - eyes[0])) * scale,
        yaw,
        pitch,
    )


def _clipped(box: tuple[Any, ...]) -> tuple[float, float, float, float]:
    left, top, right, bottom = (min(1.0, max(0.0, float(edge))) for edge in box)
    return left, top, right, bottom


def _face_region(grey: Grey, landmarks: Landmarks) -> Grey:
    """The part of the picture that the face covers; never empty."""
    height, width = grey.shape
    low = np.clip(landmarks[:, :2].min(0).astype(int), 0, (width - 8, height - 8))
    high = np.maximum(landmarks[:, :2].max(0).astype(int), low + 8)
    return grey[low[1] : high[1], low[0] : high[0]]
