"""Captions painted into the frames of a video."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.captions.card import Card, draw_card
from inference.captions.layout import form_of
from inference.captions.lettering import Mask
from inference.captions.style import CaptionStyle, rgb_of
from inference.cues import Cue, cues_of
from inference.media import Frame
from inference.planar import Box, ColourSpace, PlanarFrame
from inference.transcripts import Transcript

DARK: Final = 90.0  # brightness of letters, within [0, 255], below which their backing is white
LUMA: Final = (0.299, 0.587, 0.114)  # ITU-R BT.601
BLACK: Final = (0, 0, 0)
WHITE: Final = (255, 255, 255)

Floats = npt.NDArray[np.floating[Any]]


class CaptionPainter:
    """Paints what is being said.

    Args:
        transcript: what is said, on the time of the video.
        style: the wished look.
        size: (width, height) of the frames.
        fps: frames per second.
        chin: pixels from the top to the lowest place of the speaker's chin, where it is known;
            captions keep under it as far as there is room.
    """

    def __init__(
        self,
        transcript: Transcript,
        style: CaptionStyle,
        size: tuple[int, int],
        fps: Fraction,
        *,
        chin: float | None = None,
    ) -> None:
        self._style, self._size, self._fps = style, size, fps
        self._language, self._chin = transcript.language, chin
        self._cues = cues_of(transcript, form_of(*size, style.size))
        self._starts = [cue.start for cue in self._cues]
        self._shown: Cue | None = None
        self._card: Card | None = None
        self._layers: list[_Layer] = []
        self._space: ColourSpace | None = None

    def paint(self, frame: Frame | PlanarFrame, index: int) -> None:
        """Paint into one frame, in place.

        Pixels that no caption covers keep their value to the bit.

        Args:
            frame: of the size that was given.
            index: its number in the video, from 0; frames may come in any order.
        """
        now = float(index / self._fps)
        cue = self._cue_at(now)
        if cue is None:
            return
        if cue is not self._shown:
            self._show(cue)
        card = self._card
        if card is None:
            return
        space = frame.space if isinstance(frame, PlanarFrame) else None
        if not self._layers or space != self._space:
            self._space = space
            self._layers = self._mixed(card, space)
        word = _word_at(cue, now) if self._style.highlight else None
        ink = card.words[word] if word is not None else None
        for layer, plane in zip(self._layers, _planes(frame, card.box), strict=True):
            layer.mark(word, ink.box if ink else None, ink.cover if ink else None)
            layer.lay(plane)

    def _cue_at(self, now: float) -> Cue | None:
        place = bisect_right(self._starts, now) - 1
        if place < 0 or now >= self._cues[place].end:
            return None
        return self._cues[place]

    def _show(self, cue: Cue) -> None:
        self._shown, self._layers = cue, []
        self._card = draw_card(cue.words, self._style, self._size, self._language, self._chin)

    def _mixed(self, card: Card, space: ColourSpace | None) -> "list[_Layer]":
        letters = rgb_of(self._style.colour)
        marked = rgb_of(self._style.highlight) if self._style.highlight else letters
        brightness = sum(part * share for part, share in zip(letters, LUMA, strict=True))
        inks = (letters, marked, WHITE if brightness < DARK else BLACK)
        if space is None:
            return [_Layer(card, 1, [np.array(ink, np.float32) for ink in inks])]
        matrix = space.from_rgb()
        planar = [matrix[:, :3] @ np.array(ink, np.float32) + matrix[:, 3] for ink in inks]
        return [
            _Layer(card, 1 if plane == 0 else 2, [colour[plane : plane + 1] for colour in planar])
            for plane in range(3)
        ]


def _planes(frame: Frame | PlanarFrame, box: Box) -> list[npt.NDArray[np.uint8]]:
    if isinstance(frame, PlanarFrame):
        return [frame.y[box.rows, box.columns], frame.cb[box.chroma], frame.cr[box.chroma]]
    return [frame[box.rows, box.columns]]


def _word_at(cue: Cue, now: float) -> int | None:
    """Index of the word that is being said, or was last said."""
    begun = [index for index, word in enumerate(cue.words) if word.start <= now]
    return begun[-1] if begun else None


class _Layer:
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
