"""Writes an invisible watermark into the brightness of frames.

Cells are a fixed share of the picture's shorter side, soft at their edges, and stronger where the
picture is busy and hides them.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.provenance.watermark_code import TILE, WatermarkCode

CELLS_ACROSS: Final = 180  # of the shorter side; six pixels each in 1080p
STRENGTH: Final = 1.1  # of 255, in even areas
USUAL_SIDE: Final = 720  # pixels; cells of smaller pictures are so small that encoders blur them
MOST: Final = 2.0  # times STRENGTH, in small pictures
FAINTEST: Final = 0.4  # share of STRENGTH
BUSIEST: Final = 2.2  # share of STRENGTH where the picture hides most
BUSY: Final = 2.0  # of 255; so much fine texture adds one strength
TEXTURE: Final = 1 / 90  # of the shorter side; what is coarser does not hide anything
LOOK_AGAIN: Final = 25  # frames for which one look at how busy the picture is serves
BLOCK: Final = 8  # pixels

Plane = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


class Watermark:
    """One identifier, for frames of one size."""

    def __init__(self, code: WatermarkCode, identifier: int, size: tuple[int, int]) -> None:
        """Draw the pattern.

        Args:
            code: of the installation.
            identifier: what is written; within [0, 2**40).
            size: (width, height) of the frames, pixels.
        """
        self._pattern = _drawn(code.tile(identifier), size)
        self._brighter: Plane | None = None
        self._darker: Plane | None = None
        self._age = 0

    def write(self, luma: Plane) -> None:
        """Write it into a frame, in place.

        Args:
            luma: shape (height, width): brightness, of either range.
        """
        if self._brighter is None or self._darker is None or self._age == LOOK_AGAIN:
            change = np.rint(_hiding(luma) * self._pattern)
            self._brighter = np.maximum(change, 0).astype(np.uint8)
            self._darker = np.maximum(-change, 0).astype(np.uint8)
            self._age = 0
        self._age += 1
        cv2.add(luma, self._brighter, dst=luma)
        cv2.subtract(luma, self._darker, dst=luma)


def _drawn(tile: Floats, size: tuple[int, int]) -> Floats:
    """The tile repeated over a picture; shape (height, width), about within [-1, 1]."""
    width, height = size
    cell = min(width, height) / CELLS_ACROSS
    n_across, n_down = int(width / cell) + 2, int(height / cell) + 2
    cells = np.tile(tile, (n_down // TILE + 1, n_across // TILE + 1))[:n_down, :n_across]
    offset = 0.5 / cell - 0.5
    towards = np.array([[1 / cell, 0, offset], [0, 1 / cell, offset]], np.float32)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(cells, towards, size, flags=flags, borderMode=cv2.BORDER_REFLECT), np.float32
    )


def _hiding(luma: Plane) -> Floats:
    """How much change each pixel hides, of 255; shape of ``luma``."""
    height, width = luma.shape
    half = (max(1, width // 2), max(1, height // 2))
    small = cv2.resize(luma, half, interpolation=cv2.INTER_AREA).astype(np.float32)
    side = max(3, int(min(half) * TEXTURE) | 1)
    fine = cv2.blur(np.abs(small - cv2.blur(small, (side, side))), (side, side))
    few = (max(1, width // BLOCK), max(1, height // BLOCK))
    busy = cv2.resize(fine, few, interpolation=cv2.INTER_AREA)
    busy = np.minimum(busy, cv2.blur(busy, (3, 3)))  # beside an edge there is nothing to hide in
    usual = STRENGTH * max(1.0, min(MOST, USUAL_SIDE / min(height, width)))
    strength = usual * np.minimum(FAINTEST + busy / BUSY, BUSIEST)
    return np.asarray(cv2.resize(strength, (width, height), interpolation=cv2.INTER_LINEAR))
