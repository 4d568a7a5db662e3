"""Smooth movement between points that are moved: radial basis functions on a coarse grid."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np

from inference.lipsync.warp.arrays import Floats, Points, resized
from inference.planar import Box

SMOOTHING: Final = 2e-3  # of the spline, in eye distances
STEPS: Final = 11  # grid points in an eye distance
BORDER_POINTS: Final = 9  # on each side of the box, that stay


@dataclass(frozen=True)
class FieldGrid:
    """Places at which a field is computed before it is enlarged.

    Attributes:
        box: of pixels that are wanted.
        step: pixels from one place to the next.
        columns: places in a row.
        rows: rows of places.
    """

    box: Box
    step: int
    columns: int
    rows: int

    @classmethod
    def over(cls, box: Box, unit: float) -> "FieldGrid":
        """A grid fine enough for a face whose eyes are ``unit`` pixels apart."""
        step = max(3, round(unit / STEPS))
        return cls(box, step, -(-box.width // step), -(-box.height // step))

    @cached_property
    def points(self) -> Points:
        """Shape (rows * columns, 2), pixels of the frame; as ``cv2.resize`` enlarges."""
        x = self.box.left + (np.arange(self.columns, dtype=np.float32) + 0.5) * self.step - 0.5
        y = self.box.top + (np.arange(self.rows, dtype=np.float32) + 0.5) * self.step - 0.5
        return np.stack(np.meshgrid(x, y), -1).reshape(-1, 2).astype(np.float32)

    def enlarged(self, values: Floats) -> Floats:
        """Values at the places as values of every pixel, (box.height, box.width, n)."""
        coarse = values.reshape(self.rows, self.columns, -1)
        size = (self.columns * self.step, self.rows * self.step)
        fine = resized(np.ascontiguousarray(coarse, np.float32), size, cv2.INTER_LINEAR)
        return fine[: self.box.height, : self.box.width]


def spread(places: Points, values: Floats, at: Points, unit: float) -> Floats:
    """Interpolate values known at some places.

    The kernel is the distance itself, which in the plane bends least abruptly of those that need
    no linear term and does not overshoot beyond the outermost places.

    Args:
        places: shape (n, 2), pixels.
        values: shape (n, m).
        at: shape (k, 2), pixels.
        unit: pixels of one eye distance.

    Returns:
        Shape (k, m).
    """
    n = len(places)
    system = np.zeros((n + 1, n + 1), np.float64)
    system[:n, :n] = -_distances(places, places) / unit
    system[np.arange(n), np.arange(n)] += SMOOTHING
    system[:n, n] = system[n, :n] = 1.0
    wanted = np.zeros((n + 1, values.shape[1]))
    wanted[:n] = values
    weights = np.asarray(cv2.solve(system, wanted, flags=cv2.DECOMP_LU)[1], np.float32)
    kernel = _distances(at, places) * np.float32(-1 / unit)
    found: Floats = kernel @ weights[:n] + weights[n]
    return found


def _distances(a: Points, b: Points) -> Floats:
    x = a[:, :1] - b[None, :, 0]
    y = a[:, 1:] - b[None, :, 1]
    return np.asarray(cv2.magnitude(x, y), np.float32)


def rim(box: Box) -> Points:
    """Points around a box, which do not move."""
    x = np.linspace(box.left, box.left + box.width - 1, BORDER_POINTS)
    y = np.linspace(box.top, box.top + box.height - 1, BORDER_POINTS)[1:-1]
    ends = (box.left, box.left + box.width - 1)
    levels = (box.top, box.top + box.height - 1)
    points = [(a, b) for b in levels for a in x] + [(a, b) for a in ends for b in y]
    return np.array(points, np.float32)
