"""Words to glyphs in their places, and glyphs to pixels, by HarfBuzz.

HarfBuzz shapes (Arabic letters join, Devanagari ones form conjuncts) and fills the outlines. Pillow
could do both only where a FriBiDi library is installed in the system.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import uharfbuzz as hb

from inference.captions.bidi import levels_of, visual_order
from inference.captions.fonts import SUBPIXELS, FontBook, font_names

Mask = npt.NDArray[np.uint8]
NO_WORD: Final = -1


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a line, or a part of one.

    Attributes:
        text: without spaces around it.
        follows_space: whether a space stands before it.
    """

    text: str
    follows_space: bool = True


@dataclass(frozen=True, slots=True)
class Glyph:
    """An outline in its place.

    Attributes:
        font: short name of its font.
        id: within that font.
        x: from the line's left edge, in 1/64 pixel.
        y: above the baseline, in 1/64 pixel.
        piece: index of the piece it belongs to.
    """

    font: str
    id: int
    x: int
    y: int
    piece: int


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs of one line, from left to right.

    Attributes:
        glyphs: in the order in which they are drawn.
        width: pixels.
    """

    glyphs: tuple[Glyph, ...]
    width: float

    @property
    def fonts(self) -> set[str]:
        """Short names of the fonts in it."""
        return {glyph.font for glyph in self.glyphs}


def shape_line(pieces: Sequence[Piece], fonts: FontBook, *, rtl: bool) -> Line:
    """Set one line.

    Args:
        pieces: in the order in which they are said.
        fonts: of the wished size.
        rtl: whether the line as a whole is read to the left.
    """
    text, owners = _joined(pieces)
    glyphs: list[Glyph] = []
    x = 0
    for run in _runs(text, rtl=rtl):
        shaped = _shaped(text, run, fonts)
        for info, place in zip(shaped.glyph_infos, shaped.glyph_positions, strict=True):
            owner = owners[info.cluster]
            glyphs.append(
                Glyph(run.font, info.codepoint, x + place.x_offset, place.y_offset, owner)
            )
            x += place.x_advance
    return Line(tuple(glyphs), x / SUBPIXELS)


def _joined(pieces: Sequence[Piece]) -> tuple[str, list[int]]:
    """The text of a line, and which piece each of its characters belongs to."""
    text, owners = "", []
    for index, piece in enumerate(pieces):
        if text and piece.follows_space:
            text += " "
            owners.append(NO_WORD)
        text += piece.text
        owners += [index] * len(piece.text)
    return text, owners


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one font that are read in one direction."""

    start: int
    length: int
    level: int
    font: str


def _runs(text: str, *, rtl: bool) -> list[_Run]:
    runs: list[_Run] = []
    place = 0
    traits = zip(levels_of(text, rtl=rtl), font_names(text), strict=True)
    for (level, font), characters in groupby(traits):
        length = len(list(characters))
        runs.append(_Run(place, length, level, font))
        place += length
    return [runs[index] for index in visual_order([run.level for run in runs])]


def _shaped(text: str, run: _Run, fonts: FontBook) -> Any:
    buffer = hb.Buffer()
    # The text around the run goes along as context: a letter's form depends on its neighbours.
    buffer.add_codepoints([ord(character) for character in text], run.start, run.length)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    if fonts.language:
        buffer.language = fonts.language
    hb.shape(fonts.font(run.font), buffer)
    return buffer


def draw_glyphs(
    glyphs: Sequence[Glyph],
    fonts: FontBook,
    *,
    size: tuple[int, int],
    origin: tuple[float, float],
    scale: int = 1,
) -> Mask:
    """How much of each pixel the glyphs cover.

    Args:
        glyphs: of one line.
        fonts: the ones it was shaped with.
        size: (width, height) of the mask before it is enlarged.
        origin: (x, y) of the line's left end on the baseline, y down, in pixels of ``size``.
        scale: how much larger to draw.

    Returns:
        Shape (scale * height, scale * width), within [0, 255].
    """
    width, height = size[0] * scale, size[1] * scale
    raster = hb.RasterDraw()
    raster.scale_factor = (SUBPIXELS, SUBPIXELS)
    left, base = origin[0] * SUBPIXELS, (size[1] - origin[1]) * SUBPIXELS
    for glyph in glyphs:
        x, y = (left + glyph.x) * scale, (base + glyph.y) * scale
        raster.transform = (scale, 0, 0, scale, x, y)
        raster.draw_glyph(fonts.font(glyph.font), glyph.id)
    raster.extents = hb.RasterExtents(
        x_origin=0, y_origin=0, width=width, height=height, stride=width
    )
    drawn = np.frombuffer(raster.render().buffer, np.uint8)
    return drawn.reshape(height, width)[::-1]  # HarfBuzz counts rows from below
