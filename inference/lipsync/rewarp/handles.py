"""Points that a mouth is moved by: where they are in a frame, and where speech wants them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from inference.face_spots import SPOTS
from inference.faces import Landmarks, PortraitAnalysis
from inference.lipsync.rewarp.heads import Pose
from inference.lipsync.warp.anatomy import (
    LOWER_INNER,
    LOWER_OUTER,
    UPPER_INNER,
    UPPER_OUTER,
    HeadFrame,
)
from inference.lipsync.warp.arrays import Floats, Points
from inference.lipsync.warp.controls import N_CONTROLS, N_SPEECH
from inference.lipsync.warp.muscles import SKIN as EXPRESSION_SKIN
from inference.lipsync.warp.muscles import lip_moves as lip_expressions
from inference.lipsync.warp.rig import (
    lower_lip_moves,
    skin_landmarks,
    skin_moves,
    upper_lip_moves,
)

N_LINE: Final = 17  # points along each lip's inner edge
MEETING: Final = 0.4  # where the lips meet, from the upper one's edge to the lower one's
SPOT_FALL: Final = 4.0  # power of the distance with which spots lose their say over a handle
INSET: Final = 0.012  # eye distances into the lip, so that no teeth show at a closed line


@dataclass(frozen=True)
class Layer:
    """The handles of what moves with one lip.

    Attributes:
        weights: shape (n, 478): each handle as a mix of landmarks.
        rest: shape (n, 3): the handles at rest in the template, lips closed.
        moves: shape (n_controls, n, 3): template pixels for each control at full strength.
        n_line: the first ones are the lip's inner edge, from the left corner to the right one.
        n_lip: the first ones belong to the lip.
    """

    weights: Floats
    rest: Floats
    moves: Floats
    n_line: int
    n_lip: int

    def found(self, landmarks: Landmarks) -> Points:
        """Where the handles are in a frame, shape (n, 2)."""
        return (self.weights @ landmarks[:, :2]).astype(np.float32)

    def wanted(self, controls: Floats, pose: Pose) -> Points:
        """Where the controls put them, shape (n, 2)."""
        return pose.place(self.at_rest(controls))[:, :2]

    def at_rest(self, controls: Floats) -> Points:
        """Where the controls put them in the template's space, shape (n, 3)."""
        moved: Points = self.rest + np.tensordot(controls, self.moves, 1)
        return moved


def make_layers(template: Landmarks) -> tuple[Layer, Layer, HeadFrame]:
    """Handles above and below the lip line, and the template's frame of reference."""
    analysis = PortraitAnalysis(1, 1, has_alpha=False, landmarks=template.astype(np.float32))
    head = HeadFrame.of(analysis, 1.0, 0.0, 0.0)
    upper_line = _line_weights(UPPER_INNER, UPPER_OUTER, template)
    lower_line = _line_weights(LOWER_INNER, LOWER_OUTER, template)
    upper_edge, lower_edge = upper_line @ template, lower_line @ template
    meeting = upper_edge + MEETING * (lower_edge - upper_edge)
    return (
        _layer(head, upper_line, meeting - upper_edge, upper=True),
        _layer(head, lower_line, meeting - lower_edge, upper=False),
        head,
    )


def _layer(head: HeadFrame, line: Floats, seal: Floats, *, upper: bool) -> Layer:
    template = head.landmarks
    rim = (UPPER_OUTER if upper else LOWER_OUTER)[1:-1]
    skin = skin_landmarks(with_jaw=not upper)
    skin_by_control = skin_moves(head, with_jaw=not upper)[1]
    lip_moves = upper_lip_moves if upper else lower_lip_moves
    weights = np.concatenate([line, _picks(rim), _picks(skin)])
    rest = weights @ template
    rest[: len(line)] += seal
    rest[len(line) : len(line) + len(rim)] += (
        0.6 * seal[np.linspace(0, len(seal) - 1, len(rim) + 2).astype(int)[1:-1]]
    )
    inner = lip_moves(head, _along(head, rest[: len(line)]), inner=True)
    outer = lip_moves(head, _along(head, template[rim]), inner=False)
    speech = np.concatenate([inner, outer, skin_by_control], axis=1)
    lips = np.concatenate([rest[: len(line)], template[rim]])[:, :2]
    expression = np.concatenate([lip_expressions(head, lips), skin_expressions(skin)], axis=1)
    moves = np.concatenate([speech, expression[N_SPEECH:]])
    in_space = moves @ head.axes * head.eye_distance
    return Layer(
        weights, rest.astype(np.float32), in_space.astype(np.float32), len(line), len(lips)
    )


def near_spots(layer: Layer, template: Landmarks) -> Floats:
    """The spots of the face that handles lie at: shape (n, n_spots), rows that sum to 1.

    Args:
        layer: the handles.
        template: the face they belong to.
    """
    spots = template[np.array(SPOTS)].mean(1)[:, :2]
    away = np.linalg.norm(layer.rest[:, None, :2] - spots[None], axis=2)
    closeness = (1 / np.maximum(away, 1e-3 * away.max())) ** SPOT_FALL
    nearness: Floats = (closeness / closeness.sum(1, keepdims=True)).astype(np.float32)
    return nearness


def skin_expressions(landmarks: list[int]) -> Floats:
    """What expressions do to landmarks of the skin, (n_controls, n, 3), along the head's axes."""
    moves = np.zeros((N_CONTROLS, len(landmarks), 3), np.float32)
    for control, table in EXPRESSION_SKIN.items():
        for pair, (out, down) in table.items():
            for landmark, side in zip(pair, (-1, 1), strict=True):
                if landmark in landmarks:
                    moves[control, landmarks.index(landmark), :2] = side * out, down
    return moves


def _along(head: HeadFrame, points: Floats) -> Floats:
    return head.along_mouth(head.local(points)[:, 0])


def _picks(indices: list[int]) -> Floats:
    picked = np.zeros((len(indices), 478), np.float32)
    picked[np.arange(len(indices)), indices] = 1
    return picked


def _line_weights(inner: list[int], outer: list[int], template: Landmarks) -> Floats:
    """Even steps along a lip's inner edge, corner to corner, as mixes of landmarks."""
    chain = [outer[0], *inner, outer[-1]]
    steps = np.linalg.norm(np.diff(template[chain, :2], axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.zeros((N_LINE, 478), np.float32)
    for row, wanted in enumerate(np.linspace(0, along[-1], N_LINE)):
        after = int(np.clip(np.searchsorted(along, wanted), 1, len(chain) - 1))
        share = (wanted - along[after - 1]) / max(along[after] - along[after - 1], 1e-6)
        weights[row, chain[after - 1]] += 1 - share
        weights[row, chain[after]] += share
    return weights
