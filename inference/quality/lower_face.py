"""Sharpness and seams of the lower face, compared at one size and upright."""

from dataclasses import dataclass, field
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.faces import Landmarks
from inference.media import Frame

Grey = npt.NDArray[np.uint8]
Values = npt.NDArray[np.float64]

LEFT_EYE, RIGHT_EYE = 33, 263  # outer corners
LEFT_CORNER, RIGHT_CORNER = 61, 291  # of the outer lips
REACH: Final = 1.0  # of a crop around the mouth on each side, in eye distances
MAX_EYES: Final = 200.0  # pixels; larger faces are stored smaller
MOUTH_BOX: Final = (0.42, 0.30)  # half width and half height of the mouth region, eye distances
UPPER_SHARE: Final = 0.38  # of a crop's height: nose, cheeks and eyes, which nobody redraws
N_ANGLES: Final = 96
RADII: Final = np.arange(0.28, 0.86, 0.02)  # of the contours, in eye distances
APART: Final = 3  # steps between a contour and those it is compared with
SHAPES: Final = ((1.0, 2.0), (1.3, 2.0), (1.6, 2.0), (1.2, 8.0))  # (width over height, exponent)
MIN_CROPS: Final = 3


@dataclass(frozen=True)
class Crop:
    """A lower face, turned upright, the mouth in its middle.

    Attributes:
        picture: shape (n, n), brightness.
        eye_distance: pixels of it between the outer corners of the eyes.
    """

    picture: Grey
    eye_distance: float

    def scaled(self, eye_distance: float) -> Grey:
        """The picture at the size where the eyes are that far apart; never enlarged."""
        side = round(2 * REACH * eye_distance)
        if side >= self.picture.shape[0]:
            return self.picture
        small = cv2.resize(self.picture, (side, side), interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.uint8)


@dataclass
class LowerFaces:
    """Crops of the frames that were looked at closely."""

    crops: list[Crop] = field(default_factory=list)

    @property
    def eye_distance(self) -> float:
        """Median in pixels; 0 without crops."""
        return float(np.median([crop.eye_distance for crop in self.crops])) if self.crops else 0.0

    def add(self, picture: Frame, landmarks: Landmarks) -> None:
        """Keep the lower face of a frame.

        Args:
            picture: RGB.
            landmarks: in its pixels.
        """
        eyes = landmarks[RIGHT_EYE, :2] - landmarks[LEFT_EYE, :2]
        distance = float(np.linalg.norm(eyes))
        scale = min(1.0, MAX_EYES / max(1.0, distance))
        mouth = landmarks[[LEFT_CORNER, RIGHT_CORNER], :2].mean(0)
        side = max(16, round(2 * REACH * distance * scale))
        angle = float(np.degrees(np.arctan2(eyes[1], eyes[0])))
        matrix: Any = cv2.getRotationMatrix2D((float(mouth[0]), float(mouth[1])), angle, scale)
        matrix[:, 2] += side / 2 - mouth
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        cut = cv2.warpAffine(
            picture, matrix, (side, side), flags=way, borderMode=cv2.BORDER_REPLICATE
        )
        grey = np.asarray(cv2.cvtColor(cut, cv2.COLOR_RGB2GRAY), np.uint8)
        self.crops.append(Crop(grey, distance * scale))


def sharpness_ratio(made: LowerFaces, source: LowerFaces) -> tuple[float, float] | None:
    """Fine detail of the made mouth over the source's, at the size of the smaller one.

    Returns:
        The ratio in the mouth region, and beside it in the upper part of the face, which shows
        what the encoder and the scaling cost; ``None`` without faces in both.
    """
    if len(made.crops) < MIN_CROPS or not source.crops:
        return None
    size = min(made.eye_distance, source.eye_distance)
    (mouth, upper), (mouth_before, upper_before) = (
        _detail(faces, size) for faces in (made, source)
    )
    return mouth / max(mouth_before, 1e-6), upper / max(upper_before, 1e-6)


def seam_visibility(made: LowerFaces) -> float | None:
    """How much a closed line around the mouth stands out from its neighbours.

    Contours of several shapes are laid around the mouth at growing distances. Along each, the
    change of brightness across it is averaged over the frames and the median over the angles is
    taken, so that an edge counts only if it goes around. The result is the largest ratio of one
    contour to those beside it: about 1.1 to 1.3 in faces that nobody touched.

    Returns:
        The ratio; ``None`` with too few frames.
    """
    if len(made.crops) < MIN_CROPS:
        return None
    size = min(made.eye_distance, 120.0)
    return max(_prominence(made, size, aspect, power) for aspect, power in SHAPES)


def _detail(faces: LowerFaces, eye_distance: float) -> tuple[float, float]:
    """Strength of fine detail in the mouth region and in the upper part, medians over crops."""
    found = [_fine(crop.scaled(eye_distance), eye_distance) for crop in faces.crops]
    mouth, upper = np.median(found, axis=0)
    return float(mouth), float(upper)


def _fine(picture: Grey, eye_distance: float) -> tuple[float, float]:
    grey = picture.astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.0)
    middle = len(grey) // 2
    half_width, half_height = (max(2, round(share * eye_distance)) for share in MOUTH_BOX)
    box = fine[
        max(0, middle - half_height) : middle + half_height,
        max(0, middle - half_width) : middle + half_width,
    ]
    return float(box.std()), float(fine[: max(2, int(len(fine) * UPPER_SHARE))].std())


def _prominence(faces: LowerFaces, eye_distance: float, aspect: float, power: float) -> float:
    """The strongest contour of one shape over its neighbours."""
    across = np.mean(
        [_edges(crop.scaled(eye_distance), eye_distance, aspect, power) for crop in faces.crops],
        axis=0,
    )
    along = np.median(across, axis=1)
    beside = (along[: -2 * APART] + along[2 * APART :]) / 2
    return float((along[APART:-APART] / np.maximum(beside, 0.25)).max())


def _edges(picture: Grey, eye_distance: float, aspect: float, power: float) -> Values:
    """Change of brightness outwards, shape (n_radii, n_angles), levels per pixel."""
    angles = np.linspace(0, 2 * np.pi, N_ANGLES, endpoint=False)
    cos, sin = np.cos(angles), np.sin(angles)
    reach = (np.abs(cos / aspect) ** power + np.abs(sin) ** power) ** (-1 / power)
    radii = RADII[:, None] * eye_distance * reach[None] / max(1.0, aspect)
    middle = picture.shape[0] / 2
    profiles = [
        cv2.remap(
            cv2.GaussianBlur(picture, (0, 0), 0.7),
            (middle + (radii + step) * cos).astype(np.float32),
            (middle + (radii + step) * sin).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.float64)
        for step in (-1.0, 1.0)
    ]
    return np.asarray(np.abs(profiles[1] - profiles[0]) / 2)
