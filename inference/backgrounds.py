"""What stands behind a presenter.

Colours and shapes live here once: the renderer paints them, and the studio's preview uses the CSS
that ``Background.css`` gives, so that both look the same. Nothing here needs more than Python.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeAlias

from inference.errors import UnsupportedFormatError

RGB: TypeAlias = tuple[int, int, int]
OWN: Final = "own"
_COLOUR: Final = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")


class Shape(StrEnum):
    """How the two colours of a background meet."""

    PLAIN = "plain"
    VERTICAL = "vertical"
    RADIAL = "radial"


@dataclass(frozen=True, slots=True)
class Background:
    """A plain or graded backdrop.

    Attributes:
        id: stable key; empty for one that somebody mixed.
        label: as shown to people; empty for one that somebody mixed.
        shape: plain; top to bottom; or from a light centre at (50 %, 30 %) outwards to the
            farthest corner, elliptical.
        inner: colour of the top or centre, RGB within [0, 255].
        outer: colour of the bottom or rim; the same as ``inner`` for a plain one.
    """

    id: str
    label: str
    shape: Shape
    inner: RGB
    outer: RGB

    def to_json(self) -> Any:
        """Plain values; see ``backdrop_of``."""
        if self.id:
            return self.id
        if self.shape is Shape.PLAIN:
            return _hexadecimal(self.inner)
        return {
            "kind": "gradient",
            "from": _hexadecimal(self.inner),
            "to": _hexadecimal(self.outer),
        }

    @property
    def css(self) -> str:
        """Value of the CSS property ``background`` that looks the same."""
        inner, outer = (f"rgb({r} {g} {b})" for r, g, b in (self.inner, self.outer))
        if self.shape is Shape.PLAIN:
            return inner
        if self.shape is Shape.VERTICAL:
            return f"linear-gradient({inner}, {outer})"
        return f"radial-gradient(farthest-corner at 50% 30%, {inner}, {outer})"


@dataclass(frozen=True, slots=True)
class OwnBackdrop:
    """What is behind the person already; the usual background where there is nothing."""

    def to_json(self) -> Any:
        """Plain values."""
        return OWN


@dataclass(frozen=True, slots=True)
class BlurredBackdrop:
    """What is behind the person already, out of focus."""

    def to_json(self) -> Any:
        """Plain values."""
        return {"kind": "blurred"}


@dataclass(frozen=True, slots=True)
class PictureBackdrop:
    """A picture of one's own, which fills the canvas.

    Attributes:
        path: JPEG, PNG or WebP.
    """

    path: Path

    def to_json(self) -> Any:
        """Plain values."""
        return {"kind": "picture", "path": str(self.path)}


Backdrop: TypeAlias = Background | OwnBackdrop | BlurredBackdrop | PictureBackdrop

BACKGROUNDS: Final = (
    Background("mist", "Mist", Shape.RADIAL, (223, 229, 230), (178, 191, 196)),
    Background("sand", "Sand", Shape.RADIAL, (240, 228, 212), (212, 190, 164)),
    Background("sage", "Sage", Shape.RADIAL, (224, 232, 218), (178, 193, 170)),
    Background("ink", "Ink", Shape.RADIAL, (62, 80, 98), (27, 37, 48)),
    Background("white", "White", Shape.PLAIN, (250, 249, 246), (250, 249, 246)),
    Background("dawn", "Dawn", Shape.VERTICAL, (250, 218, 196), (203, 205, 222)),
    Background("dusk", "Dusk", Shape.VERTICAL, (93, 84, 122), (214, 137, 116)),
)

DEFAULT_BACKGROUND: Final = "mist"

_BY_ID: Final = {background.id: background for background in BACKGROUNDS}


def find_background(background_id: str) -> Background:
    """The background of this id.

    Raises:
        UnsupportedFormatError: there is none.
    """
    try:
        return _BY_ID[background_id]
    except KeyError:
        known = ", ".join(_BY_ID)
        raise UnsupportedFormatError(
            f"unknown background {background_id!r}; there are {known}"
        ) from None


def backdrop_of(stored: str | Mapping[str, Any] | None) -> Backdrop:
    """Read a choice of background.

    Args:
        stored: id of a known one; ``#rrggbb``; ``own`` or nothing; or an object whose ``kind`` is
            ``gradient`` (top to bottom, with ``from`` and ``to``), ``picture`` (with ``path``) or
            ``blurred``.

    Raises:
        UnsupportedFormatError: it is none of these.
    """
    if not stored or stored == OWN:
        return OwnBackdrop()
    if isinstance(stored, str):
        return plain(stored) if stored.startswith("#") else find_background(stored)
    match stored:
        case {"kind": "gradient", "from": str(top), "to": str(bottom)}:
            return Background("", "", Shape.VERTICAL, rgb(top), rgb(bottom))
        case {"kind": "picture", "path": str(path)}:
            return PictureBackdrop(Path(path))
        case {"kind": "blurred"}:
            return BlurredBackdrop()
    raise UnsupportedFormatError("the background is neither a colour, a gradient nor a picture")


def plain(colour: str) -> Background:
    """A plain background of one colour.

    Raises:
        UnsupportedFormatError: the colour is not written as ``#rrggbb``.
    """
    return Background("", "", Shape.PLAIN, rgb(colour), rgb(colour))


def rgb(colour: str) -> RGB:
    """Red, green and blue of a colour written as ``#rrggbb``, each within [0, 255].

    Raises:
        UnsupportedFormatError: it is written otherwise.
    """
    found = _COLOUR.fullmatch(colour)
    if found is None:
        raise UnsupportedFormatError(f"colour {colour!r}: write it as #aabbcc")
    red, green, blue = (int(part, 16) for part in found.groups())
    return red, green, blue


def _hexadecimal(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
