"""Subtitles as lines to translate, and translations as subtitles with the same times.

A sentence often runs over several subtitles. It is translated whole, and its translation is dealt
out over the same subtitles by length, cut at a comma or stop where one is near.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from inference.phrases import SENTENCE_ENDS, STOPS, pieces_of, unspaced_language
from inference.sentences import CLOSERS
from inference.transcripts import Segment, Transcript
from inference.translation.protocol import SourceLine

PAUSE: Final = 1.0  # seconds of silence after which a sentence does not go on
MOST_JOINED: Final = 6  # subtitles
LONGEST: Final = 400  # characters of what is translated at once
NEAR: Final = 0.12  # share of the whole by which a cut moves to the next comma or stop


@dataclass(frozen=True, slots=True)
class SubtitleLine:
    """What is translated at once, and the subtitles that it stands in.

    Attributes:
        line: the text with the time of all its subtitles.
        segments: the subtitles, in order.
    """

    line: SourceLine
    segments: tuple[Segment, ...]


def subtitle_lines(transcript: Transcript) -> tuple[SubtitleLine, ...]:
    """The subtitles joined where a sentence runs over several."""
    return tuple(
        SubtitleLine(SourceLine(str(n), _joined(group), group[-1].end - group[0].start), group)
        for n, group in enumerate(_groups(transcript.segments), start=1)
    )


def translated(
    transcript: Transcript,
    lines: Sequence[SubtitleLine],
    texts: Mapping[str, str],
    language: str,
) -> Transcript:
    """The subtitles in another language; what has no translation stays as it is.

    Args:
        transcript: the subtitles.
        lines: of ``subtitle_lines``.
        texts: translations by id.
        language: BCP 47 tag of the translations.
    """
    segments: list[Segment] = []
    for each in lines:
        text = texts.get(each.line.id)
        if text is None:
            segments += each.segments
        else:
            segments += _dealt_out(text, each.segments, language)
    return Transcript(language, 1.0, tuple(segments), transcript.duration)


def _groups(segments: Sequence[Segment]) -> Iterator[tuple[Segment, ...]]:
    group: list[Segment] = []
    for segment in segments:
        if group and not _goes_on(group, segment):
            yield tuple(group)
            group = []
        group.append(segment)
    if group:
        yield tuple(group)


def _goes_on(group: Sequence[Segment], following: Segment) -> bool:
    """Whether a sentence runs on into the next subtitle."""
    last = group[-1]
    is_open = not last.text.rstrip(CLOSERS + " ").endswith(SENTENCE_ENDS)
    is_close = following.start - last.end < PAUSE
    is_speech = not following.text.startswith(("-", "–", "—", "[", "(", "♪"))
    length = len(_joined(group)) + len(following.text)
    return is_open and is_close and is_speech and len(group) < MOST_JOINED and length < LONGEST


def _joined(group: Sequence[Segment]) -> str:
    space = "" if unspaced_language(group[0].text, "") else " "
    return space.join(segment.text.strip() for segment in group)


def _dealt_out(text: str, segments: Sequence[Segment], language: str) -> list[Segment]:
    """A text over the times of some subtitles, each with its share."""
    pieces = pieces_of(text, unspaced_language(text, language))
    if len(segments) == 1 or len(pieces) < len(segments):
        return [replace(segments[0], text=text, end=segments[-1].end, words=())]
    cuts = _cuts(pieces, segments)
    parts = [
        "".join(pieces[a:b]).strip() for a, b in zip([0, *cuts], [*cuts, len(pieces)], strict=True)
    ]
    return [
        replace(segment, text=part, words=()) for segment, part in zip(segments, parts, strict=True)
    ]


def _cuts(pieces: Sequence[str], segments: Sequence[Segment]) -> list[int]:
    """Before which pieces the second and every later subtitle begins."""
    until = [0, *accumulate(map(len, pieces))]
    wished = list(accumulate(len(segment.text) for segment in segments))
    cuts: list[int] = []
    for place, length in enumerate(wished[:-1]):
        goal = length / wished[-1] * until[-1]
        first = (cuts[-1] if cuts else 0) + 1
        last = len(pieces) - (len(segments) - 1 - place)
        cuts.append(
            min(
                range(first, last + 1),
                key=lambda at: abs(until[at] - goal) - _bonus(pieces[at - 1], until[-1]),
            )
        )
    return cuts


def _bonus(piece: str, length: int) -> float:
    return NEAR * length if piece.rstrip(CLOSERS + " ").endswith(STOPS) else 0.0
