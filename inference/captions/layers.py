"""Cards mixed for the planes of a frame, so that painting one is a product and a sum."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from inference.captions.card import Card
from inference.captions.lettering import Mask
from inference.media import Frame
from inference.planar import Box, ColourSpace, PlanarFrame

BLACK: Final = (0, 0, 0)
WHITE: Final = (255, 255, 255)

Floats = npt.NDArray[np.floating[Any]]
Rgb: TypeAlias = tuple[int, int, int]


def planes_of(frame: Frame | PlanarFrame, box: Box) -> list[npt.NDArray[np.uint8]]:
    """A part of each plane of a frame, one layer of a card for each; RGB is a single plane."""
    if isinstance(frame, PlanarFrame):
        return [frame.y[box.rows, box.columns], frame.cb[box.chroma], frame.cr[box.chroma]]
    return [frame[box.rows, box.columns]]


def layers_of(card: Card, inks: tuple[Rgb, Rgb, Rgb], space: ColourSpace | None) -> "list[Layer]":
    """A layer for each plane of a frame.

    Args:
        card: what is painted.
        inks: colours of letters, of a marked word's letters, and of what is behind them.
        space: of planar frames; ``None`` for RGB.
    """
    if space is None:
        return [Layer(card, 1, [np.array(ink, np.float32) for ink in inks])]
    matrix = space.from_rgb()
    planar = [matrix[:, :3] @ np.array(ink, np.float32) + matrix[:, 3] for ink in inks]
    return [
        Layer(card, 1 if plane == 0 else 2, [colour[plane : plane + 1] for colour in planar])
        for plane in range(3)
    ]


class Layer:
    """A card mixed for one plane of a frame: what stays of the picture, and what is added.

    Args:
        card: the drawn cue.
        step: 2 for planes of half the resolution.
        colours: of letters, of a marked word's letters, and of what is behind them; each of shape
            (n_channels,).
    """

    def __init__(self, card: Card, step: int, colours: Sequence[Floats]) -> None:
        self._step = step
        letters = card.letters.astype(np.float32) / 255
        backing = card.backing.astype(np.float32) / 255 * (1 - letters)
        letters, backing = _smaller(letters, step), _smaller(backing, step)
        stays = np.rint(255 * (1 - letters - backing)).astype(np.uint8)
        self._plain = _rounded(letters[..., None] * colours[0] + backing[..., None] * colours[2])
        self._n_channels = len(colours[0])
        self._stays: Any = cv2.merge([stays] * self._n_channels)
        self._change = colours[1] - colours[0]
        self._added = self._plain.copy()
        self._word: int | None = None
        self._marked: tuple[slice, slice] | None = None

    def mark(self, word: int | None, box: Box | None, cover: Mask | None) -> None:
        """Colour one word, and no other."""
        if word == self._word:
            return
        if self._marked:
            self._added[self._marked] = self._plain[self._marked]
        self._word, self._marked = word, None
        if box is None or cover is None:
            return
        part = (box.rows, box.columns) if self._step == 1 else box.chroma
        share = _smaller(cover.astype(np.float32) / 255, self._step)
        change = share[..., None] * self._change
        if self._n_channels == 1:
            change = change[..., 0]
        self._added[part] = _rounded(self._plain[part] + change)
        self._marked = part

    def lay(self, plane: npt.NDArray[np.uint8]) -> None:
        """Put it over a part of a frame, in place."""
        left: Any = cv2.multiply(plane, self._stays, scale=1 / 255)
        plane[:] = cv2.add(left, self._added)


def _smaller(values: Any, step: int) -> Any:
    if step == 1:
        return values
    size = (values.shape[1] // step, values.shape[0] // step)
    return cv2.resize(values, size, interpolation=cv2.INTER_AREA)


def _rounded(values: Floats) -> npt.NDArray[np.uint8]:
    flat = values[..., 0] if values.ndim == 3 and values.shape[2] == 1 else values  # noqa: PLR2004
    return np.clip(np.rint(flat), 0, 255).astype(np.uint8)
