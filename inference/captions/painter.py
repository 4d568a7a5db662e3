"""Captions painted into the frames of a video."""

from bisect import bisect_right
from fractions import Fraction
from typing import Final

from inference.captions.card import Card, draw_card
from inference.captions.layers import BLACK, WHITE, Layer, layers_of, planes_of
from inference.captions.layout import form_of
from inference.captions.style import CaptionStyle, rgb_of
from inference.cues import Cue, cues_of
from inference.media import Frame
from inference.planar import ColourSpace, PlanarFrame
from inference.transcripts import Transcript

DARK: Final = 90.0  # brightness of letters, within [0, 255], below which their backing is white
LUMA: Final = (0.299, 0.587, 0.114)  # ITU-R BT.601


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
        self._layers: list[Layer] = []
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
        for layer, plane in zip(self._layers, planes_of(frame, card.box), strict=True):
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

    def _mixed(self, card: Card, space: ColourSpace | None) -> list[Layer]:
        letters = rgb_of(self._style.colour)
        marked = rgb_of(self._style.highlight) if self._style.highlight else letters
        brightness = sum(part * share for part, share in zip(letters, LUMA, strict=True))
        return layers_of(card, (letters, marked, WHITE if brightness < DARK else BLACK), space)


def _word_at(cue: Cue, now: float) -> int | None:
    """Index of the word that is being said, or was last said."""
    begun = [index for index, word in enumerate(cue.words) if word.start <= now]
    return begun[-1] if begun else None
