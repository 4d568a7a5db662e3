"""How far each part of a face moves for each articulator.

A face is deformed by two smooth fields over the picture: the upper one carries the upper lip and
what lies above, the lower one the lower lip, chin and jaw. Both are sums of fixed fields, one per
control, times how strongly the control acts; so motion is as smooth in time as the controls are.
Each fixed field interpolates the movement of a few hundred points (radial basis functions) on a
coarse grid. Lengths are in eye distances.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

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
from inference.lipsync.warp.arrays import Floats, Points, smoothstep
from inference.lipsync.warp.controls import N_SPEECH, Control
from inference.lipsync.warp.fields import Grid, Handles, spread
from inference.lipsync.warp.lips import LipLines
from inference.lipsync.warp.muscles import expression_fields

JAW_DROP: Final = 0.33  # of the lower lip when the jaw is fully open
CORNER_DROP: Final = 0.10
TYPICAL_HALF_WIDTH: Final = 0.45  # of a mouth; narrower ones move less
SEAL_PASSES: Final = 3
RIM_SEAL: Final = 0.6  # share of a closing lip's movement that its outer edge makes
LOWER_ROUNDNESS: Final = 2.5  # exponent of the lower lip's curve


@dataclass(frozen=True)
class Rig:
    """A face made movable.

    Attributes:
        upper: shape (n_controls, rows, columns, 2): pixels that the picture moves.
        lower: the same for what lies under the lip line.
    """

    upper: Floats
    lower: Floats


def build_rig(head: HeadFrame, lines: LipLines, grid: Grid) -> Rig:
    """Work out the fields of one face."""
    upper = _sealed(head, _upper_handles(head, lines), grid, n_line=len(lines.upper))
    lower = _sealed(head, _lower_handles(head, lines), grid, n_line=len(lines.lower))
    speech = _joined_beside_the_mouth(head, lines, grid, upper, lower)
    expression = expression_fields(head, lines, grid)
    return Rig(
        np.concatenate([speech.upper, expression]), np.concatenate([speech.lower, expression])
    )


def _sealed(head: HeadFrame, handles: Handles, grid: Grid, *, n_line: int) -> Floats:
    """Spread the moves; what smoothing loses of the lips' closing is added until they meet."""
    fields = spread(head, handles, grid)
    wanted = handles.moves[Control.SEAL, :n_line].copy()
    if not wanted.any():
        return fields
    moves = handles.moves[[Control.SEAL]]
    for _ in range(SEAL_PASSES):
        found = grid.sample(fields[[Control.SEAL]], handles.points[:n_line])[0]
        missing = head.on_picture(wanted) - found
        moves[0, :n_line, :2] += head.local_of_plane(missing + head.origin[:2])
        fields[Control.SEAL] = spread(head, Handles(handles.points, moves), grid)[0]
    return fields


def _bump(along: Floats, roundness: float = 2.0) -> Floats:
    """1 in the middle of the mouth, 0 at its corners and beyond."""
    return np.clip(1 - np.abs(along) ** roundness, 0, 1).astype(np.float32)


def _corner_moves(head: HeadFrame, along: Floats, share: Floats) -> Floats:
    """What both lips share: how the corners travel; (n_controls, n, 3)."""
    moves = np.zeros((N_SPEECH, len(along), 3), np.float32)
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


def upper_lip_moves(head: HeadFrame, along: Floats, *, inner: bool) -> Floats:
    """What speech does to points of the upper lip.

    Args:
        head: the face.
        along: shape (n,): places along the mouth, as of ``HeadFrame.along_mouth``.
        inner: on the lip's inner edge, rather than its outer one.

    Returns:
        Shape (N_SPEECH, n, 3), eye distances along the head's axes.
    """
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


def lower_lip_moves(head: HeadFrame, along: Floats, *, inner: bool) -> Floats:
    """As ``upper_lip_moves``, of the lower lip."""
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
    towards = lines.meeting - (lines.upper if upper else lines.lower)
    local = np.zeros((len(towards), 3), np.float32)
    local[:, :2] = head.local_of_plane(towards + head.origin[:2])
    return local


def _upper_handles(head: HeadFrame, lines: LipLines) -> Handles:
    return _handles(head, lines, UPPER_OUTER, upper=True)


def _lower_handles(head: HeadFrame, lines: LipLines) -> Handles:
    return _handles(head, lines, LOWER_OUTER, upper=False)


def _handles(head: HeadFrame, lines: LipLines, outer: list[int], *, upper: bool) -> Handles:
    """Points of one layer: its lip, and what the lip pulls along."""
    line = lines.upper if upper else lines.lower
    seal = _sealing(lines, head, upper=upper)
    lip_moves = upper_lip_moves if upper else lower_lip_moves
    inner_moves = lip_moves(head, head.along_mouth(head.local_of_plane(line)[:, 0]), inner=True)
    inner_moves[Control.SEAL] = seal
    rim = outer[1:-1]  # the corners are on the inner line already
    rim_along = head.along_mouth(head.local(head.landmarks[rim])[:, 0])
    rim_moves = lip_moves(head, rim_along, inner=False)
    share = RIM_SEAL + (1 - RIM_SEAL) * lines.jaw_share
    rim_moves[Control.SEAL] = share * seal[np.linspace(0, len(seal) - 1, 11).astype(int)[1:-1]]
    skin, by_control = skin_moves(head, with_jaw=not upper)
    if not upper:
        lifted = lines.jaw_share * seal[len(seal) // 2]
        jaw = np.array(list(JAW.values()), np.float32)
        by_control[Control.SEAL, -len(jaw) :] = 0.94 * jaw[:, None] * lifted
    return Handles(
        np.concatenate([line, head.landmarks[rim, :2], skin]),
        np.concatenate([inner_moves, rim_moves, by_control], axis=1),
    )


def skin_landmarks(*, with_jaw: bool) -> list[int]:
    """Landmarks of the skin that are moved or held; those of the jaw come last."""
    held = STILL + STILL_SIDES + LEFT_BROW + RIGHT_BROW
    return [*CHEEKS, *held, *(JAW if with_jaw else ())]


def skin_moves(head: HeadFrame, *, with_jaw: bool) -> tuple[Points, Floats]:
    """What speech does to the skin around the mouth.

    Returns:
        Where the landmarks are, (n, 2), and their moves, as of ``upper_lip_moves``.
    """
    chosen = skin_landmarks(with_jaw=with_jaw)
    cheeks = np.array(CHEEKS)
    jaw = JAW if with_jaw else {}
    moves = np.zeros((N_SPEECH, len(chosen), 3), np.float32)
    along = head.along_mouth(head.local(head.landmarks[cheeks])[:, 0])
    moves[:, : len(cheeks)] = _corner_moves(head, along, np.full(len(cheeks), 0.22, np.float32))
    if with_jaw:
        share = np.array(list(JAW.values()), np.float32)
        moves[Control.JAW, -len(jaw) :, 1] = JAW_DROP * 0.94 * share
        moves[Control.JAW, -len(jaw) :, 2] = -0.06 * share
        moves[Control.CLOSE, -len(jaw) :, 1] = -0.12 * JAW_DROP * share
    return head.landmarks[chosen, :2], moves


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
