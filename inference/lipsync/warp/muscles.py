"""How the skin moves in an expression.

One smooth field for both lips: whatever is closed stays closed, and nothing tears at the corners of
the mouth. Lengths are in eye distances, about 62 mm.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from inference.lipsync.warp.anatomy import (
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    LOWER_OUTER,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    UPPER_OUTER,
    HeadFrame,
)
from inference.lipsync.warp.arrays import Floats, Points
from inference.lipsync.warp.controls import N_CONTROLS, N_SPEECH, Control
from inference.lipsync.warp.fields import Grid, Handles, spread
from inference.lipsync.warp.lips import LipLines

Pair = tuple[int, int]  # landmarks of the picture's left and right half
Moves = Mapping[Pair, tuple[float, float]]  # away from the middle of the face, and down

CORNER: Final[Mapping[Control, tuple[float, float]]] = {
    Control.SMILE: (0.075, -0.085),
    Control.FROWN: (-0.012, 0.06),
    Control.DIMPLE: (0.05, -0.004),
}
# What the middle of the lips does besides, down.
MIDDLE: Final[Mapping[Control, float]] = {Control.SMILE: 0.006, Control.FROWN: -0.012}

SKIN: Final[Mapping[Control, Moves]] = {
    Control.SMILE: {
        (57, 287): (0.072, -0.08),
        (186, 410): (0.062, -0.075),
        (43, 273): (0.06, -0.07),
        (216, 436): (0.058, -0.062),
        (212, 432): (0.045, -0.05),
        (106, 335): (0.04, -0.045),
        (207, 427): (0.05, -0.055),
        (92, 322): (0.045, -0.055),
        (206, 426): (0.045, -0.05),
        (205, 425): (0.04, -0.05),
        (187, 411): (0.032, -0.036),
        (36, 266): (0.022, -0.034),
        (50, 280): (0.016, -0.026),
        (147, 376): (0.012, -0.014),
        (203, 423): (0.018, -0.018),
        (204, 424): (0.024, -0.02),
    },
    Control.FROWN: {
        (57, 287): (-0.006, 0.055),
        (43, 273): (-0.004, 0.052),
        (186, 410): (-0.006, 0.045),
        (106, 335): (0.0, 0.036),
        (212, 432): (0.0, 0.038),
        (216, 436): (0.0, 0.034),
        (204, 424): (0.0, 0.018),
        (207, 427): (0.0, 0.024),
        (206, 426): (0.0, 0.018),
        (205, 425): (0.0, 0.01),
    },
    Control.DIMPLE: {
        (57, 287): (0.04, -0.004),
        (186, 410): (0.035, 0.0),
        (43, 273): (0.035, 0.0),
        (216, 436): (0.02, 0.0),
        (212, 432): (0.018, 0.0),
    },
    Control.CHEEK: {
        (205, 425): (0.01, -0.034),
        (36, 266): (0.01, -0.032),
        (50, 280): (0.008, -0.036),
        (101, 330): (0.0, -0.036),
        (118, 347): (0.0, -0.03),
        (117, 346): (0.0, -0.024),
        (119, 348): (0.0, -0.024),
        (187, 411): (0.008, -0.02),
        (207, 427): (0.006, -0.016),
    },
    Control.BROW_INNER: {
        (107, 336): (-0.004, -0.062),
        (55, 285): (-0.004, -0.052),
        (66, 296): (0.0, -0.05),
        (65, 295): (0.0, -0.042),
        (105, 334): (0.0, -0.024),
        (52, 282): (0.0, -0.018),
        (108, 337): (0.0, -0.045),
        (69, 299): (0.0, -0.032),
    },
    Control.BROW_OUTER: {
        (70, 300): (0.0, -0.045),
        (46, 276): (0.0, -0.034),
        (63, 293): (0.0, -0.054),
        (53, 283): (0.0, -0.044),
        (105, 334): (0.0, -0.046),
        (52, 282): (0.0, -0.036),
        (66, 296): (0.0, -0.02),
        (65, 295): (0.0, -0.015),
        (104, 333): (0.0, -0.034),
        (68, 298): (0.0, -0.028),
    },
    Control.BROW_DOWN: {
        (107, 336): (-0.028, 0.036),
        (55, 285): (-0.026, 0.038),
        (66, 296): (-0.018, 0.034),
        (65, 295): (-0.018, 0.034),
        (105, 334): (-0.008, 0.022),
        (52, 282): (-0.008, 0.02),
        (63, 293): (0.0, 0.008),
        (108, 337): (-0.014, 0.022),
    },
}
# Points in the middle of the face: down.
CENTRE: Final[Mapping[Control, Mapping[int, float]]] = {
    Control.BROW_INNER: {9: -0.032, 8: -0.014, 151: -0.03},
    Control.BROW_DOWN: {9: 0.024, 8: 0.014, 151: 0.012},
    Control.FROWN: {199: -0.014, 200: -0.012, 17: -0.006},
}
FIXED: Final = (
    *(1, 2, 4, 5, 98, 327, 97, 326, 129, 358, 64, 294, 6, 197, 195, 168, 10, 152, 175),
    *(234, 454, 127, 356, 93, 323, 132, 361, 116, 345, 227, 447, 172, 397, 136, 365, 150, 379),
    *(149, 378, 148, 377, 18, 54, 284, 21, 251, 67, 297, 139, 368),
)
LIDS: Final = (*LEFT_UPPER_LID, *LEFT_LOWER_LID, *RIGHT_UPPER_LID, *RIGHT_LOWER_LID)


def expression_fields(head: HeadFrame, lines: LipLines, grid: Grid) -> Floats:
    """Fields of the controls from ``Control.SMILE`` on, shape (n, rows, columns, 2), pixels."""
    middle = lines.upper + 0.5 * (lines.lower - lines.upper)
    rims = head.landmarks[UPPER_OUTER[1:-1] + LOWER_OUTER[1:-1], :2]
    lips = np.concatenate([middle, rims])
    skin, skin_moves = _skin(head)
    moves = np.concatenate([lip_moves(head, lips), skin_moves], axis=1)
    return spread(head, Handles(np.concatenate([lips, skin]), moves[N_SPEECH:]), grid)


def lip_moves(head: HeadFrame, points: Points) -> Floats:
    """Movement along the lips: all of it at the corners, little in the middle."""
    along = head.along_mouth(head.local_of_plane(points)[:, 0])
    moves = np.zeros((N_CONTROLS, len(points), 3), np.float32)
    far = np.clip(np.abs(along), 0, 1)
    for control, (out, down) in CORNER.items():
        moves[control, :, 0] = np.sign(along) * out * far
        moves[control, :, 1] = down * far**2 + MIDDLE.get(control, 0.0) * (1 - far**2)
    return moves


def _skin(head: HeadFrame) -> tuple[Points, Floats]:
    """Landmarks away from the lips, and their moves."""
    pairs = {landmark for moves in SKIN.values() for pair in moves for landmark in pair}
    centre = {landmark for moves in CENTRE.values() for landmark in moves}
    chosen = sorted(pairs | centre | set(FIXED) | set(LIDS))
    places = {landmark: index for index, landmark in enumerate(chosen)}
    moves = np.zeros((N_CONTROLS, len(chosen), 3), np.float32)
    for control, table in SKIN.items():
        for pair, (out, down) in table.items():
            for landmark, side in zip(pair, (-1, 1), strict=True):
                moves[control, places[landmark], :2] = side * out, down
    for control, column in CENTRE.items():
        for landmark, down in column.items():
            moves[control, places[landmark], 1] = down
    return head.landmarks[chosen, :2], moves
