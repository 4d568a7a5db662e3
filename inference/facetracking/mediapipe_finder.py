"""MediaPipe's FaceLandmarker behind a small door."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from inference.errors import EngineError
from inference.faces import Landmarks
from inference.media import Frame
from inference.mediapipe_tasks import BaseOptions, Image, ImageFormat, vision

MAX_FACES = 5
AT_ONCE = 2  # pictures that are looked at side by side


class FaceFinder:
    """Finds faces in single pictures.

    Image mode, on purpose: MediaPipe's video mode smooths over time, which hides quick lip
    closures and delays them by about 40 ms. Several threads may ask at once; as many as
    ``AT_ONCE`` are answered side by side, each by a copy of the model of its own.
    """

    def __init__(self, checkpoint: Path) -> None:
        self._checkpoint = checkpoint
        self._lock = threading.Lock()
        self._n_made = 0
        self._free: queue.LifoQueue[Any] = queue.LifoQueue()

    def load(self) -> None:
        """Load the model; does nothing the second time."""
        with self._lock:
            if not self._n_made:
                self._make()

    def close(self) -> None:
        """Free the model. Not closing it explicitly makes MediaPipe complain at exit."""
        with self._lock:
            for _ in range(self._n_made):
                self._free.get().close()
            self._n_made = 0

    def _make(self) -> None:
        options = vision.FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(self._checkpoint)),
            running_mode=vision.RunningMode.IMAGE,
            num_faces=MAX_FACES,
        )
        self._free.put(vision.FaceLandmarker.create_from_options(options))
        self._n_made += 1

    @contextmanager
    def _landmarker(self) -> Iterator[Any]:
        """A copy of the model for as long as one picture takes."""
        with self._lock:
            if not self._n_made or (self._free.empty() and self._n_made < AT_ONCE):
                self._make()
        landmarker = self._free.get()
        try:
            yield landmarker
        finally:
            self._free.put(landmarker)

    def find(self, picture: Frame) -> list[Landmarks]:
        """The faces in a picture, largest first.

        Args:
            picture: shape (height, width, 3), RGB.

        Returns:
            Arrays of shape (478, 3), float32, in pixels; empty when no face is seen.

        Raises:
            EngineError: the model failed.
        """
        height, width = picture.shape[:2]
        image = Image(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(picture))
        try:
            with self._landmarker() as landmarker:
                found = landmarker.detect(image).face_landmarks
        except RuntimeError as error:
            raise EngineError(f"face landmarker failed: {error}") from error
        # z is given in units of the picture's width, like x.
        size = np.array([width, height, width], np.float32)
        faces = [np.array([[p.x, p.y, p.z] for p in face], np.float32) * size for face in found]
        return sorted(faces, key=_area, reverse=True)


def _area(landmarks: Landmarks) -> float:
    extent = landmarks[:, :2].max(0) - landmarks[:, :2].min(0)
    return float(extent[0] * extent[1])
