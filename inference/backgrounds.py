"""What stands behind a presenter whose picture is transparent.

Colours and shapes live here once: the renderer paints them, and the studio's preview uses the CSS
that ``Background.css`` gives, so that both look the same. Nothing here needs more than Python.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from inference.errors import UnsupportedFormatError


class Shape(StrEnum):
    """How the two colours of a background meet."""

    PLAIN = "plain"
    VERTICAL = "vertical"
    RADIAL = "radial"


@dataclass(frozen=True, slots=True)
class Background:
    """A plain or graded backdrop.

    Attributes:
        id: stable key.
        label: as shown to people.
        shape: plain; top to bottom; or from a light centre at (50 %, 30 %) outwards to the
            farthest corner, elliptical.
        inner: colour of the top or centre, RGB within [0, 255].
        outer: colour of the bottom or rim; the same as ``inner`` for a plain one.
    """

    id: str
    label: str
    shape: Shape
    inner: tuple[int, int, int]
    outer: tuple[int, int, int]

    @property
    def css(self) -> str:
        """Value of the CSS property ``background`` that looks the same."""
        inner, outer = (f"rgb({r} {g} {b})" for r, g, b in (self.inner, self.outer))
        if self.shape is Shape.PLAIN:
            return inner
        if self.shape is Shape.VERTICAL:
            return f"linear-gradient({inner}, {outer})"
        return f"radial-gradient(farthest-corner at 50% 30%, {inner}, {outer})"


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
