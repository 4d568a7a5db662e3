"""What a face says without words: an expression as a few movements of its muscles.

The components follow Apple's ARKit blendshapes in name and sense, left and right at once; which of
them make an expression follows the action units of Ekman and Friesen's Facial Action Coding System
(1978): joy is 6 + 12, sadness 1 + 4 + 15, surprise 1 + 2 + 5, seriousness 4 + 23 and no smile.
Values were set by eye on the presenters; full strength is what a person shows who talks, not what
an actor shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from inference.errors import InputError
from inference.visemes import Articulator

Floats = npt.NDArray[np.floating[Any]]


class Component(IntEnum):
    """Columns of an expression curve; each value lies within [0, 1], 0 at rest."""

    MOUTH_SMILE = 0  # corners up and outwards
    MOUTH_FROWN = 1  # corners down
    MOUTH_DIMPLE = 2  # corners drawn in
    MOUTH_PRESS = 3  # lips tightened
    CHEEK_SQUINT = 4  # cheeks raised
    BROW_INNER_UP = 5
    BROW_OUTER_UP = 6
    BROW_DOWN = 7  # lowered and drawn together
    EYE_WIDE = 8  # upper lid raised
    EYE_SQUINT = 9  # lower lid raised, upper one a little lowered


N_COMPONENTS: Final = len(Component)
NEUTRAL: Final = "neutral"

_C = Component

EXPRESSIONS: Final[Mapping[str, Mapping[Component, float]]] = MappingProxyType(
    {
        NEUTRAL: {},
        "happy": {
            _C.MOUTH_SMILE: 0.85,
            _C.CHEEK_SQUINT: 0.7,
            _C.EYE_SQUINT: 0.35,
            _C.BROW_OUTER_UP: 0.12,
        },
        "sad": {
            _C.MOUTH_FROWN: 0.9,
            _C.BROW_INNER_UP: 1.0,
            _C.BROW_DOWN: 0.12,
            _C.EYE_SQUINT: 0.2,
        },
        "serious": {
            _C.BROW_DOWN: 1.0,
            _C.MOUTH_PRESS: 0.45,
            _C.MOUTH_FROWN: 0.25,
            _C.EYE_SQUINT: 0.3,
        },
        "surprised": {
            _C.BROW_INNER_UP: 0.8,
            _C.BROW_OUTER_UP: 0.95,
            _C.EYE_WIDE: 0.8,
        },
    }
)


@dataclass(frozen=True, slots=True)
class Expression:
    """What the face shows besides its words.

    Attributes:
        name: a key of ``EXPRESSIONS``.
        strength: within [0, 1]; 0 is neutral whatever the name.

    Raises:
        InputError: no such expression, or the strength is out of range.
    """

    name: str = NEUTRAL
    strength: float = 1.0

    def __post_init__(self) -> None:
        if self.name not in EXPRESSIONS:
            raise InputError(f"no expression {self.name!r}; known: {', '.join(EXPRESSIONS)}")
        if not 0 <= self.strength <= 1:
            raise InputError(f"strength {self.strength:g} is not within 0 and 1")

    @property
    def components(self) -> npt.NDArray[np.float32]:
        """Strength of each component, shape (10,), columns as in ``Component``."""
        values = np.zeros(N_COMPONENTS, np.float32)
        for component, value in EXPRESSIONS[self.name].items():
            values[component] = value * self.strength
        return values

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a row or a message."""
        return {"name": self.name, "strength": self.strength}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote.

        Raises:
            InputError: a value is missing or out of range.
        """
        try:
            return cls(str(stored["name"]), float(stored["strength"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"an expression needs name and strength: {error!r}") from error


def shown_while_speaking(components: Floats, mouth: Floats) -> Floats:
    """What shows of an expression while the mouth speaks: lips that round cannot smile as well.

    Args:
        components: shape (n, 10), columns as in ``Component``.
        mouth: shape (n, 11), columns as in ``Articulator``.

    Returns:
        Shape (n, 10).
    """
    rounded = np.maximum(
        mouth[:, Articulator.MOUTH_PUCKER], 0.7 * mouth[:, Articulator.MOUTH_FUNNEL]
    )
    opened = mouth[:, Articulator.JAW_OPEN] * (1 - mouth[:, Articulator.MOUTH_CLOSE])
    shown = components.copy()
    shown[:, Component.MOUTH_SMILE] *= 1 - 0.65 * rounded
    shown[:, Component.MOUTH_DIMPLE] *= 1 - rounded
    shown[:, Component.MOUTH_FROWN] *= 1 - 0.3 * opened
    shown[:, Component.MOUTH_PRESS] *= np.clip(1 - 5 * np.maximum(opened, rounded), 0, 1)
    return shown
