"""What deforms a face, and how strongly in one frame."""

from enum import IntEnum
from typing import Final

import numpy as np

from inference.expression import Component
from inference.lipsync.warp.arrays import Floats
from inference.visemes import Articulator


class Control(IntEnum):
    """Rows of the fields: first those of speech, which part the lips, then those that do not."""

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
    SMILE = 10
    FROWN = 11
    DIMPLE = 12
    CHEEK = 13
    BROW_INNER = 14
    BROW_OUTER = 15
    BROW_DOWN = 16


N_CONTROLS: Final = len(Control)
N_SPEECH: Final = Control.SMILE.value  # the first of those that move both lips alike
TEETH_IN_SMILE: Final = 0.45  # of the upper lip's rise, when a smiling mouth opens
RELEASE: Final = 0.5  # of lips that are parted in the picture, when the mouth opens
NARROWER: Final = 0.45  # less spreading of lips that a smile has spread already


def control_values(mouth: Floats, face: Floats, brows: float) -> Floats:
    """Strength of each control in one frame.

    Args:
        mouth: shape (11,), columns as in ``Articulator``.
        face: shape (10,), columns as in ``Component``; what shows while the mouth speaks.
        brows: within [0, 1], 1 is fully raised.

    Returns:
        Shape (17,), rows as in ``Control``.
    """
    values = np.zeros(N_CONTROLS, np.float32)
    values[:N_SPEECH] = _of_speech(mouth, face)
    values[Control.SMILE] = face[Component.MOUTH_SMILE]
    values[Control.FROWN] = face[Component.MOUTH_FROWN]
    values[Control.DIMPLE] = face[Component.MOUTH_DIMPLE]
    values[Control.CHEEK] = face[Component.CHEEK_SQUINT]
    values[Control.BROW_INNER] = face[Component.BROW_INNER_UP] + brows
    values[Control.BROW_OUTER] = face[Component.BROW_OUTER_UP] + brows
    values[Control.BROW_DOWN] = face[Component.BROW_DOWN]
    return values


def _of_speech(mouth: Floats, face: Floats) -> Floats:
    values = np.zeros(N_SPEECH, np.float32)
    jaw, close = mouth[Articulator.JAW_OPEN], mouth[Articulator.MOUTH_CLOSE]
    smile = face[Component.MOUTH_SMILE]
    values[Control.JAW] = jaw
    values[Control.CLOSE] = jaw * max(close, 0.72 * mouth[Articulator.MOUTH_ROLL_LOWER])
    values[Control.PRESS] = max(mouth[Articulator.MOUTH_PRESS], face[Component.MOUTH_PRESS])
    values[Control.STRETCH] = mouth[Articulator.MOUTH_STRETCH] * (1 - NARROWER * smile)
    values[Control.PUCKER] = mouth[Articulator.MOUTH_PUCKER]
    values[Control.FUNNEL] = mouth[Articulator.MOUTH_FUNNEL]
    opened = min(1.0, 3 * jaw) * (1 - close) * (1 - mouth[Articulator.MOUTH_ROLL_LOWER])
    opened *= 1 - mouth[Articulator.MOUTH_PUCKER]
    values[Control.UPPER_UP] = mouth[Articulator.MOUTH_UPPER_UP] + TEETH_IN_SMILE * smile * opened
    values[Control.LOWER_DOWN] = mouth[Articulator.MOUTH_LOWER_DOWN]
    values[Control.ROLL_LOWER] = mouth[Articulator.MOUTH_ROLL_LOWER]
    values[Control.SEAL] = 1 - RELEASE * opened
    return values
