"""The visible label: a few words on a dark plate in a corner of the picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import cv2
import numpy as np

from inference.captions.bidi import is_rtl
from inference.captions.card import FINER, Card, halved, round_plate
from inference.captions.fonts import FontBook
from inference.captions.layers import BLACK, WHITE, Layer, layers_of, planes_of
from inference.captions.lettering import Line, Mask, Piece, draw_glyphs, shape_line
from inference.planar import Box, ColourSpace, PlanarFrame
from inference.provenance.label_words import LABEL_WORDS, label_language
from inference.provenance.marking import LabelCorner, VisibleLabel

EM: Final = 0.03  # size of the letters, as a share of the shorter side
SMALLEST_EM: Final = 9.0  # pixels; smaller letters cannot be read
WEIGHT: Final = 600
# In em squares, or shares of black. So dark a plate keeps white letters at a contrast of 5.9 to 1
# on a white picture; WCAG 2.2 asks for 4.5.
MARGIN: Final = 0.67  # between the plate and the edges; captions begin beyond both
SIDE: Final = 0.6  # beside the words
ABOVE: Final = 0.28  # above and below their ink
LEAST_HEIGHT: Final = 1.5
CORNER: Final = 0.32
DARKNESS: Final = 0.63
LARGEST_SHARE: Final = 0.6  # of the width; longer words are set smaller

Rect = tuple[float, float, float, float]


@dataclass(frozen=True)
class Plate:
    """The label drawn, wherever it will stand.

    Attributes:
        letters: how much of each pixel they cover, within [0, 255]; shape (height, width), even.
        backing: the same of what is behind them.
    """

    letters: Mask
    backing: Mask

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.letters.shape[1], self.letters.shape[0]


@dataclass
class PlacedLabel:
    """The label where it stands in one video.

    Attributes:
        text: its words.
        language: of the words.
        corner: where it stands.
        card: as it is painted.
    """

    text: str
    language: str
    corner: LabelCorner
    card: Card
    _layers: list[Layer] = field(default_factory=list)
    _space: ColourSpace | None = None

    def facts(self) -> dict[str, str]:
        """Plain values."""
        return {"language": self.language, "corner": str(self.corner), "text": self.text}

    def paint(self, frame: PlanarFrame) -> None:
        """Paint it into a frame of the size that it was made for, in place."""
        if frame.space != self._space:
            self._space = frame.space
            self._layers = layers_of(self.card, (WHITE, WHITE, BLACK), frame.space)
        for layer, plane in zip(self._layers, planes_of(frame, self.card.box), strict=True):
            layer.lay(plane)


def place_label(
    label: VisibleLabel, size: tuple[int, int], mouths: Sequence[Rect] = ()
) -> PlacedLabel:
    """Draw a label and find its place.

    It stands in the corner that is wished for, unless a mouth is there: then in the next corner
    without one, or else in the one where it covers least of them.

    Args:
        label: the wished one.
        size: (width, height) of the frames.
        mouths: (left, top, right, bottom) in pixels.
    """
    language = label_language(label.language)
    plate = draw_plate(LABEL_WORDS[language], language, size)
    corners = [label.corner, *(one for one in _beside(label.corner) if one is not label.corner)]
    boxes = {corner: _box(corner, plate.size, size) for corner in corners}
    best = min(corners, key=lambda corner: _covered(boxes[corner], mouths))
    card = Card(boxes[best], plate.letters, plate.backing, ())
    return PlacedLabel(LABEL_WORDS[language], language, best, card)


def draw_plate(text: str, language: str, size: tuple[int, int]) -> Plate:
    """Draw the label of a picture.

    Args:
        text: its words.
        language: BCP 47 tag.
        size: (width, height) of the picture.
    """
    em = max(SMALLEST_EM, EM * min(size))
    line, fonts = _set_type(text, language, em)
    room = LARGEST_SHARE * size[0] - 2 * SIDE * em
    if line.width > room:
        em *= room / line.width
        line, fonts = _set_type(text, language, em)
    above, below = _ink(line, fonts)
    width = _even(line.width + 2 * SIDE * em)
    height = _even(max(LEAST_HEIGHT * em, above + below + 2 * ABOVE * em))
    origin = ((width - line.width) / 2, (height + above - below) / 2)
    fine = draw_glyphs(line.glyphs, fonts, size=(width, height), origin=origin, scale=FINER)
    backing = np.zeros_like(fine)
    round_plate(backing, (0, width - 1 / FINER), (0, height - 1 / FINER), CORNER * em)
    dark = cv2.convertScaleAbs(halved(backing), alpha=DARKNESS)
    return Plate(halved(fine), np.asarray(dark, np.uint8))


def _set_type(text: str, language: str, em: float) -> tuple[Line, FontBook]:
    fonts = FontBook(language, em, WEIGHT)
    return shape_line([Piece(text)], fonts, rtl=is_rtl(text, language)), fonts


def _ink(line: Line, fonts: FontBook) -> tuple[float, float]:
    """Pixels above and below the baseline that the letters reach."""
    room = round(2 * fonts.size)
    size = (int(line.width) + 2 * room, 2 * room)
    _, top, _, height = cv2.boundingRect(
        draw_glyphs(line.glyphs, fonts, size=size, origin=(room, room))
    )
    return room - top, top + height - room


def _even(length: float) -> int:
    return 2 * round(length / 2)


def _beside(corner: LabelCorner) -> list[LabelCorner]:
    """The other corners: first that of the same row, then those of the other row."""
    row, _, side = corner.partition("_")
    other = "right" if side == "left" else "left"
    rows = [row, "bottom" if row == "top" else "top"]
    return [LabelCorner(f"{one}_{end}") for one, end in product(rows, (side, other))]


def _box(corner: LabelCorner, plate: tuple[int, int], size: tuple[int, int]) -> Box:
    """Where a plate lies on a picture."""
    margin = _even(MARGIN * max(SMALLEST_EM, EM * min(size)))
    row, _, side = corner.partition("_")
    left = margin if side == "left" else size[0] - margin - plate[0]
    top = margin if row == "top" else size[1] - margin - plate[1]
    return Box(max(0, left), max(0, top), *plate)


def _covered(box: Box, mouths: Sequence[Rect]) -> float:
    """Pixels of mouths that lie under a box."""
    covered = 0.0
    for left, top, right, bottom in mouths:
        width = min(right, box.left + box.width) - max(left, box.left)
        height = min(bottom, box.top + box.height) - max(top, box.top)
        covered += max(0.0, width) * max(0.0, height)
    return covered
