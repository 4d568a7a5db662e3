"""Tells a person from what is behind them."""

import threading
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.errors import EngineError
from inference.media import Frame
from inference.mediapipe_tasks import BaseOptions, Image, ImageFormat, vision

Mask = npt.NDArray[np.float32]

SIDE: Final = 256  # pixels of the square that the network looks at
WORKING_SIDE: Final = 1400  # edges are found in a copy no larger than this
REACH: Final = 4.0  # pixels of the network's square within which an edge may lie elsewhere
SMOOTHNESS: Final = 1e-4  # of the guided filter, for brightness within [0, 1]
HARDEST: Final = (0.3, 0.75)  # of the filtered estimate: nothing of the person; all of it


class PersonSegmenter:
    """MediaPipe's selfie segmentation, its edges drawn to those in the picture.

    The network answers for a square of 256 pixels. A guided filter (He, Sun and Tang, 2013) lets
    the estimate follow the picture's own edges.
    """

    def __init__(self, checkpoint: Path) -> None:
        self._checkpoint = checkpoint
        self._segmenter: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model; does nothing the second time."""
        with self._lock:
            if self._segmenter is None:
                options = vision.ImageSegmenterOptions(
                    base_options=BaseOptions(model_asset_path=str(self._checkpoint)),
                    running_mode=vision.RunningMode.IMAGE,
                    output_confidence_masks=True,
                    output_category_mask=False,
                )
                self._segmenter = vision.ImageSegmenter.create_from_options(options)

    def close(self) -> None:
        """Free the model. Not closing it explicitly makes MediaPipe complain at exit."""
        with self._lock:
            if self._segmenter is not None:
                self._segmenter.close()
                self._segmenter = None

    def mask(self, picture: Frame) -> Mask:
        """How much of each pixel belongs to a person.

        Args:
            picture: shape (height, width, 3), RGB.

        Returns:
            Shape (height, width), within [0, 1].

        Raises:
            EngineError: the model failed.
        """
        height, width = picture.shape[:2]
        scale = min(1.0, WORKING_SIDE / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        copy = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        estimate = cv2.resize(self._estimate(picture), size, interpolation=cv2.INTER_CUBIC)
        reach = max(2, round(REACH * max(size) / SIDE))
        guide: Any = copy.astype(np.float32) / 255
        edged: Any = cv2.ximgproc.guidedFilter(guide, estimate, reach, SMOOTHNESS)
        low, high = HARDEST
        mask: Any = np.clip((edged - low) / (high - low), 0, 1)
        return np.asarray(
            cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR), np.float32
        )

    def _estimate(self, picture: Frame) -> Any:
        self.load()
        square: Any = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        image = Image(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(square))
        try:
            with self._lock:
                found = self._segmenter.segment(image).confidence_masks[0]
        except RuntimeError as error:
            raise EngineError(f"person segmenter failed: {error}") from error
        return np.array(found.numpy_view(), np.float32).reshape(SIDE, SIDE)
