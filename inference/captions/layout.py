"""How large captions are, how much fits, and where they stand on pictures of any shape.

Players of upright video (Reels, TikTok, Shorts) put their own texts and buttons over the lowest
fifth, the top eighth and the right edge; captions keep off them. Wide ones keep the tenth at the
sides that broadcasters call title-safe.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from inference.captions.style import CaptionPosition, CaptionSize
from inference.cues import CueForm
from inference.phrases import STOPS

UPRIGHT: Final = 1.2  # height to width from which on a picture is upright
WIDE: Final = 1.2  # width to height from which on it is wide
SIZES: Final = {CaptionSize.SMALL: 0.78, CaptionSize.MEDIUM: 1.0, CaptionSize.LARGE: 1.25}
LETTER: Final = 0.58  # width of an average bold letter, in em squares
WIDE_LETTER: Final = 1.0
LINE: Final = 1.22  # from baseline to baseline, in em squares
UNDER_CHIN: Final = 0.25  # em squares between a chin and captions
AFTER_STOP: Final = 0.85  # an uneven break counts as this much less uneven behind a comma


@dataclass(frozen=True, slots=True)
class Shape:
    """What the shape of a picture asks for.

    Attributes:
        em: size of the letters, as a share of the shorter side.
        width: share of the width that lines may take.
        top: share of the height above which captions do not begin.
        bottom: share of the height where captions at the bottom end.
        lowest: share of the height where they end at most, to keep off a mouth.
        form: how much is shown at one time, at most.
    """

    em: float
    width: float
    top: float
    bottom: float
    lowest: float
    form: CueForm


SHAPES: Final = {
    "upright": Shape(0.074, 0.80, 0.13, 0.79, 0.88, CueForm(18, 9, 3.0, 6)),
    "square": Shape(0.060, 0.86, 0.07, 0.91, 0.96, CueForm(24, 12, 4.0, 12)),
    "wide": Shape(0.054, 0.80, 0.07, 0.92, 0.96, CueForm(38, 18, 6.0, 30)),
}


def shape_of(width: int, height: int) -> Shape:
    """The nearest of the three shapes."""
    if height >= width * UPRIGHT:
        return SHAPES["upright"]
    return SHAPES["wide" if width >= height * WIDE else "square"]


def em_of(width: int, height: int, size: CaptionSize) -> float:
    """Size of the letters in pixels."""
    return shape_of(width, height).em * SIZES[size] * min(width, height)


def form_of(width: int, height: int, size: CaptionSize) -> CueForm:
    """How much to show at one time, so that two lines hold it without being made smaller."""
    shape = shape_of(width, height)
    room = shape.width * width / em_of(width, height, size)
    return CueForm(
        max(8, min(shape.form.line_length, int(room / LETTER))),
        max(4, min(shape.form.wide_line_length, int(room / WIDE_LETTER))),
        shape.form.max_duration,
        shape.form.min_length,
    )


def best_cut(texts: Sequence[str], widths: Sequence[float], space: float, room: float) -> int:
    """Index of the word that begins the second line; the number of words for one line.

    Args:
        texts: the words.
        widths: of them, in pixels.
        space: width of a space.
        room: width of a line.
    """
    total = _width(widths, space)
    if total <= room or len(texts) == 1:
        return len(texts)
    cuts = range(1, len(texts))
    longest = {cut: max(_width(widths[:cut], space), _width(widths[cut:], space)) for cut in cuts}
    fitting = [cut for cut in cuts if longest[cut] <= room]

    def unevenness(cut: int) -> float:
        behind_stop = texts[cut - 1].endswith(STOPS)
        return (longest[cut] - total / 2) * (AFTER_STOP if behind_stop else 1.0)

    return min(fitting or cuts, key=unevenness)


def _width(widths: Sequence[float], space: float) -> float:
    return sum(widths) + space * (len(widths) - 1)


def top_of(
    size: tuple[int, int],
    position: CaptionPosition,
    height: float,
    em: float,
    chin: float | None = None,
) -> float:
    """Where a block of lines begins, in pixels from the top.

    Args:
        size: (width, height) of the picture.
        position: as wished.
        height: of the block.
        em: size of its letters.
        chin: pixels from the top to the lowest place of a chin; captions in the middle and at the
            bottom go under it as far as there is room.
    """
    shape = shape_of(*size)
    if position is CaptionPosition.TOP:
        return shape.top * size[1]
    bottom, lowest = shape.bottom * size[1], shape.lowest * size[1]
    wished = bottom - height
    if position is CaptionPosition.MIDDLE:
        wished = (size[1] - height) / 2
        lowest = bottom
    if chin is not None:
        wished = max(wished, min(chin + UNDER_CHIN * em, lowest - height))
    return max(0.0, wished)
