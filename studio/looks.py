"""How a video may look around its presenter: own backgrounds, and captions as they are painted."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from inference.captions.layout import LETTER, LINE, SHAPES, SIZES
from inference.captions.style import (
    CaptionLook,
    CaptionPosition,
    CaptionSize,
    CaptionStyle,
)
from studio.movement import Option

# What a background may be besides one of the list. Which of them suit depends on the presenter.
OWN_BACKGROUNDS: Final = (
    Option("own", _("As in the photo")),
    Option("blurred", _("Blurred")),
    Option("colour", _("Own colour")),
    Option("gradient", _("Gradient")),
    Option("picture", _("Own picture")),
)

POSITIONS: Final = (
    Option(CaptionPosition.BOTTOM, _("Bottom")),
    Option(CaptionPosition.MIDDLE, _("Middle")),
    Option(CaptionPosition.TOP, _("Top")),
)
SIZE_OPTIONS: Final = (
    Option(CaptionSize.SMALL, _("Small")),
    Option(CaptionSize.MEDIUM, _("Medium")),
    Option(CaptionSize.LARGE, _("Large")),
)
STYLES: Final = (
    Option(CaptionLook.OUTLINE, _("Outline")),
    Option(CaptionLook.BOX, _("Box")),
    Option(CaptionLook.SHADOW, _("Shadow")),
)


def offered() -> dict[str, Any]:
    """Everything that the form of a look shows."""
    return {
        "own_backgrounds": OWN_BACKGROUNDS,
        "positions": POSITIONS,
        "sizes": SIZE_OPTIONS,
        "styles": STYLES,
        "usual": CaptionStyle().to_json(),
    }


def caption_measures() -> dict[str, Any]:
    """What the preview needs to draw captions of the size and in the place of the painted ones.

    Returns:
        ``shapes`` by shape of the picture, with lengths as shares: ``em`` of the shorter side,
        ``width`` of the width, ``top`` and ``bottom`` of the height, and ``line``, the characters
        of a line; ``sizes`` as factors; ``line`` from baseline to baseline and ``letter``, the
        width of a usual one, in em squares.
    """
    shapes = {
        name: {
            "em": shape.em,
            "width": shape.width,
            "top": shape.top,
            "bottom": shape.bottom,
            "line": shape.form.line_length,
        }
        for name, shape in SHAPES.items()
    }
    sizes = {str(size): factor for size, factor in SIZES.items()}
    return {
        "shapes": shapes,
        "sizes": sizes,
        "line": LINE,
        "letter": LETTER,
        "usual": CaptionStyle().to_json(),
    }
