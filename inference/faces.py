"""A face found in a picture, as a value that can be stored."""

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from inference.errors import InputError

N_LANDMARKS: Final = 478  # MediaPipe's canonical face mesh and both irises
ANALYSIS_VERSION: Final = 1

Landmarks = npt.NDArray[np.float32]


@dataclass(frozen=True)
class PortraitAnalysis:
    """What has to be known about a picture before its mouth can be moved.

    Attributes:
        width: of the picture, in pixels, after its EXIF orientation is applied.
        height: as ``width``.
        has_alpha: whether the picture has transparent parts.
        landmarks: shape (478, 3), float32: x and y in pixels of the picture, z in the same unit,
            smaller is nearer to the viewer.
        figure_top: pixels above the highest hair of a figure with transparent background; 0 for
            other pictures.
    """

    width: int
    height: int
    has_alpha: bool
    landmarks: Landmarks
    figure_top: float = 0.0

    def __post_init__(self) -> None:
        if self.landmarks.shape != (N_LANDMARKS, 3):
            raise InputError(f"expected 478 landmarks, got shape {self.landmarks.shape}")

    @property
    def face_box(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of the landmarks, in pixels: brow line or hairline to chin."""
        left, top = self.landmarks[:, :2].min(0)
        right, bottom = self.landmarks[:, :2].max(0)
        return float(left), float(top), float(right), float(bottom)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON field; landmarks to a hundredth of a pixel."""
        return {
            "version": ANALYSIS_VERSION,
            "width": self.width,
            "height": self.height,
            "has_alpha": self.has_alpha,
            "face_box": [round(value, 2) for value in self.face_box],
            "figure_top": round(self.figure_top, 2),
            "landmarks": [[round(float(value), 2) for value in point] for point in self.landmarks],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read what ``to_json`` wrote.

        Raises:
            InputError: it was written by another version or is damaged; analyse again.
        """
        if stored.get("version") != ANALYSIS_VERSION:
            raise InputError("the stored analysis has another version; analyse the picture again")
        try:
            return cls(
                int(stored["width"]),
                int(stored["height"]),
                bool(stored["has_alpha"]),
                np.asarray(stored["landmarks"], dtype=np.float32),
                float(stored.get("figure_top", 0.0)),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"the stored analysis is damaged: {error}") from error
