"""How captions look, as values that a form or an order can hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self, TypeVar

from inference.errors import InputError

WHITE: Final = "#ffffff"
YELLOW: Final = "#ffd400"
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
KEYS: Final = frozenset({"position", "size", "colour", "style", "highlight"})


class CaptionPosition(StrEnum):
    """Where captions stand."""

    BOTTOM = "bottom"
    MIDDLE = "middle"
    TOP = "top"


class CaptionSize(StrEnum):
    """How large they are, in relation to the picture."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class CaptionLook(StrEnum):
    """What makes them readable on any picture."""

    OUTLINE = "outline"
    BOX = "box"
    SHADOW = "shadow"


Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class CaptionStyle:
    """How captions look.

    Attributes:
        position: where they stand.
        size: how large they are.
        colour: of the letters, as ``#rrggbb``.
        style: what sets them off from the picture.
        highlight: colour of the word that is being said, as ``#rrggbb``; ``None`` for none.

    Raises:
        InputError: a colour is not one.
    """

    position: CaptionPosition = CaptionPosition.BOTTOM
    size: CaptionSize = CaptionSize.MEDIUM
    colour: str = WHITE
    style: CaptionLook = CaptionLook.OUTLINE
    highlight: str | None = YELLOW

    def __post_init__(self) -> None:
        rgb_of(self.colour)
        if self.highlight is not None:
            rgb_of(self.highlight)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "position": str(self.position),
            "size": str(self.size),
            "colour": self.colour,
            "style": str(self.style),
            "highlight": self.highlight,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote, or what somebody sent; what is left out is as usual.

        ``"highlight": None`` means none, whereas without the key it is yellow.

        Raises:
            InputError: it is no mapping, a value is not among the choices, or a key is unknown.
        """
        if not isinstance(stored, Mapping):
            raise InputError("captions: must be an object")
        if unknown := sorted(map(str, set(stored) - KEYS)):
            raise InputError(f"captions: {unknown[0]!r} is none of {', '.join(sorted(KEYS))}")
        return cls(
            _choice(stored, "position", CaptionPosition.BOTTOM),
            _choice(stored, "size", CaptionSize.MEDIUM),
            stored.get("colour", WHITE),
            _choice(stored, "style", CaptionLook.OUTLINE),
            stored.get("highlight", YELLOW),
        )


def _choice(stored: Mapping[str, Any], key: str, usual: Choice) -> Choice:
    kind, value = type(usual), stored.get(key, usual)
    try:
        return kind(value)
    except ValueError:
        raise InputError(f"captions: {key} {value!r} must be one of {', '.join(kind)}") from None


def rgb_of(colour: object) -> tuple[int, int, int]:
    """Red, green and blue of a colour written as ``#rrggbb``, each within [0, 255].

    Raises:
        InputError: it is written otherwise.
    """
    if not isinstance(colour, str) or not COLOUR.fullmatch(colour):
        raise InputError(f"colour {colour!r}: write it as #ffd400")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
