"""A painted mouth for people whose own is never seen open."""

from typing import Final

import numpy as np

from inference.faces import Landmarks, PortraitAnalysis
from inference.lipsync.rewarp.bank import Entry
from inference.lipsync.rewarp.handles import Layer
from inference.lipsync.rewarp.opening import line_features
from inference.lipsync.warp.anatomy import HeadFrame
from inference.lipsync.warp.arrays import Floats, row
from inference.lipsync.warp.controls import Control
from inference.lipsync.warp.interior import MouthInterior, Palette
from inference.lipsync.warp.motion import Pose
from inference.lipsync.warp.rig import JAW_DROP

EYE_DISTANCE: Final = 160.0  # pixels of the painted face; lips are about 140 wide
MARGIN: Final = 16  # pixels around the lips


class PaintedMouth:
    """Paints the inside of a mouth in a frontal view, as an entry of a bank."""

    def __init__(
        self, template: Landmarks, layers: tuple[Layer, Layer], palette: Palette, light: Floats
    ) -> None:
        """Prepare the teeth.

        Args:
            template: the face at rest, as in ``Head``.
            layers: handles above and below the lip line.
            palette: colours that fit the source's light.
            light: RGB of the skin where the palette was taken, as ``Entry.light``.
        """
        self._layers = layers
        unit = float(np.linalg.norm(template[[362, 263]].mean(0) - template[[33, 133]].mean(0)))
        self._scale = EYE_DISTANCE / unit
        edge = layers[0].rest[: layers[0].n_line, :2] * self._scale
        room = row(2 * MARGIN, EYE_DISTANCE)
        self._size = (np.ptp(edge, axis=0) + room).astype(int)
        self._shift = row(MARGIN, MARGIN + EYE_DISTANCE / 4) - edge.min(0)
        face = template * self._scale
        face[:, :2] += self._shift
        analysis = PortraitAnalysis(1, 1, has_alpha=False, landmarks=face.astype(np.float32))
        self._head = HeadFrame.of(analysis, 1.0, 0.0, 0.0)
        line = (edge + self._shift).astype(np.float32)
        self._interior = MouthInterior(self._head, palette, line, np.zeros(2, np.float32))
        self._ground = np.clip(palette.flesh, 0, 255).astype(np.uint8)
        self._light = light

    def entry(self, controls: Floats, mouth: Floats, turn: Floats) -> Entry:
        """The mouth in one state.

        Args:
            controls: shape (n_controls,).
            mouth: shape (11,), columns as in ``Articulator``.
            turn: shape (2,), as of ``rotation_features``; only passed on.
        """
        upper, lower = (self._line(layer, controls) for layer in self._layers)
        picture = np.tile(self._ground, (int(self._size[1]), int(self._size[0]), 1))
        jaw = self._head.axes[1, :2] * self._head.eye_distance * JAW_DROP * controls[Control.JAW]
        nothing = np.zeros((1, 1, 2), np.float32)
        pose = Pose(nothing, nothing, upper, lower, np.zeros(2, np.float32), jaw)
        self._interior.paint(picture, pose, mouth)
        features = np.concatenate([line_features(upper, lower, EYE_DISTANCE), turn])
        return Entry(picture, upper, lower, features, self._light, EYE_DISTANCE)

    def _line(self, layer: Layer, controls: Floats) -> Floats:
        moved = layer.at_rest(controls)[: layer.n_line, :2]
        line: Floats = (moved * self._scale + self._shift).astype(np.float32)
        return line
