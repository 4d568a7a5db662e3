"""Smooth movement of a picture: from a few points that are moved to a field over a grid.

Lengths of moves are in eye distances, of the grid in pixels of the canvas.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.interpolate import RBFInterpolator

from inference.lipsync.warp.anatomy import HeadFrame
from inference.lipsync.warp.arrays import Floats, Points, blurred, row, sampled

SETTLE: Final = 0.035  # blur of the fields, in eye distances: no creases at the points


@dataclass(frozen=True)
class Grid:
    """Points of the canvas at which fields are known.

    Attributes:
        left: x of the first column, in pixels.
        top: y of the first row.
        step: pixels between neighbours.
        columns: number of columns.
        rows: number of rows.
    """

    left: float
    top: float
    step: int
    columns: int
    rows: int

    @property
    def points(self) -> Points:
        """Shape (rows, columns, 2), (x, y) in pixels."""
        x = self.left + self.step * np.arange(self.columns, dtype=np.float32)
        y = self.top + self.step * np.arange(self.rows, dtype=np.float32)
        return np.stack(np.meshgrid(x, y), -1).astype(np.float32)

    def sample(self, fields: Floats, points: Points) -> Floats:
        """Fields of shape (n, rows, columns, 2) at points (m, 2): shape (n, m, 2)."""
        where = ((points - row(self.left, self.top)) / self.step)[:, None].astype(np.float32)
        return np.stack([sampled(field, where)[:, 0] for field in fields])


@dataclass(frozen=True)
class Handles:
    """Points that are moved, and by how much for each control.

    Attributes:
        points: shape (n, 2), pixels of the canvas.
        moves: shape (n_controls, n, 3), to the right, down and towards the viewer.
    """

    points: Points
    moves: Floats


def spread(head: HeadFrame, handles: Handles, grid: Grid) -> Floats:
    """Spread the movement of points over the grid; zero at its border.

    Returns:
        Shape (n_controls, rows, columns, 2), pixels.
    """
    n_controls = len(handles.moves)
    points = grid.points
    border = np.concatenate([points[0, ::4], points[-1, ::4], points[::4, 0], points[::4, -1]])
    places = np.concatenate([handles.points, border, _neck(head)])
    n_fixed = len(places) - len(handles.points)
    moved = head.on_picture(handles.moves)
    moved = np.concatenate([moved, np.zeros((n_controls, n_fixed, 2), np.float32)], axis=1)
    unique = np.unique(np.round(places).astype(int), axis=0, return_index=True)[1]
    columns = moved[:, unique].transpose(1, 0, 2).reshape(len(unique), -1)
    unit = head.eye_distance
    spline = RBFInterpolator(places[unique] / unit, columns, kernel="linear", smoothing=1e-3)
    values = spline(points.reshape(-1, 2) / unit)
    fields = values.reshape(grid.rows, grid.columns, n_controls, 2).transpose(2, 0, 1, 3)
    blur = SETTLE * head.eye_distance / grid.step
    return np.stack([blurred(np.ascontiguousarray(f, np.float32), blur) for f in fields])


def _neck(head: HeadFrame) -> Points:
    """Points under the chin that stay, so that the jaw does not pull the clothes along."""
    chin = head.landmarks[152, :2]
    right, down = head.axes[0, :2], head.axes[1, :2]
    places = [
        chin + head.eye_distance * (across * right + below * down)
        for below in (0.95, 1.2, 1.5)
        for across in (-1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2)
    ]
    return np.array(places, np.float32)
