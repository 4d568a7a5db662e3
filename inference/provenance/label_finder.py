"""Looks for the visible label in the corners of a video."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.provenance.label import draw_plate
from inference.provenance.label_words import LABEL_WORDS
from inference.provenance.marking import LabelCorner

# Correlation of the letters with the picture; docs/provenance.md has the measurement.
CERTAIN: Final = 0.65
SIDE: Final = 360  # pixels of the shorter side at which pictures are compared
DRAWN_SIDE: Final = 1440  # at which words are drawn, to be made smaller
FARTHEST: Final = 0.035  # of the shorter side, from an edge to the plate
SIZES: Final = (1.03, 1.06, 1.09, 1.12, 1.15, 0.97, 1.18, 1.21)  # after cutting 20 % off

Plane = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Fit:
    """How well a label fits into a corner."""

    likeness: float
    n_pixels: int
    language: str
    text: str
    corner: str

    @property
    def evidence(self) -> float:
        """Logarithm of how much likelier the pixels are with it than without."""
        return -self.n_pixels * math.log(max(1e-6, 1 - self.likeness**2))


@dataclass(frozen=True)
class FoundLabel:
    """What was found.

    Attributes:
        likeness: correlation, within [-1, 1].
        language: of the words; empty where there is no label.
        text: the words; empty where there is no label.
        corner: where they stand; empty where there is no label.
    """

    likeness: float
    language: str = ""
    text: str = ""
    corner: str = ""

    @property
    def is_seen(self) -> bool:
        """Whether there is a label."""
        return bool(self.corner)


def find_label(lumas: Sequence[Plane]) -> FoundLabel:
    """Look for a label in any language.

    Args:
        lumas: brightness of frames of a video, each of shape (height, width); at least one.
    """
    picture = _mean(lumas)
    fits = list(_fits(picture, 1.0))
    if max(fit.likeness for fit in fits) < CERTAIN:
        fits += [fit for size in SIZES for fit in _fits(picture, size)]
    likely = [fit for fit in fits if fit.likeness >= CERTAIN]
    if not likely:
        return FoundLabel(round(max(fit.likeness for fit in fits), 3))
    # the beginning of a label may be another one: what explains more pixels is right
    best = max(likely, key=lambda fit: fit.evidence)
    return FoundLabel(round(best.likeness, 3), best.language, best.text, best.corner)


def _mean(lumas: Sequence[Plane]) -> Floats:
    """The mean of all frames, small; what moves behind the label fades."""
    height, width = lumas[-1].shape
    scale = SIDE / min(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    total = np.zeros(size[::-1], np.float32)
    same = [luma for luma in lumas if luma.shape == (height, width)]
    for luma in same:
        total += cv2.resize(luma, size, interpolation=cv2.INTER_AREA)
    return np.asarray(total / len(same), np.float32)


def _fits(picture: Floats, size: float) -> Iterator[_Fit]:
    """How well every label fits into every corner.

    Args:
        picture: brightness, shape (height, width).
        size: of the label, as a share of the one in a whole picture.
    """
    reach = round(FARTHEST * SIDE * size)
    for (language, text), corner in product(_texts(), LabelCorner):
        letters = _letters(language, text, size)
        window = _window(picture, corner, (letters.shape[0] + reach, letters.shape[1] + reach))
        if window.shape[0] < letters.shape[0] or window.shape[1] < letters.shape[1]:
            continue
        likeness: Any = cv2.matchTemplate(window, letters, cv2.TM_CCOEFF_NORMED)
        best = float(np.nan_to_num(likeness, nan=0.0, posinf=0.0, neginf=0.0).max())
        yield _Fit(best, letters.size, language, text, str(corner))


def _window(picture: Floats, corner: LabelCorner, shape: tuple[int, int]) -> Floats:
    height, width = shape
    row, _, side = corner.partition("_")
    rows = slice(0, height) if row == "top" else slice(-height, None)
    columns = slice(0, width) if side == "left" else slice(-width, None)
    return picture[rows, columns]


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    """Each text once, with the first language that says it so; English first."""
    first: dict[str, str] = {LABEL_WORDS["en"]: "en"}
    for language, text in LABEL_WORDS.items():
        first.setdefault(text, language)
    return tuple((language, text) for text, language in first.items())


@cache
def _drawn(language: str, text: str) -> Plane:
    return draw_plate(text, language, (DRAWN_SIDE * 2, DRAWN_SIDE)).letters


@cache
def _letters(language: str, text: str, size: float) -> Floats:
    """The letters as they look at ``SIDE``, with the plate around them."""
    drawn, scale = _drawn(language, text), SIDE / DRAWN_SIDE * size
    shape = (round(drawn.shape[1] * scale), round(drawn.shape[0] * scale))
    return np.asarray(cv2.resize(drawn, shape, interpolation=cv2.INTER_AREA), np.float32)
