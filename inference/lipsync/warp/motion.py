"""From control values to the map that says which source pixel shows where.

Movement of the head is a third sum of fixed fields, over the head, hair and neck, that dies away
towards the shoulders and the background. It adds to the fields of the rig. All are forward fields
("this pixel goes there"); a picture is drawn with the inverse, found by fixed-point iteration on
the coarse grid and then enlarged.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from scipy.interpolate import griddata

from inference.lipsync.warp.anatomy import HeadFrame
from inference.lipsync.warp.arrays import (
    Floats,
    Points,
    blurred,
    resized,
    row,
    sampled,
    smoothstep,
)
from inference.lipsync.warp.fields import Grid
from inference.lipsync.warp.lips import LipLines
from inference.lipsync.warp.rig import Rig, build_rig
from inference.lipsync.warp.stage import Stage

STEPS_PER_EYE_DISTANCE: Final = 16  # grid points
ITERATIONS: Final = 5  # of the inversion; the error shrinks about threefold each time
HAIR: Final = 0.42  # eye distances of hair beside the face of a photograph
FADE: Final = 0.75  # eye distances over which the head's movement dies away beside a photograph's
CUT_OUT_FADE: Final = 0.4  # beside a cut-out's, where only shoulders follow
NECK_FADE: Final = 1.15
ABOVE: Final = 1.6  # eye distances of hair above the brow that move, for a photograph
HEAD_DEPTH: Final = 0.75  # of ears and hair behind the mouth, in eye distances
NECK_AXIS: Final = 1.1  # depth of the axis about which a head turns


@dataclass(frozen=True)
class Region:
    """The rectangle of the canvas that may change.

    Attributes:
        left: pixels.
        top: pixels.
        width: pixels, a multiple of the grid's step.
        height: as ``width``.
        grid: reaches one step beyond the rectangle on all sides.
    """

    left: int
    top: int
    width: int
    height: int
    grid: Grid


def region_around_head(stage: Stage) -> Region:
    """The head with its hair, and the neck."""
    head = stage.head
    unit = head.eye_distance
    step = max(3, round(unit / STEPS_PER_EYE_DISTANCE))
    left, right = _sides_of_head(stage)
    top = _top_of_head(stage)
    bottom = head.landmarks[152, 1] + (NECK_FADE + 0.25) * unit
    reach = (_fade(stage) + 0.1) * unit
    height, width = stage.still.shape[:2]
    x0, y0 = max(0, int(left - reach)), max(0, int(top))
    x1, y1 = min(width, int(right + reach)), min(height, int(bottom))
    columns, rows = -(-(x1 - x0) // step), -(-(y1 - y0) // step)
    # Grid point i of an enlarged grid lies at (i + 0.5) * step - 0.5 of it; see ``cv2.resize``.
    offset = -step + 0.5 * step - 0.5
    grid = Grid(x0 + offset, y0 + offset, step, columns + 2, rows + 2)
    return Region(x0, y0, min(columns * step, width - x0), min(rows * step, height - y0), grid)


def _fade(stage: Stage) -> float:
    return FADE if stage.opacity is None else CUT_OUT_FADE


def _sides_of_head(stage: Stage) -> tuple[float, float]:
    """Left and right of face and hair, in pixels."""
    head = stage.head
    left, right = head.landmarks[:, 0].min(), head.landmarks[:, 0].max()
    if stage.opacity is None:
        return left - HAIR * head.eye_distance, right + HAIR * head.eye_distance
    eyes, chin = int(head.landmarks[10, 1]), int(head.landmarks[152, 1])
    rows = stage.opacity[max(0, eyes) : max(1, chin)]
    columns = np.flatnonzero((rows > 0.05).any(0))  # noqa: PLR2004  faint strands do not count
    margin = 0.08 * head.eye_distance
    return min(left, columns[0]) - margin, max(right, columns[-1]) + margin


def _top_of_head(stage: Stage) -> float:
    if stage.opacity is not None:
        return 0.0  # the figure may have high hair; the backdrop does not move anyway
    reach = (ABOVE + FADE) * stage.head.eye_distance
    return float(max(stage.covered[1], stage.head.landmarks[10, 1] - reach))


def head_fields(stage: Stage, grid: Grid) -> Floats:
    """Pixels moved by yaw, pitch, roll (per radian), x and y (per eye distance).

    Returns:
        Shape (5, rows, columns, 2).
    """
    head = stage.head
    points = grid.points
    depth = _depth(head, points)
    weight = _weight(stage, points)[..., None]
    unit = head.eye_distance
    right, down = head.axes[0, :2], head.axes[1, :2]
    lever = (NECK_AXIS * unit - depth)[..., None]
    pivot = head.landmarks[152, :2] + 0.5 * unit * down
    away = points - pivot
    turned = np.stack([-away[..., 1], away[..., 0]], -1)
    ones = np.ones_like(weight)
    fields = [lever * right, lever * down * 0.8, turned, ones * right * unit, ones * down * unit]
    return np.stack([field * weight for field in fields]).astype(np.float32)


def _depth(head: HeadFrame, points: Points) -> Floats:
    """Depth behind the middle of the mouth, in pixels, at points of the picture."""
    unit = head.eye_distance
    near = head.landmarks[:468]
    centre = near[:, :2].mean(0)
    ring = centre + 2.2 * (near[[10, 127, 234, 132, 152, 361, 454, 356], :2] - centre)
    places = np.concatenate([near[:, :2], ring])
    depths = np.concatenate([near[:, 2] - head.origin[2], np.full(len(ring), HEAD_DEPTH * unit)])
    flat = points.reshape(-1, 2)
    linear = griddata(places, depths, flat, method="linear", fill_value=HEAD_DEPTH * unit)
    depth = linear.reshape(points.shape[:2]).astype(np.float32)
    return blurred(depth, 2.5)


def _weight(stage: Stage, points: Points) -> Floats:
    """1 on the head, 0 on shoulders and far background, smooth between."""
    head = stage.head
    unit = head.eye_distance
    left, right = _sides_of_head(stage)
    x, y = points[..., 0], points[..., 1]
    beside = np.maximum(left - x, x - right) / (_fade(stage) * unit)
    below = (y - head.landmarks[152, 1] + 0.15 * unit) / (NECK_FADE * unit)
    weight = _falling(beside) * _falling(below)
    if stage.opacity is None:
        above = (head.landmarks[10, 1] - ABOVE * unit - y) / (FADE * unit)
        weight *= _falling(above) * _inside(stage, points)
    return weight.astype(np.float32)


def _inside(stage: Stage, points: Points) -> Floats:
    """0 at the edge of the photograph, which must stay, 1 well inside."""
    left, top, right, bottom = stage.covered
    x, y = points[..., 0], points[..., 1]
    distance = np.minimum(np.minimum(x - left, right - 1 - x), np.minimum(y - top, bottom - 1 - y))
    return _falling(1 - distance / (0.5 * stage.head.eye_distance))


def _falling(share: Floats) -> Floats:
    """1 up to 0, 0 from 1 on, smooth between."""
    return smoothstep(1 - share)


@dataclass(frozen=True)
class Pose:
    """One frame's deformation.

    Attributes:
        upper: shape (rows, columns, 2): source pixel of each grid point, relative to the region,
            for what lies above the lip line.
        lower: the same for what lies below.
        upper_line: shape (41, 2), pixels of the region: edge of the upper lip.
        lower_line: edge of the lower lip.
        head_shift: shape (2,): pixels that the middle of the mouth moved with the head.
        jaw_shift: shape (2,): pixels that the lower teeth moved besides.
    """

    upper: Floats
    lower: Floats
    upper_line: Points
    lower_line: Points
    head_shift: Points
    jaw_shift: Points


class Motion:
    """All the fields of one face, and how to apply them."""

    def __init__(self, stage: Stage, lines: LipLines) -> None:
        self.region = region_around_head(stage)
        self._grid = self.region.grid
        self._corner = row(self.region.left, self.region.top)
        self._points = self._grid.points
        self._lines = lines
        self._down = stage.head.axes[1, :2] * stage.head.eye_distance
        rig: Rig = build_rig(stage.head, lines, self._grid)
        head = head_fields(stage, self._grid)
        self._upper = np.concatenate([rig.upper, head])
        self._lower = np.concatenate([rig.lower, head])
        self._upper_at_line = self._grid.sample(self._upper, lines.upper)
        self._lower_at_line = self._grid.sample(self._lower, lines.lower)
        self._head_at_mouth = self._grid.sample(head, lines.upper)[:, len(lines.upper) // 2]

    def pose(self, controls: Floats, head: Floats, jaw_drop: float) -> Pose:
        """Deform the face.

        Args:
            controls: shape (n_controls,).
            head: shape (5,): yaw, pitch, roll, x, y as in ``LifeTrack``.
            jaw_drop: of the lower teeth, in eye distances.
        """
        strengths = np.concatenate([controls, head])
        upper_line = self._lines.upper + _summed(strengths, self._upper_at_line)
        lower_line = self._lines.lower + _summed(strengths, self._lower_at_line)
        return Pose(
            upper=self._inverse(_summed(strengths, self._upper)),
            lower=self._inverse(_summed(strengths, self._lower)),
            upper_line=(upper_line - self._corner).astype(np.float32),
            lower_line=(lower_line - self._corner).astype(np.float32),
            head_shift=head @ self._head_at_mouth,
            jaw_shift=self._down * np.float32(jaw_drop),
        )

    def _inverse(self, forward: Floats) -> Floats:
        """Source point of each grid point, in pixels of the region."""
        origin = row(self._grid.left, self._grid.top)
        source = self._points - forward
        for _ in range(ITERATIONS):
            where = (source - origin) / self._grid.step
            shift = sampled(forward, where)
            source = self._points - shift
        return (source - self._corner).astype(np.float32)

    def enlarged(self, coarse: Floats, rows: slice, columns: slice) -> Floats:
        """A map of grid points as a map of some of the region's pixels, (n_rows, n_columns, 2)."""
        step = self._grid.step
        first_row, last_row = rows.start // step, -(-rows.stop // step) + 2
        first_column, last_column = columns.start // step, -(-columns.stop // step) + 2
        part = coarse[first_row:last_row, first_column:last_column]
        size = (part.shape[1] * step, part.shape[0] * step)
        fine = resized(np.ascontiguousarray(part), size, cv2.INTER_LINEAR)
        top = rows.start - (first_row - 1) * step
        left = columns.start - (first_column - 1) * step
        height, width = rows.stop - rows.start, columns.stop - columns.start
        return fine[top : top + height, left : left + width]


def _summed(strengths: Floats, fields: Floats) -> Floats:
    """Sum of fields, each times its strength."""
    total: Floats = (strengths @ fields.reshape(len(fields), -1)).reshape(fields.shape[1:])
    return total
