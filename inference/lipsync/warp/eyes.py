"""Eyes: lids that slide over them, and irises that turn.

The skin between brow and upper lid is stretched downwards, least at the lashes so that they keep
their shape, and covers the eye, which stays where it is; the lower lid does the same upwards. An
iris moves with the white beside it stretched on one side and compressed on the other, so no part of
the eye has to be invented. Maps for the lids are made once for each of their states. Lengths are in
eye distances.
"""

from dataclasses import dataclass, field
from typing import Final, Self

import cv2
import numpy as np

from inference.lipsync.warp.anatomy import (
    LEFT_BROW_EDGE,
    LEFT_IRIS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    RIGHT_BROW_EDGE,
    RIGHT_IRIS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    HeadFrame,
)
from inference.lipsync.warp.arrays import Floats, Points, as_bytes, resized, sampled, smoothstep
from inference.media import Frame

STEPS: Final = 40  # states of a lid from open to shut
MAX_STATES: Final = 96  # kept for each eye
MIN_OPENING: Final = 0.035  # a narrower eye does not blink
MIN_GAZE_OPENING: Final = 0.075  # the iris of a narrower eye stays
SHUT: Final = 1.04  # share of the opening that the upper lid travels
WIDE: Final = 0.16  # share of the opening by which wide eyes' upper lids rise
SQUINT_UPPER: Final = 0.13  # by which squinting eyes' upper lids sink
SQUINT_LOWER: Final = 0.24  # and their lower lids rise
LASHES: Final = 0.022  # below the lid line that moves with the lid
LASH_SHADE: Final = 0.45  # darkness of the line between closed lids
LASH_LINE: Final = 0.011  # its half width
POUCH: Final = 0.16  # of the skin below the lower lid that it stretches
RIM: Final = 4  # pixels at the border of a patch that only feed the interpolation
EYEBALL: Final = 0.19  # radius: 12 mm
LID_FOLLOWS: Final = 0.7  # share of the iris' way up or down that the upper lid goes
MAX_TURN: Final = 0.55  # share of the white beside an iris that it may cover
SMALLEST_STEP: Final = 0.125  # pixels that an iris moves at once
EDGE: Final = 0.02  # within the lids, over which the iris' movement dies away


@dataclass(frozen=True, slots=True)
class Look:
    """What both eyes do.

    Attributes:
        blink: within [0, 1], 1 is shut.
        squint: within [0, 1].
        wide: within [0, 1].
        right: radians that they turn to the right of the picture.
        down: radians.
    """

    blink: float = 0.0
    squint: float = 0.0
    wide: float = 0.0
    right: float = 0.0
    down: float = 0.0


AT_REST: Final = Look()


def settled(look: Look, eye_distance: float) -> Look:
    """A look with values so rounded that smaller changes, which nobody sees, draw nothing anew.

    Args:
        look: any.
        eye_distance: pixels.
    """
    angle = SMALLEST_STEP / (EYEBALL * eye_distance)
    return Look(
        blink=round(look.blink * STEPS) / STEPS,
        squint=round(look.squint * STEPS) / STEPS,
        wide=round(look.wide * STEPS) / STEPS,
        right=round(look.right / angle) * angle,
        down=round(look.down / angle) * angle,
    )


@dataclass(frozen=True)
class _Lids:
    """Where an eye's pixels come from in one state of its lids.

    Attributes:
        where: shape (h, w, 2), pixels of the patch.
        weight: shape (h, w): share of the moved picture.
        rest: 1 - ``weight``.
        light: shape (h, w): of the moved picture, dark where lashes meet; ``None`` if 1.
    """

    where: Floats
    weight: Floats
    rest: Floats
    light: Floats | None


@dataclass
class Eye:
    """One eye on the canvas.

    Attributes:
        left: of its patch on the canvas, in pixels.
        top: as ``left``.
        source: shape (h, w, 3), RGB, as in the picture.
        local: shape (h, w, 2): each pixel as (right, down) from the mouth.
        lines: upper lid, lower lid and brow, each (n, 2), in the same coordinates.
        basis: shape (2, 2): pixels of one eye distance to the right and down.
        turn: shape (h, w, 1): share of the iris' movement that each pixel makes; ``None`` where
            the eye is too narrow for that to look right.
        room: how far the iris may move to the left and right.
    """

    left: int
    top: int
    source: Frame
    local: Floats
    lines: tuple[Points, Points, Points]
    basis: Floats
    turn: Floats | None
    room: tuple[float, float]
    _states: dict[tuple[int, int], _Lids] = field(default_factory=dict)

    @classmethod
    def found(
        cls,
        picture: Frame,
        head: HeadFrame,
        lids: tuple[list[int], list[int]],
        brow: list[int],
        iris: list[int],
    ) -> Self | None:
        """An eye of a picture; ``None`` where it is too narrow or not on the picture."""
        points = head.landmarks[lids[0] + lids[1] + brow, :2]
        margin = 0.08 * head.eye_distance
        left, top = np.maximum((points.min(0) - margin).astype(int), 0)
        limit = [picture.shape[1], picture.shape[0]]
        right, bottom = np.minimum((points.max(0) + margin).astype(int) + 1, limit)
        if right - left <= 2 * RIM or bottom - top <= 2 * RIM:
            return None
        y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
        local = head.local_of_plane(np.stack([x, y], -1).reshape(-1, 2)).reshape(*x.shape, 2)
        upper, lower, edge = (
            head.local_of_plane(head.landmarks[line, :2]) for line in (*lids, brow)
        )
        opening = float((lower[:, 1] - upper[:, 1]).max())
        if opening < MIN_OPENING:
            return None
        ring = head.local_of_plane(head.landmarks[iris, :2])
        turn, room = (None, (0.0, 0.0))
        if opening >= MIN_GAZE_OPENING:
            turn, room = _turning(local, upper, lower, ring)
        source = np.ascontiguousarray(picture[top:bottom, left:right])
        basis = (head.axes[:2, :2] * head.eye_distance).astype(np.float32)
        lines = (upper, lower, edge)
        return cls(int(left), int(top), source, local, lines, basis, turn, room)

    def drawn(self, look: Look) -> Frame:
        """The patch in another state."""
        shift = self._shift(look)
        seen = self._turned(shift)
        opening = float((self.lines[1][:, 1] - self.lines[0][:, 1]).max())
        lower = SQUINT_LOWER * look.squint
        resting = SQUINT_UPPER * look.squint - WIDE * look.wide
        resting += LID_FOLLOWS * float(shift[1]) / opening
        upper = resting + (SHUT - lower - resting) * look.blink
        state = (round(upper * STEPS), round(lower * STEPS))
        if state == (0, 0):
            return seen
        lids = self._lids(state)
        moved = sampled(seen, lids.where, interpolation=cv2.INTER_CUBIC)
        if lids.light is not None:
            moved = as_bytes(moved * lids.light[..., None])
        return np.asarray(cv2.blendLinear(moved, seen, lids.weight, lids.rest), np.uint8)

    def _shift(self, look: Look) -> Points:
        """How far the iris goes, to the right and down."""
        if self.turn is None:
            return np.zeros(2, np.float32)
        right = float(np.clip(EYEBALL * np.sin(look.right), -self.room[0], self.room[1]))
        return np.array([right, EYEBALL * np.sin(look.down)], np.float32)

    def _turned(self, shift: Points) -> Frame:
        if self.turn is None or not shift.any():
            return self.source
        where = _places(self.source) - self.turn * (shift @ self.basis)
        return sampled(self.source, where, interpolation=cv2.INTER_CUBIC)

    def _lids(self, state: tuple[int, int]) -> _Lids:
        if state not in self._states:
            if len(self._states) >= MAX_STATES:
                self._states.clear()
            upper, lower = (steps / STEPS for steps in state)
            self._states[state] = self._made(upper, lower)
        return self._states[state]

    def _made(self, upper_share: float, lower_share: float) -> _Lids:
        """Lids that have travelled by these shares of the opening."""
        across, down = self.local[..., 0], self.local[..., 1]
        upper, lower, brow = (_height(line, across) for line in self.lines)
        gap = np.maximum(lower - upper, 0)
        raised = _lower_lid(down, lower, gap * lower_share)
        if upper_share < 0:
            sunk = _raised_lid(down, (upper, lower, brow), gap * -upper_share)
            weight = np.ones_like(down)
        else:
            sunk, weight = _upper_lid(down, (upper, brow), gap * upper_share)
        is_lower = down > lower - gap * lower_share - LASHES
        if lower_share > 0:
            rising = smoothstep((down - lower + gap * lower_share + LASHES) / LASHES)
            sunk = np.where(is_lower & (weight < rising), raised, sunk)
            weight = np.maximum(weight, rising)
        inside = _inside(self.lines[0], across)
        shift = (sunk - down)[..., None] * self.basis[1]
        lid = upper + gap * upper_share
        dark = LASH_SHADE * max(0.0, upper_share) * np.exp(-(((down - lid) / LASH_LINE) ** 2))
        weight = (weight * inside).astype(np.float32)
        return _Lids(
            where=_places(down) + shift.astype(np.float32),
            weight=weight,
            rest=1 - weight,
            light=(1 - dark).astype(np.float32) if upper_share > 0 else None,
        )


def find_eyes(picture: Frame, head: HeadFrame) -> tuple[Eye, ...]:
    """Both eyes, or fewer where one is too narrow to blink.

    Args:
        picture: shape (height, width, 3), RGB, in which ``head``'s landmarks lie.
        head: the face.
    """
    eyes = (
        ((LEFT_UPPER_LID, LEFT_LOWER_LID), LEFT_BROW_EDGE, LEFT_IRIS),
        ((RIGHT_UPPER_LID, RIGHT_LOWER_LID), RIGHT_BROW_EDGE, RIGHT_IRIS),
    )
    found = (Eye.found(picture, head, *eye) for eye in eyes)
    return tuple(eye for eye in found if eye is not None)


def draw_eyes(
    enlarged: Frame, eyes: tuple[Eye, ...], look: Look, corner: tuple[int, int], enlargement: int
) -> None:
    """Put the eyes into a state, in place.

    Args:
        enlarged: shape (height, width, 4), RGBA: a part of the canvas, made larger.
        eyes: of the face.
        look: what they do.
        corner: left and top of that part on the canvas, in pixels.
        enlargement: how many times larger.
    """
    for eye in eyes:
        drawn = eye.drawn(look)
        size = (enlargement * drawn.shape[1], enlargement * drawn.shape[0])
        patch = resized(drawn, size, cv2.INTER_CUBIC)
        rim = RIM * enlargement
        patch = patch[rim:-rim, rim:-rim]
        top = (eye.top - corner[1] + RIM) * enlargement
        left = (eye.left - corner[0] + RIM) * enlargement
        enlarged[top : top + patch.shape[0], left : left + patch.shape[1], :3] = patch


def _upper_lid(down: Floats, lines: tuple[Floats, Floats], travel: Floats) -> tuple[Floats, Floats]:
    """Height from which each pixel comes when the lid has sunk, and the share of what came."""
    upper, brow = lines
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
    is_lid = down < lid
    hanging = (down >= lid) & (down < lid + LASHES)  # lashes move along
    wanted = np.where(is_lid, upper - taken, np.where(hanging, down - travel, down))
    wanted = np.where(is_lid & (down < crease), down, wanted)
    return wanted, np.clip(1 - (down - lid) / LASHES, 0, 1) ** 2


def _raised_lid(down: Floats, lines: tuple[Floats, Floats, Floats], travel: Floats) -> Floats:
    """The lid goes up: skin above is compressed, the upper half of the eye stretched."""
    upper, lower, brow = lines
    lid = upper - travel
    above = np.clip((lid - down) / np.maximum(lid - brow, 1e-4), 0, 1)
    below = np.clip((down - lid) / np.maximum(0.75 * (lower - lid), 1e-4), 0, 1)
    return down + travel * (1 - smoothstep(np.where(down < lid, above, below)))


def _lower_lid(down: Floats, lower: Floats, travel: Floats) -> Floats:
    """The lid goes up: its edge and lashes keep their shape, the skin below is stretched."""
    lid = lower - travel
    below = np.clip((down - lid - LASHES) / POUCH, 0, 1)
    return down + travel * (1 - smoothstep(below))


def _turning(
    local: Floats, upper: Points, lower: Points, ring: Points
) -> tuple[Floats, tuple[float, float]]:
    """Share of the iris' movement that each pixel of an eye makes, and how far it may go."""
    across, down = local[..., 0], local[..., 1]
    first, last = float(upper[:, 0].min()), float(upper[:, 0].max())
    centre = float(ring[0, 0])
    radius = float(np.linalg.norm(ring[1:] - ring[0], axis=1).mean())
    left, right = centre - radius - first, last - centre - radius
    room = (max(0.0, MAX_TURN * left), max(0.0, MAX_TURN * right))
    beside = np.where(across < centre, centre - radius - across, across - centre - radius)
    white = np.where(across < centre, left, right)
    along = 1 - np.clip(beside / np.maximum(white, 1e-4), 0, 1)
    above = smoothstep((down - _height(upper, across)) / EDGE)
    below = smoothstep((_height(lower, across) - down) / EDGE)
    return (along * above * below)[..., None].astype(np.float32), room


def _height(line: Points, across: Floats) -> Floats:
    order = np.argsort(line[:, 0])
    height: Floats = np.interp(across, line[order, 0], line[order, 1]).astype(np.float32)
    return height


def _inside(line: Points, across: Floats) -> Floats:
    """1 between the corners of the eye, softly 0 beyond."""
    first, last = line[:, 0].min(), line[:, 0].max()
    soft = 0.05
    rise = np.clip((across - first + soft) / soft, 0, 1)
    inside: Floats = rise * np.clip((last + soft - across) / soft, 0, 1)
    return inside


def _places(picture: Floats | Frame) -> Floats:
    """Each pixel's own place, shape (h, w, 2)."""
    height, width = picture.shape[:2]
    return np.stack(
        np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)), -1
    )
