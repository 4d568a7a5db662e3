"""How far each part of a face moves for each articulator.

A face is deformed by two smooth fields over the picture: the upper one carries the upper lip and
what lies above, the lower one the lower lip, chin and jaw. Both are sums of fixed fields, one per
control, times how strongly the control acts; so motion is as smooth in time as the controls are.
Each fixed field interpolates the movement of a few hundred points (radial basis functions) on a
coarse grid. Lengths are in eye distances.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from scipy.interpolate import RBFInterpolator

from inference.lipsync.warp.anatomy import (
    CHEEKS,
    JAW,
    LEFT_BROW,
    LOWER_OUTER,
    RIGHT_BROW,
    STILL,
    STILL_SIDES,
    UPPER_OUTER,
    HeadFrame,
)
from inference.lipsync.warp.arrays import Floats, Points, blurred, row, sampled, smoothstep
from inference.lipsync.warp.lips import LipLines
from inference.visemes import Articulator


class Control(IntEnum):
    """What deforms a face; the rows of the fields."""

    JAW = 0
    CLOSE = 1  # takes back what the jaw does to the lips
    PRESS = 2
    STRETCH = 3
    PUCKER = 4
    FUNNEL = 5
    UPPER_UP = 6
    LOWER_DOWN = 7
    ROLL_LOWER = 8
    SEAL = 9  # brings together lips that are apart in the picture
    BROWS = 10


N_CONTROLS: Final = len(Control)

JAW_DROP: Final = 0.33  # of the lower lip when the jaw is fully open
CORNER_DROP: Final = 0.10
TYPICAL_HALF_WIDTH: Final = 0.45  # of a mouth; narrower ones move less
LOWER_ROUNDNESS: Final = 2.5  # exponent of the lower lip's curve
SETTLE: Final = 0.035  # blur of the fields, in eye distances: no creases at the points


def control_values(mouth: Floats, brows: float) -> Floats:
    """Strength of each control for one row of an articulation track.

    Args:
        mouth: shape (11,), columns as in ``Articulator``.
        brows: within [0, 1], 1 is fully raised.
    """
    values = np.zeros(N_CONTROLS, np.float32)
    jaw, close = mouth[Articulator.JAW_OPEN], mouth[Articulator.MOUTH_CLOSE]
    values[Control.JAW] = jaw
    values[Control.CLOSE] = jaw * max(close, 0.72 * mouth[Articulator.MOUTH_ROLL_LOWER])
    values[Control.PRESS] = mouth[Articulator.MOUTH_PRESS]
    values[Control.STRETCH] = mouth[Articulator.MOUTH_STRETCH]
    values[Control.PUCKER] = mouth[Articulator.MOUTH_PUCKER]
    values[Control.FUNNEL] = mouth[Articulator.MOUTH_FUNNEL]
    values[Control.UPPER_UP] = mouth[Articulator.MOUTH_UPPER_UP]
    values[Control.LOWER_DOWN] = mouth[Articulator.MOUTH_LOWER_DOWN]
    values[Control.ROLL_LOWER] = mouth[Articulator.MOUTH_ROLL_LOWER]
    values[Control.SEAL] = 1.0
    values[Control.BROWS] = brows
    return values


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
class Rig:
    """A face made movable.

    Attributes:
        upper: shape (n_controls, rows, columns, 2): pixels that the picture moves.
        lower: the same for what lies under the lip line.
    """

    upper: Floats
    lower: Floats


@dataclass(frozen=True)
class _Handles:
    """Points that are moved, and by how much for each control."""

    points: Points  # (n, 2)
    moves: Floats  # (n_controls, n, 3)


def build_rig(head: HeadFrame, lines: LipLines, grid: Grid) -> Rig:
    """Work out the fields of one face."""
    upper = _field(head, _upper_handles(head, lines), grid)
    lower = _field(head, _lower_handles(head, lines), grid)
    return _joined_beside_the_mouth(head, lines, grid, upper, lower)


def _bump(along: Floats, roundness: float = 2.0) -> Floats:
    """1 in the middle of the mouth, 0 at its corners and beyond."""
    return np.clip(1 - np.abs(along) ** roundness, 0, 1).astype(np.float32)


def _corner_moves(head: HeadFrame, along: Floats, share: Floats) -> Floats:
    """What both lips share: how the corners travel; (n_controls, n, 3)."""
    moves = np.zeros((N_CONTROLS, len(along), 3), np.float32)
    left, right = map(min, head.half_widths, head.seen_half_widths)
    half_width = np.where(along < 0, left, right)
    side = np.clip(along, -1, 1) * np.clip(half_width / TYPICAL_HALF_WIDTH, 0.1, 1.1)
    corner = (1 - _bump(along)) * share
    moves[Control.JAW, :, 0] = -0.035 * side * share
    moves[Control.JAW, :, 1] = CORNER_DROP * corner
    moves[Control.CLOSE] = -0.8 * moves[Control.JAW]
    moves[Control.STRETCH, :, 0] = 0.075 * side * share
    moves[Control.STRETCH, :, 1] = -0.012 * corner
    moves[Control.PUCKER, :, 0] = -0.15 * side * share
    moves[Control.PUCKER, :, 2] = 0.1 * _bump(along) * share
    moves[Control.FUNNEL, :, 0] = -0.1 * side * share
    moves[Control.FUNNEL, :, 2] = 0.06 * _bump(along) * share
    moves[Control.PRESS, :, 0] = 0.012 * side * share
    return moves


def _tallness(head: HeadFrame) -> float:
    """Small mouths open less."""
    return float(np.clip(sum(head.half_widths) / 2 / TYPICAL_HALF_WIDTH, 0.5, 1.15) ** 0.5)


def _upper_lip_moves(head: HeadFrame, along: Floats, *, inner: bool) -> Floats:
    moves = _corner_moves(head, along, np.ones_like(along))
    bump = _bump(along) * _tallness(head)
    moves[Control.JAW, :, 1] -= 0.02 * bump
    moves[Control.CLOSE, :, 1] += 0.02 * bump
    moves[Control.FUNNEL, :, 1] -= (0.05 if inner else 0.035) * bump
    moves[Control.PUCKER, :, 1] -= (0.012 if inner else 0.022) * bump
    moves[Control.UPPER_UP, :, 1] -= (0.062 if inner else 0.05) * bump
    if inner:
        moves[Control.ROLL_LOWER, :, 1] -= 0.006 * bump
    else:
        moves[Control.PRESS, :, 1] += 0.022 * bump
        moves[Control.STRETCH, :, 1] += 0.008 * bump
    return moves


def _lower_lip_moves(head: HeadFrame, along: Floats, *, inner: bool) -> Floats:
    moves = _corner_moves(head, along, np.ones_like(along))
    bump = _bump(along, LOWER_ROUNDNESS) * _tallness(head)
    drop = JAW_DROP if inner else JAW_DROP - 0.015
    moves[Control.JAW, :, 1] += drop * bump
    moves[Control.CLOSE, :, 1] -= (JAW_DROP if inner else 0.7 * JAW_DROP) * bump
    moves[Control.FUNNEL, :, 1] += (0.06 if inner else 0.05) * bump
    moves[Control.PUCKER, :, 1] += (0.02 if inner else 0.03) * bump
    moves[Control.LOWER_DOWN, :, 1] += (0.08 if inner else 0.07) * bump
    if inner:
        moves[Control.ROLL_LOWER, :, 1] -= 0.012 * bump
    else:
        moves[Control.ROLL_LOWER, :, 1] -= 0.075 * bump
        moves[Control.PRESS, :, 1] -= 0.028 * bump
        moves[Control.STRETCH, :, 1] -= 0.01 * bump
    return moves


def _sealing(lines: LipLines, head: HeadFrame, *, upper: bool) -> Floats:
    """Move one lip's inner edge to where the lips meet, (41, 3)."""
    meeting = lines.upper + 0.4 * (lines.lower - lines.upper)
    towards = meeting - (lines.upper if upper else lines.lower)
    local = np.zeros((len(towards), 3), np.float32)
    local[:, :2] = head.local_of_plane(towards + head.origin[:2])
    return local


def _upper_handles(head: HeadFrame, lines: LipLines) -> _Handles:
    return _handles(head, lines.upper, UPPER_OUTER, _sealing(lines, head, upper=True), upper=True)


def _lower_handles(head: HeadFrame, lines: LipLines) -> _Handles:
    return _handles(head, lines.lower, LOWER_OUTER, _sealing(lines, head, upper=False), upper=False)


def _handles(
    head: HeadFrame, line: Points, outer: list[int], seal: Floats, *, upper: bool
) -> _Handles:
    """Points of one layer: its lip, and what the lip pulls along."""
    lip_moves = _upper_lip_moves if upper else _lower_lip_moves
    inner_moves = lip_moves(head, head.along_mouth(head.local_of_plane(line)[:, 0]), inner=True)
    inner_moves[Control.SEAL] = seal
    rim = outer[1:-1]  # the corners are on the inner line already
    rim_along = head.along_mouth(head.local(head.landmarks[rim])[:, 0])
    rim_moves = lip_moves(head, rim_along, inner=False)
    rim_moves[Control.SEAL] = 0.6 * seal[np.linspace(0, len(seal) - 1, 11).astype(int)[1:-1]]
    skin, skin_moves = _skin(head, with_jaw=not upper)
    return _Handles(
        np.concatenate([line, head.landmarks[rim, :2], skin]),
        np.concatenate([inner_moves, rim_moves, skin_moves], axis=1),
    )


def _skin(head: HeadFrame, *, with_jaw: bool) -> tuple[Points, Floats]:
    """Points of the skin around the mouth and of the rest of the face."""
    cheeks = np.array(CHEEKS)
    still = np.array(STILL + STILL_SIDES)
    brows = np.array(LEFT_BROW + RIGHT_BROW)
    jaw = np.array(list(JAW)) if with_jaw else np.array([], int)
    chosen = np.concatenate([cheeks, still, brows, jaw])
    moves = np.zeros((N_CONTROLS, len(chosen), 3), np.float32)
    along = head.along_mouth(head.local(head.landmarks[cheeks])[:, 0])
    moves[:, : len(cheeks)] = _corner_moves(head, along, np.full(len(cheeks), 0.22, np.float32))
    first_brow = len(cheeks) + len(still)
    moves[Control.BROWS, first_brow : first_brow + len(brows), 1] = -0.06
    if with_jaw:
        share = np.array(list(JAW.values()), np.float32)
        moves[Control.JAW, -len(jaw) :, 1] = JAW_DROP * 0.94 * share
        moves[Control.JAW, -len(jaw) :, 2] = -0.06 * share
        moves[Control.CLOSE, -len(jaw) :, 1] = -0.12 * JAW_DROP * share
    return head.landmarks[chosen, :2], moves


def _field(head: HeadFrame, handles: _Handles, grid: Grid) -> Floats:
    """Spread the movement of points over the grid; zero at its border."""
    points = grid.points
    border = np.concatenate([points[0, ::4], points[-1, ::4], points[::4, 0], points[::4, -1]])
    places = np.concatenate([handles.points, border, _neck(head)])
    n_fixed = len(places) - len(handles.points)
    moved = head.on_picture(handles.moves)
    moved = np.concatenate([moved, np.zeros((N_CONTROLS, n_fixed, 2), np.float32)], axis=1)
    unique = np.unique(np.round(places).astype(int), axis=0, return_index=True)[1]
    columns = moved[:, unique].transpose(1, 0, 2).reshape(len(unique), -1)
    unit = head.eye_distance
    spline = RBFInterpolator(places[unique] / unit, columns, kernel="linear", smoothing=1e-3)
    spread = spline(points.reshape(-1, 2) / unit)
    fields = spread.reshape(grid.rows, grid.columns, N_CONTROLS, 2).transpose(2, 0, 1, 3)
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


def _joined_beside_the_mouth(
    head: HeadFrame, lines: LipLines, grid: Grid, upper: Floats, lower: Floats
) -> Rig:
    """Make both layers one beyond the corners, where no slit parts them."""
    local = head.local_of_plane(grid.points.reshape(-1, 2)).reshape(grid.rows, grid.columns, 2)
    along = head.along_mouth(local[..., 0])
    line = head.local_of_plane((lines.upper + lines.lower) / 2)
    depth = local[..., 1] - np.interp(local[..., 0], line[:, 0], line[:, 1])
    outside = smoothstep((np.abs(along) - 0.94) / 0.14)[None, ..., None]
    softness = 0.03 + 0.22 * np.clip(np.abs(along) - 1, 0, 1)
    under = (1 / (1 + np.exp(-np.clip(depth / softness, -30, 30))))[None, ..., None]
    one = upper + under * (lower - upper)
    return Rig(
        (upper + outside * (one - upper)).astype(np.float32),
        (lower + outside * (one - lower)).astype(np.float32),
    )
