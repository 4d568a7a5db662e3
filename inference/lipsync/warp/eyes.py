"""Blinks: the upper lid slides over the eye.

The skin between brow and lid is stretched downwards, least at the lashes so that they keep their
shape, and covers the eye, which stays where it is. Closed and half-closed eyes are made once.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from inference.lipsync.warp.anatomy import (
    LEFT_BROW_EDGE,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    RIGHT_BROW_EDGE,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    HeadFrame,
)
from inference.lipsync.warp.arrays import Floats, as_bytes, resized, sampled
from inference.media import Frame

STEPS: Final = 10  # half-closed states
MIN_OPENING: Final = 0.035  # eye distances; a narrower eye does not blink
SHUT: Final = 1.04  # share of the opening that the lid travels
LASHES: Final = 0.022  # eye distances below the lid line that move with the lid
LASH_SHADE: Final = 0.45  # darkness of the line between closed lids
LASH_LINE: Final = 0.011  # its half width, in eye distances
RIM: Final = 4  # pixels at the border of a patch that only feed the interpolation


@dataclass(frozen=True)
class Eyelid:
    """One eye's states from open to shut.

    Attributes:
        left: of the patches on the canvas, in pixels.
        top: as ``left``.
        patches: ``STEPS`` + 1 pictures, RGB, the first as in the source.
    """

    left: int
    top: int
    patches: tuple[Frame, ...]


def make_eyelids(picture: Frame, head: HeadFrame) -> tuple[Eyelid, ...]:
    """Both eyes, or fewer where one is too narrow to blink.

    Args:
        picture: shape (height, width, 3), RGB, in which ``head``'s landmarks lie.
        head: the face.
    """
    eyes = (
        (LEFT_UPPER_LID, LEFT_LOWER_LID, LEFT_BROW_EDGE),
        (RIGHT_UPPER_LID, RIGHT_LOWER_LID, RIGHT_BROW_EDGE),
    )
    made = (_make(picture, head, *eye) for eye in eyes)
    return tuple(eyelid for eyelid in made if eyelid is not None)


def blink(
    enlarged: Frame,
    eyelids: tuple[Eyelid, ...],
    amount: float,
    corner: tuple[int, int],
    enlargement: int,
) -> None:
    """Put the eyes into a state between open (0) and shut (1), in place.

    Args:
        enlarged: shape (height, width, 4), RGBA: a part of the canvas, made larger.
        eyelids: of the face.
        amount: within [0, 1].
        corner: left and top of that part on the canvas, in pixels.
        enlargement: how many times larger.
    """
    step = round(float(np.clip(amount, 0, 1)) * STEPS)
    for eyelid in eyelids:
        open_or_shut = eyelid.patches[step]
        size = (enlargement * open_or_shut.shape[1], enlargement * open_or_shut.shape[0])
        patch = resized(open_or_shut, size, cv2.INTER_CUBIC)
        rim = RIM * enlargement
        patch = patch[rim:-rim, rim:-rim]
        top = (eyelid.top - corner[1] + RIM) * enlargement
        left = (eyelid.left - corner[0] + RIM) * enlargement
        enlarged[top : top + patch.shape[0], left : left + patch.shape[1], :3] = patch


def _make(
    picture: Frame, head: HeadFrame, upper: list[int], lower: list[int], brow: list[int]
) -> Eyelid | None:
    unit = head.eye_distance
    points = head.landmarks[upper + lower + brow, :2]
    margin = 0.08 * unit
    left, top = np.maximum((points.min(0) - margin).astype(int), 0)
    limit = [picture.shape[1], picture.shape[0]]
    right, bottom = np.minimum((points.max(0) + margin).astype(int) + 1, limit)
    if right - left < 8 or bottom - top < 8:  # noqa: PLR2004  the eye is off the picture
        return None
    y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
    local = head.local_of_plane(np.stack([x, y], -1).reshape(-1, 2)).reshape(*x.shape, 2)
    lines = [head.local_of_plane(head.landmarks[line, :2]) for line in (upper, lower, brow)]
    opening = float((lines[1][:, 1] - lines[0][:, 1]).max())
    if opening < MIN_OPENING:
        return None
    source = picture[top:bottom, left:right]
    states = [_state(source, local, lines, head, step / STEPS) for step in range(1, STEPS + 1)]
    return Eyelid(int(left), int(top), (source.copy(), *states))


def _state(
    source: Frame, local: Floats, lines: list[Floats], head: HeadFrame, amount: float
) -> Frame:
    """The eye closed by ``amount``."""
    across, down = local[..., 0], local[..., 1]
    upper, lower, brow = (_height(line, across) for line in lines)
    travel = np.maximum(lower - upper, 0) * SHUT * amount
    crease = np.minimum(brow + 0.015, upper - 0.06)
    lid = upper + travel
    reach = lid - crease  # of the lid now
    rest = upper - crease  # of the lid at rest
    above = np.clip(lid - down, 0, None)
    share = np.clip(above / np.maximum(reach, 1e-4), 0, 1)
    # Exponent 2 leaves the lashes unstretched; where skin is short it is spread more evenly, or
    # the same skin would show twice.
    power = np.clip(0.9 * reach / np.maximum(reach - rest, 1e-4), 1, 2)
    taken = above - (reach - rest) * share**power
    wanted = upper - taken
    is_lid = down < lid
    hanging = (down >= lid) & (down < lid + LASHES)  # lashes move along
    wanted = np.where(hanging, down - travel, wanted)
    wanted = np.where(is_lid & (down < crease), down, wanted)
    shift = (np.where(is_lid | hanging, wanted, down) - down)[..., None]
    moved = _shifted(source, shift * head.axes[1, :2] * head.eye_distance)
    fade = np.clip(1 - (down - lid) / LASHES, 0, 1) ** 2 * _inside(lines[0], across)
    line = 1 - LASH_SHADE * amount * np.exp(-(((down - lid) / LASH_LINE) ** 2))
    shut = moved.astype(np.float32) * line[..., None]
    return as_bytes(source + (shut - source) * fade[..., None])


def _height(line: Floats, across: Floats) -> Floats:
    order = np.argsort(line[:, 0])
    height: Floats = np.interp(across, line[order, 0], line[order, 1]).astype(np.float32)
    return height


def _inside(line: Floats, across: Floats) -> Floats:
    """1 between the corners of the eye, softly 0 beyond."""
    first, last = line[:, 0].min(), line[:, 0].max()
    soft = 0.05
    rise = np.clip((across - first + soft) / soft, 0, 1)
    inside: Floats = rise * np.clip((last + soft - across) / soft, 0, 1)
    return inside


def _shifted(source: Frame, shift: Floats) -> Frame:
    y, x = np.mgrid[0 : source.shape[0], 0 : source.shape[1]].astype(np.float32)
    where = np.stack([x, y], -1) + shift.astype(np.float32)
    return sampled(source, where, interpolation=cv2.INTER_CUBIC)
