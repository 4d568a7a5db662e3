"""MediaPipe's FaceLandmarker behind a small door."""

import threading
from pathlib import Path
from typing import Any

import mediapipe as mp
import numpy as np
from mediapipe.tasks import python as tasks
from mediapipe.tasks.python import vision

from inference.errors import EngineError
from inference.faces import Landmarks
from inference.media import Frame

MAX_FACES = 5


class FaceFinder:
    """Finds faces in single pictures.

    Image mode, on purpose: MediaPipe's video mode smooths over time, which hides quick lip
    closures and delays them by about 40 ms.
    """

    def __init__(self, checkpoint: Path) -> None:
        self._checkpoint = checkpoint
        self._landmarker: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model; does nothing the second time."""
        with self._lock:
            if self._landmarker is None:
                options = vision.FaceLandmarkerOptions(
                    base_options=tasks.BaseOptions(model_asset_path=str(self._checkpoint)),
                    running_mode=vision.RunningMode.IMAGE,
                    num_faces=MAX_FACES,
                )
                self._landmarker = vision.FaceLandmarker.create_from_options(options)

    def close(self) -> None:
        """Free the model. Not closing it explicitly makes MediaPipe complain at exit."""
        with self._lock:
            if self._landmarker is not None:
                self._landmarker.close()
                self._landmarker = None

    def find(self, picture: Frame) -> list[Landmarks]:
        """The faces in a picture, largest first.

        Args:
            picture: shape (height, width, 3), RGB.

        Returns:
            Arrays of shape (478, 3), float32, in pixels; empty when no face is seen.

        Raises:
            EngineError: the model failed.
        """
        self.load()
        height, width = picture.shape[:2]
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(picture))
        try:
            with self._lock:
                found = self._landmarker.detect(image).face_landmarks
        except RuntimeError as error:
            raise EngineError(f"face landmarker failed: {error}") from error
        # z is given in units of the picture's width, like x.
        size = np.array([width, height, width], np.float32)
        faces = [np.array([[p.x, p.y, p.z] for p in face], np.float32) * size for face in found]
        return sorted(faces, key=_area, reverse=True)


def _area(landmarks: Landmarks) -> float:
    extent = landmarks[:, :2].max(0) - landmarks[:, :2].min(0)
    return float(extent[0] * extent[1])
