"""One frame's skin, lips and chin moved from where they are to where speech wants them."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from inference.lipsync.rewarp.fields import FieldGrid, rim, spread
from inference.lipsync.rewarp.opening import direction
from inference.lipsync.warp.arrays import Floats, Points, chosen, sampled, smoothstep
from inference.media import Frame

NARROWEST: Final = 0.68  # of the mouth's width in the frame; pushed closer together, skin folds
STILL: Final = 0.04  # pixels; what moves less is not drawn
MOVING: Final = 0.2  # pixels; what moves more is drawn fully


@dataclass(frozen=True)
class Shift:
    """Handles of one layer.

    Attributes:
        source: shape (n, 2), pixels of the frame: where they are.
        target: where they are wanted.
        n_line: the first ones are the lip's inner edge, from corner to corner.
        n_lip: the first ones belong to the lip.
    """

    source: Points
    target: Points
    n_line: int
    n_lip: int

    @property
    def edge(self) -> Points:
        """Where the lip's inner edge is wanted."""
        return self.target[: self.n_line]

    def eased(self, weight: Floats) -> "Shift":
        """Only a part of the way; shape (n,), within [0, 1]."""
        target = self.source + weight[:, None] * (self.target - self.source)
        return Shift(self.source, target, self.n_line, self.n_lip)

    def not_too_narrow(self) -> "Shift":
        """A wanted mouth that is not much narrower than the one in the frame."""
        corners = [0, self.n_line - 1]
        width, wanted = (
            float(np.linalg.norm(np.diff(points[corners], axis=0)))
            for points in (self.source, self.target)
        )
        if wanted >= NARROWEST * width or wanted < 1:
            return self
        right, centre = direction(self.target[corners]), self.target[corners].mean(0)
        lip = self.target[: self.n_lip]
        outwards = ((lip - centre) @ right)[:, None] * right
        target = self.target.copy()
        target[: self.n_lip] += (NARROWEST * width / wanted - 1) * outwards
        return Shift(self.source, target, self.n_line, self.n_lip)


def moved(
    own: Frame, shifts: tuple[Shift, Shift], grid: FieldGrid, unit: float
) -> tuple[Frame, Floats]:
    """Put both layers in place.

    Args:
        own: shape (height, width, 3): the pixels of ``grid.box``.
        shifts: of what lies above and below the line where the lips part.
        grid: over the box.
        unit: pixels of one eye distance.

    Returns:
        The picture, and how much of it to show, shape (height, width) within [0, 1]: nothing
        where nothing moves.
    """
    maps = _maps(shifts, grid, unit)
    away = np.maximum(*(np.linalg.norm(layer - grid.points, axis=1) for layer in maps))
    near = cv2.dilate(away.reshape(grid.rows, grid.columns), np.ones((3, 3), np.uint8))
    weight = smoothstep((np.asarray(near) - STILL) / (MOVING - STILL))
    weight[[0, -1]] = 0
    weight[:, [0, -1]] = 0
    return _drawn(own, maps, grid, _parting(shifts)), grid.enlarged(weight.ravel())


def _parting(shifts: tuple[Shift, Shift]) -> Points:
    return (shifts[0].edge + shifts[1].edge) / 2


def _maps(shifts: tuple[Shift, Shift], grid: FieldGrid, unit: float) -> tuple[Floats, Floats]:
    above, below = (_come_from(shift, grid, unit) for shift in shifts)
    return _joined_beside_mouth(above, below, grid, _parting(shifts), unit)


def _come_from(shift: Shift, grid: FieldGrid, unit: float) -> Floats:
    """Where each place of the grid comes from, shape (n, 2), pixels of the frame."""
    edge = rim(grid.box)
    places = np.concatenate([shift.target, edge])
    values = np.concatenate([shift.source - shift.target, np.zeros_like(edge)])
    come_from: Floats = grid.points + spread(places, values, grid.points, unit)
    return come_from


def _joined_beside_mouth(
    above: Floats, below: Floats, grid: FieldGrid, parting: Points, unit: float
) -> tuple[Floats, Floats]:
    """Make both layers one beyond the corners of the mouth, where no slit parts them."""
    right = direction(parting)
    axes = np.array([right, [-right[1], right[0]]]).T
    centre = (parting[0] + parting[-1]) / 2
    half = max(1.0, float(np.linalg.norm(parting[-1] - parting[0])) / 2)
    local, line = (grid.points - centre) @ axes, (parting - centre) @ axes
    along = np.abs(local[:, 0]) / half
    outside = smoothstep((along - 0.94) / 0.14)[:, None]
    depth = (local[:, 1] - np.interp(local[:, 0], line[:, 0], line[:, 1])) / unit
    softness = 0.03 + 0.22 * np.clip(along - 1, 0, 1)
    under = (1 / (1 + np.exp(-np.clip(depth / softness, -30, 30))))[:, None]
    one = above + under * (below - above)
    return above + outside * (one - above), below + outside * (one - below)


def _drawn(own: Frame, maps: tuple[Floats, Floats], grid: FieldGrid, parting: Points) -> Frame:
    corner = np.array([grid.box.left, grid.box.top], np.float32)
    above, below = (grid.enlarged(layer - corner) for layer in maps)
    where = chosen(_below(own, parting - corner), below, above)
    return sampled(own, where, interpolation=cv2.INTER_CUBIC)


def _below(own: Frame, line: Points) -> Frame:
    """1 below the line where the lips part, drawn on beyond the corners; 0 above."""
    right = direction(line)
    far = 4.0 * max(own.shape[:2])
    down = np.array([-right[1], right[0]]) * far
    outline = np.concatenate([[line[0] - far * right], line, [line[-1] + far * right]])
    outline = np.concatenate([outline, outline[[-1, 0]] + down])
    mask = np.zeros(own.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    return mask
