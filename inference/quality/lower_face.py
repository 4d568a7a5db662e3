"""Sharpness and seams of the lower face, compared at one size and upright."""

from dataclasses import dataclass, field
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.faces import Landmarks
from inference.media import Frame

Grey = npt.NDArray[np.uint8]
Values = npt.NDArray[np.floating[Any]]

LEFT_EYE, RIGHT_EYE = 33, 263  # outer corners
LEFT_CORNER, RIGHT_CORNER = 61, 291  # of the outer lips
REACH: Final = 1.0  # of a crop around the mouth on each side, in eye distances
MAX_EYES: Final = 200.0  # pixels; larger faces are stored smaller
MOUTH_BOX: Final = (0.42, 0.30)  # half width and half height of the mouth region, eye distances
UPPER_SHARE: Final = 0.38  # of a crop's height: nose, cheeks and eyes, which nobody redraws
SEAM_EYES: Final = 120.0  # pixels of eye distance at which seams are looked for, at most
SEAM_BLUR: Final = 0.012  # of the eye distance; finer is grain and compression
SEAM_FLOOR: Final = 0.7  # levels a pixel: change that is there in the smoothest skin
SEAM_SHARE: Final = 0.95  # quantile of the rim's pixels
FROM_STILL: Final = 0.65  # of faces that moved from a still and have no seam
FROM_VIDEO: Final = 0.35  # the least that frames of one video differ by
# The rim around the mouth, in eye distances from its middle: cheeks and what is below the nose. The
# lips and the chin are left out, for they are meant to move.
RIM_SIDES, RIM_TOP, RIM_BOTTOM = 0.8, -0.75, 0.25
LIPS_SIDES, LIPS_HEIGHT = 0.42, 0.26
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


def seam_visibility(made: LowerFaces, source: LowerFaces) -> float | None:
    """How much more the surroundings of the mouth differ from the source than they should.

    Each made face is compared with the source's most similar one (by its upper part). Where their
    difference has an edge that is in the same place in all frames, relative to the edges that the
    source has there, something was laid over the face. The 95th percentile over the cheeks and the
    skin around the lips is compared with what frames of the source differ by among themselves:
    1 is no seam, a rectangle that is 8 of 255 levels too bright gives 1.2 to 1.5, 15 levels 1.6 to
    2.3. A well feathered rim gives 1.

    Returns:
        The ratio; ``None`` with too few frames.
    """
    if len(made.crops) < MIN_CROPS or not source.crops:
        return None
    size = min(made.eye_distance, source.eye_distance, SEAM_EYES)
    side = min(crop.scaled(size).shape[0] for crop in (*made.crops, *source.crops))
    theirs = [_middle(crop.scaled(size), side) for crop in source.crops]
    ours = [_middle(crop.scaled(size), side) for crop in made.crops]
    usual = FROM_STILL
    if len(theirs) >= MIN_CROPS:
        others = [theirs[:index] + theirs[index + 1 :] for index in range(len(theirs))]
        usual = max(FROM_VIDEO, _steady_edges(list(zip(theirs, others, strict=True)), size))
    return _steady_edges([(face, theirs) for face in ours], size) / usual


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


def _middle(picture: Grey, side: int) -> Values:
    first = (picture.shape[0] - side) // 2
    return picture[first : first + side, first : first + side].astype(np.float32)


def _steady_edges(faces: list[tuple[Values, list[Values]]], eye_distance: float) -> float:
    """Edges of the difference between faces and their likes, over the edges that are there anyway.

    Args:
        faces: pictures of one size, each with those it may be compared with.
        eye_distance: pixels between the outer corners of the eyes.
    """
    side = faces[0][0].shape[0]
    upper = slice(0, int(side * UPPER_SHARE))
    across = np.zeros((side, side, 2))
    there = np.zeros((side, side))
    for face, likes in faces:
        like = min(likes, key=lambda one: float(np.abs(face[upper] - one[upper]).mean()))
        across += _gradient(face - like, eye_distance)
        there += np.linalg.norm(_gradient(like, eye_distance), axis=2)
    excess = np.linalg.norm(across, axis=2) / (there + SEAM_FLOOR * len(faces))
    return float(np.quantile(excess[_rim(side, eye_distance)], SEAM_SHARE))


def _gradient(picture: Values, eye_distance: float) -> Values:
    """Change of brightness rightwards and downwards, shape (n, n, 2), levels per pixel."""
    soft = cv2.GaussianBlur(np.asarray(picture, np.float32), (0, 0), SEAM_BLUR * eye_distance)
    # Sobel's weights add up to eight.
    return np.dstack([cv2.Sobel(soft, cv2.CV_32F, dx, 1 - dx) / 8 for dx in (1, 0)])


def _rim(side: int, eye_distance: float) -> npt.NDArray[np.bool_]:
    places = (np.arange(side) - side / 2) / eye_distance
    x, y = np.abs(places)[None], places[:, None]
    inside = (x < RIM_SIDES) & (y > RIM_TOP) & (y < RIM_BOTTOM)
    return np.asarray(inside & ~((x < LIPS_SIDES) & (np.abs(y) < LIPS_HEIGHT)))
