"""The words of a dub: as transcripts in both languages, and painted into the picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from inference.captions.layout import form_of
from inference.captions.painter import CaptionPainter
from inference.captions.style import CaptionPosition, CaptionStyle
from inference.cues import Cue, cues_of
from inference.dubbing.dub_script import DubScript
from inference.dubbing.dub_spec import CaptionLanguage
from inference.dubbing.spoken_line import SpokenLine
from inference.media import VideoFormat
from inference.planar import PlanarFrame
from inference.transcripts import Segment, Transcript

# Where the second language stands when both are shown.
OPPOSITE: Final = {
    CaptionPosition.BOTTOM: CaptionPosition.TOP,
    CaptionPosition.MIDDLE: CaptionPosition.TOP,
    CaptionPosition.TOP: CaptionPosition.BOTTOM,
}


@dataclass(frozen=True)
class DubWords:
    """What is said in the video, and what in its dub.

    Attributes:
        source: in the language of the video.
        target: in the language of the dub.
    """

    source: Transcript
    target: Transcript

    @classmethod
    def of(cls, script: DubScript, lines: Iterable[SpokenLine], target: str) -> "DubWords":
        """The words of a script and of the lines that were spoken for it.

        Args:
            script: what is said in the video.
            lines: of the dub.
            target: tag of its language.
        """
        said = [Segment(line.text, line.start, line.end, line.words) for line in script.lines]
        spoken = [Segment(line.text, line.start, line.end, line.words) for line in lines]
        sure = script.language_probability
        return cls(
            Transcript(script.language, sure, _in_turn(said), script.duration),
            Transcript(target, 1.0, _in_turn(spoken), script.duration),
        )


def _in_turn(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """In order; where two overlap, the first ends when the second begins."""
    ordered = sorted(segments, key=lambda segment: segment.start)
    ends = [min(one.end, two.start) for one, two in pairwise(ordered)]
    return tuple(
        replace(segment, end=max(segment.start, end))
        for segment, end in zip(ordered, [*ends, ordered[-1].end] if ordered else [], strict=True)
    )


@dataclass(frozen=True)
class _Painted:
    """One language in the picture."""

    painter: CaptionPainter
    cues: Sequence[Cue]
    told: list[Any]


class DubCaptions:
    """What is painted into the frames of a dub.

    Args:
        words: what is said.
        style: the wished look; ``None`` paints nothing.
        which: languages.
        form: of the video.
        chin: pixels from the top to the lowest place of the usual chin, where it is known.
    """

    def __init__(
        self,
        words: DubWords,
        style: CaptionStyle | None,
        which: CaptionLanguage,
        form: VideoFormat,
        chin: float | None = None,
    ) -> None:
        self._fps, self._chin = form.fps, chin
        self._painted: list[_Painted] = []
        if style is None:
            return
        if which is not CaptionLanguage.SOURCE:
            self._add(words.target, style, form)
        if which is CaptionLanguage.SOURCE:
            self._add(words.source, style, form)
        if which is CaptionLanguage.BOTH:
            other = replace(style, position=OPPOSITE[style.position])
            self._add(words.source, other, form)

    def _add(self, transcript: Transcript, style: CaptionStyle, form: VideoFormat) -> None:
        size = (form.width, form.height)
        painter = CaptionPainter(transcript, style, size, form.fps, chin=self._chin)
        cues = cues_of(transcript, form_of(*size, style.size))
        told = [style.to_json(), self._chin, transcript.language]
        self._painted.append(_Painted(painter, cues, told))

    def paint(self, frame: PlanarFrame, index: int) -> None:
        """Paint into a frame, in place; ``index`` is its number in the video."""
        for one in self._painted:
            one.painter.paint(frame, index)

    def told(self, span: range) -> list[Any]:
        """All that decides what is painted into some frames, as plain values; empty for nothing."""
        start, end = span.start / self._fps, span.stop / self._fps
        told = []
        for one in self._painted:
            cues = [_plain(cue) for cue in one.cues if cue.start < end and cue.end > start]
            if cues:
                told.append([*one.told, cues])
        return told


def _plain(cue: Cue) -> list[Any]:
    rows = [[(w.text, w.start, w.end, w.follows_space) for w in row] for row in cue.rows]
    return [cue.start, cue.end, rows]
