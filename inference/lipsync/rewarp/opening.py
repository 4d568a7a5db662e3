"""The space between the lips."""

from dataclasses import dataclass

import numpy as np

from inference.lipsync.warp.arrays import Floats, Points


@dataclass(frozen=True)
class Opening:
    """The space between the lips in one frame.

    Attributes:
        upper: shape (n, 2), pixels of the frame: the upper lip's inner edge, left to right.
        lower: the lower lip's.
        right: shape (2,): unit vector along the mouth.
        unit: pixels of one eye distance.
    """

    upper: Points
    lower: Points
    right: Points
    unit: float = 1.0

    @property
    def height(self) -> float:
        """Largest distance of the lips, in pixels."""
        return float(np.linalg.norm(self.upper - self.lower, axis=1).max())

    @property
    def features(self) -> Floats:
        """As of ``line_features``."""
        return line_features(self.upper, self.lower, self.unit)

    def local(self, points: Points) -> Points:
        """Points as (along, across) the mouth, in pixels from the left corner."""
        local: Points = ((points - self.upper[0]) @ self._axes.T).astype(np.float32)
        return local

    def back(self, local: Points) -> Points:
        """The reverse of ``local``."""
        points: Points = (local @ self._axes + self.upper[0]).astype(np.float32)
        return points

    @property
    def _axes(self) -> Points:
        return np.array([self.right, [-self.right[1], self.right[0]]], np.float32)


def direction(line: Points) -> Points:
    """Unit vector from the first point of a line to its last."""
    across = line[-1] - line[0]
    unit: Points = (across / max(1e-3, float(np.linalg.norm(across)))).astype(np.float32)
    return unit


def line_features(upper: Points, lower: Points, unit: float) -> Floats:
    """Opening in the middle and distance of the corners, in eye distances."""
    middle = slice(len(upper) // 3, -(len(upper) // 3))
    opening = np.linalg.norm(upper[middle] - lower[middle], axis=1).mean() / unit
    width = np.linalg.norm(upper[0] - upper[-1]) / unit
    return np.array([opening, width], np.float32)
