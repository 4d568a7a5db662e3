"""From a picture file to a ``PortraitAnalysis``."""

from pathlib import Path
from typing import Final, Protocol

import numpy as np
from PIL import Image

from inference.errors import FaceUnusableError, NoFaceError, SeveralFacesError
from inference.faces import Landmarks, PortraitAnalysis
from inference.facetracking.appearance import appearance
from inference.facetracking.occlusion import masked
from inference.media import Frame
from inference.pictures import on_backdrop, read_picture
from inference.planar import planar_of

MIN_EYE_DISTANCE: Final = 24  # pixels between the pupils; a smaller mouth is a blur
OPAQUE: Final = 250
SIMILAR_SIZE: Final = 0.45  # a second face this large (by height) makes the choice unclear
WORKING_SIDE: Final = 1600  # faces are looked for in a copy no larger than this
LEFT_EYE_OUTER, LEFT_EYE_INNER, RIGHT_EYE_INNER, RIGHT_EYE_OUTER = 33, 133, 362, 263


class FindsFaces(Protocol):
    """What is needed of a face finder."""

    def find(self, picture: Frame) -> list[Landmarks]:
        """The faces in a picture, largest first."""


def analyse_portrait(
    path: Path, finder: FindsFaces, face_index: int | None = None
) -> PortraitAnalysis:
    """Find the face that is to speak.

    Args:
        path: a JPEG, PNG or WebP file.
        finder: finds faces in a picture.
        face_index: which face, 0 is the largest; ``None`` when the picture should show one.

    Raises:
        UnreadablePictureError: the file cannot be decoded.
        NoFaceError: nobody is seen, or fewer faces than ``face_index`` asks for.
        SeveralFacesError: there are several of similar size and none was chosen.
        FaceUnusableError: the face is too small, turned too far, or wears a mask.
    """
    picture = read_picture(path)
    faces = _find_in_copy(on_backdrop(picture), finder)
    landmarks = _chosen(faces, face_index)
    _refuse_unusable(landmarks)
    _refuse_masked(on_backdrop(picture), landmarks)
    height, width = picture.shape[:2]
    has_alpha = bool((picture[..., 3] < OPAQUE).mean() > 0.01)  # noqa: PLR2004  one percent
    top = _figure_top(picture) if has_alpha else 0.0
    return PortraitAnalysis(width, height, has_alpha, landmarks, top)


def _figure_top(picture: Frame) -> float:
    """Height of the topmost pixel that is more than a faint strand of hair."""
    rows = np.flatnonzero((picture[..., 3] > OPAQUE // 2).any(1))
    return float(rows[0]) if len(rows) else 0.0


def _find_in_copy(picture: Frame, finder: FindsFaces) -> list[Landmarks]:
    height, width = picture.shape[:2]
    shrink = min(1.0, WORKING_SIDE / max(height, width))
    if shrink == 1.0:
        return finder.find(picture)
    size = (round(width * shrink), round(height * shrink))
    copy = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))
    scale = np.float32(width / size[0])
    return [face * scale for face in finder.find(copy)]


def _chosen(faces: list[Landmarks], face_index: int | None) -> Landmarks:
    if not faces:
        raise NoFaceError
    if face_index is None:
        rivals = [face for face in faces if _height(face) > SIMILAR_SIZE * _height(faces[0])]
        if len(rivals) > 1:
            raise SeveralFacesError(len(rivals))
        return faces[0]
    if not 0 <= face_index < len(faces):
        raise NoFaceError
    return faces[face_index]


def _height(landmarks: Landmarks) -> float:
    return float(np.ptp(landmarks[:, 1]))


def _refuse_unusable(landmarks: Landmarks) -> None:
    eyes = (
        landmarks[[LEFT_EYE_OUTER, LEFT_EYE_INNER]].mean(0),
        landmarks[[RIGHT_EYE_INNER, RIGHT_EYE_OUTER]].mean(0),
    )
    between = eyes[1] - eyes[0]
    distance = float(np.linalg.norm(between))
    if distance < MIN_EYE_DISTANCE:
        raise FaceUnusableError(f"too small: {distance:.0f} pixels between the eyes, 24 needed")
    if abs(between[2]) > 0.85 * distance:
        raise FaceUnusableError("turned too far to the side; both corners of the mouth must show")


def _refuse_masked(picture: Frame, landmarks: Landmarks) -> None:
    height, width = (side // 2 * 2 for side in picture.shape[:2])
    frame = planar_of(np.ascontiguousarray(picture[:height, :width]))
    if masked(appearance(frame, landmarks).spots[None]):
        raise FaceUnusableError("something covers the mouth")
