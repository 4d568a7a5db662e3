"""How much somebody moves besides speaking: a choice, as a value."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Self

from inference.errors import InputError

MAX_STRENGTH: Final = 1.5


@dataclass(frozen=True, slots=True)
class LifeStrength:
    """How lively; 0 is none, 1 as people are, 1.5 the most.

    Attributes:
        blinks: how often.
        gaze: how far the eyes wander.
        head: how far the head moves.
        brows: how far the brows rise.

    Raises:
        InputError: a value is out of range.
    """

    blinks: float = 1.0
    gaze: float = 1.0
    head: float = 1.0
    brows: float = 1.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not 0 <= value <= MAX_STRENGTH:
                raise InputError(f"{name} {value:g} is not within 0 and {MAX_STRENGTH:g}")

    @classmethod
    def none(cls) -> Self:
        """Nothing moves but the mouth."""
        return cls(0.0, 0.0, 0.0, 0.0)

    def to_json(self) -> dict[str, float]:
        """Plain values, for a row or a message."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote; what is missing is 1.

        Raises:
            InputError: a value is no number or out of range.
        """
        try:
            names = [field.name for field in fields(cls)]
            return cls(**{name: float(stored[name]) for name in names if name in stored})
        except (TypeError, ValueError) as error:
            raise InputError(f"the strengths of life are damaged: {error!r}") from error
