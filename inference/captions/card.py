"""One cue drawn: what of the picture it covers, and which part of that is each word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.captions.bidi import is_rtl, plain
from inference.captions.fonts import FontBook
from inference.captions.layout import LINE, best_cut, em_of, shape_of, top_of
from inference.captions.lettering import Glyph, Line, Mask, Piece, draw_glyphs, shape_line
from inference.captions.style import CaptionLook, CaptionStyle
from inference.planar import Box
from inference.transcripts import Word

LONGEST: Final = 200  # characters of a word that are drawn
WEIGHTS: Final = {CaptionLook.OUTLINE: 800, CaptionLook.BOX: 650, CaptionLook.SHADOW: 750}
FINER: Final = 2  # drawn so much larger, for the distance of each pixel from the letters
COMPACT: Final = frozenset({"Sans", "SansCJK", "SansHebrew", "Emoji", "SansSymbols"})
TALLEST_LINE: Final = 1.45  # from baseline to baseline, in em squares
ABOVE: Final = 1.0  # room above the first baseline, in em squares
BELOW: Final = 0.34  # and below the last
# In em squares, and shares of black. Set by eye on bright, dark and busy pictures.
MARGIN: Final = 0.45
OUTLINE: Final = 0.075
OUTLINE_GLOW: Final = (0.1, 0.45)
SHADOW: Final = (0.12, 1.0)
SHADOW_CORE: Final = 0.035
DROP: Final = 0.04
BOX_SIDE: Final = 0.34
BOX_ABOVE: Final = 1.02
BOX_BELOW: Final = 0.36
BOX_CORNER: Final = 0.24
BOX_SHARE: Final = 0.78

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class WordInk:
    """Where a word's letters are.

    Attributes:
        box: within the card.
        cover: shape (box.height, box.width), within [0, 255].
    """

    box: Box
    cover: Mask


@dataclass(frozen=True, slots=True)
class Card:
    """A drawn cue.

    Attributes:
        box: its place on the picture.
        letters: how much of each pixel they cover, within [0, 255]; shape (height, width).
        backing: the same of what sets them off.
        words: ink of every word, in the order in which they are said; ``None`` where it has none.
    """

    box: Box
    letters: Mask
    backing: Mask
    words: tuple[WordInk | None, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines set in type.

    Attributes:
        lines: from the top, each with its first word's index.
        fonts: of their size.
        em: pixels.
        pitch: pixels from baseline to baseline.
        rtl: whether lines begin on the right.
    """

    lines: tuple[tuple[int, Line], ...]
    fonts: FontBook
    pitch: float

    @property
    def em(self) -> float:
        """Size of the letters in pixels."""
        return self.fonts.size

    @property
    def width(self) -> float:
        """Of the longest line, in pixels."""
        return max(line.width for _, line in self.lines)

    @property
    def height(self) -> float:
        """Pixels from the top of the first line to the end of the last."""
        return (ABOVE + BELOW) * self.em + self.pitch * (len(self.lines) - 1)


def draw_card(
    words: Sequence[Word],
    style: CaptionStyle,
    size: tuple[int, int],
    language: str,
    chin: float | None = None,
) -> Card | None:
    """Set words in one or two lines and draw them.

    Args:
        words: of one cue.
        style: the wished look.
        size: (width, height) of the picture.
        language: BCP 47 tag; may be empty.
        chin: see ``inference.captions.layout.top_of``.

    Returns:
        The drawn cue; ``None`` where nothing can be seen of it.
    """
    pieces = [Piece(plain(word.text[:LONGEST]), word.follows_space) for word in words]
    if not any(piece.text for piece in pieces):
        return None
    block = _set_type(pieces, style, size, language)
    margin = MARGIN * block.em
    left = (size[0] - block.width) / 2 - margin
    top = top_of(size, style.position, block.height, block.em, chin) - margin
    box = Box.around(
        left, top, left + block.width + 2 * margin, top + block.height + 2 * margin, size
    )
    if not box.width or not box.height:
        return None
    origins = [
        ((size[0] - line.width) / 2 - box.left, top + margin + ABOVE * block.em + y - box.top)
        for y, (_, line) in zip(_rows(block), block.lines, strict=True)
    ]
    return _drawn(block, box, origins, style.style, len(pieces))


def _rows(block: _Block) -> list[float]:
    return [index * block.pitch for index in range(len(block.lines))]


def _set_type(
    pieces: Sequence[Piece], style: CaptionStyle, size: tuple[int, int], language: str
) -> _Block:
    """The words on at most two lines, in letters as large as is wished or as fits."""
    em, room = em_of(*size, style.size), shape_of(*size).width * size[0]
    weight = WEIGHTS[style.style]
    rtl = is_rtl(" ".join(piece.text for piece in pieces), language)
    block = _block(pieces, FontBook(language, em, weight), room, rtl=rtl)
    while block.width > room:
        em *= min(0.98, room / block.width)
        block = _block(pieces, FontBook(language, em, weight), room, rtl=rtl)
    return block


def _block(pieces: Sequence[Piece], fonts: FontBook, room: float, *, rtl: bool) -> _Block:
    widths = [shape_line([piece], fonts, rtl=rtl).width for piece in pieces]
    spaced = any(piece.follows_space for piece in pieces[1:])
    space = fonts.size * 0.26 if spaced else 0.0
    cut = best_cut([piece.text for piece in pieces], widths, space, room)
    rows = [(0, pieces[:cut]), (cut, pieces[cut:])] if cut < len(pieces) else [(0, pieces)]
    lines = tuple((first, shape_line(row, fonts, rtl=rtl)) for first, row in rows)
    tall = set().union(*(line.fonts for _, line in lines)) - COMPACT
    needed = sum(fonts.height(tall)) if tall else 0.0
    pitch = min(max(LINE * fonts.size, 0.95 * needed), TALLEST_LINE * fonts.size)
    return _Block(lines, fonts, pitch)


def _drawn(
    block: _Block,
    box: Box,
    origins: Sequence[tuple[float, float]],
    look: CaptionLook,
    n_words: int,
) -> Card:
    size = (box.width, box.height)
    fine = np.zeros((box.height * FINER, box.width * FINER), np.uint8)
    inks: list[WordInk | None] = [None] * n_words
    for (first, line), origin in zip(block.lines, origins, strict=True):
        for index, glyphs in _by_word(line).items():
            drawn = draw_glyphs(glyphs, block.fonts, size=size, origin=origin, scale=FINER)
            np.maximum(fine, drawn, out=fine)
            inks[first + index] = _ink_of(drawn)
    letters = halved(fine)
    if look is CaptionLook.BOX:
        backing = _boxes(block, box, origins)
    else:
        backing = _surroundings(fine, block.em, look)
    return Card(box, letters, backing, tuple(inks))


def _by_word(line: Line) -> dict[int, list[Glyph]]:
    words: dict[int, list[Glyph]] = {}
    for glyph in line.glyphs:
        if glyph.piece >= 0:
            words.setdefault(glyph.piece, []).append(glyph)
    return words


def halved(fine: Mask) -> Mask:
    """A mask that was drawn ``FINER`` in pixels of the picture."""
    height, width = fine.shape[0] // FINER, fine.shape[1] // FINER
    return np.asarray(cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _ink_of(fine: Mask) -> WordInk | None:
    x, y, width, height = cv2.boundingRect(fine)
    if not width:
        return None
    limits = (fine.shape[1] // FINER, fine.shape[0] // FINER)
    right, bottom = (x + width) / FINER, (y + height) / FINER
    box = Box.around(x / FINER, y / FINER, right, bottom, limits)
    part = fine[
        box.top * FINER : (box.top + box.height) * FINER,
        box.left * FINER : (box.left + box.width) * FINER,
    ]
    return WordInk(box, halved(np.ascontiguousarray(part)))


def _surroundings(fine: Mask, em: float, look: CaptionLook) -> Mask:
    """Outline or shadow of letters."""
    away = cv2.distanceTransform(np.where(fine < 128, 1, 0).astype(np.uint8), cv2.DIST_L2, 5)  # noqa: PLR2004  half covered
    is_outline = look is CaptionLook.OUTLINE
    reach = (OUTLINE if is_outline else SHADOW_CORE) * em * FINER
    near = halved((np.clip(reach + 0.5 - away, 0, 1) * 255).astype(np.uint8))
    softness, share = OUTLINE_GLOW if is_outline else SHADOW
    glow = cv2.GaussianBlur(near, (0, 0), max(0.8, softness * em))
    drop = round(DROP * em)
    glow[drop:] = glow[: len(glow) - drop].copy()
    glow = cv2.convertScaleAbs(glow, alpha=share)
    return np.maximum(near, glow) if is_outline else np.asarray(glow, np.uint8)


def _boxes(block: _Block, box: Box, origins: Sequence[tuple[float, float]]) -> Mask:
    """Plates behind the lines, with round corners."""
    plates = np.zeros((box.height * FINER, box.width * FINER), np.uint8)
    em = block.em
    for (_, line), (x, y) in zip(block.lines, origins, strict=True):
        sides = (x - BOX_SIDE * em, x + line.width + BOX_SIDE * em)
        above = max(BOX_ABOVE * em, block.pitch - BOX_BELOW * em)
        round_plate(plates, sides, (y - above, y + BOX_BELOW * em), BOX_CORNER * em)
    return np.asarray(cv2.convertScaleAbs(halved(plates), alpha=BOX_SHARE), np.uint8)


def round_plate(
    plates: Mask, sides: tuple[float, float], ends: tuple[float, float], corner: float
) -> None:
    """Draw a rectangle with round corners into a mask that is ``FINER``, in place.

    Args:
        plates: the mask.
        sides: left and right, pixels of the picture, as all of these.
        ends: top and bottom.
        corner: radius.
    """
    left, right = (round(side * FINER) for side in sides)
    top, bottom = (round(end * FINER) for end in ends)
    radius = round(corner * FINER)
    cv2.rectangle(plates, (left + radius, top), (right - radius, bottom), 255, -1)
    cv2.rectangle(plates, (left, top + radius), (right, bottom - radius), 255, -1)
    for x in (left + radius, right - radius):
        for y in (top + radius, bottom - radius):
            cv2.circle(plates, (x, y), radius, 255, -1)
