"""A transcript as subtitles: SubRip (SRT) and WebVTT.

Cues follow what broadcasters ask for (BBC subtitle guidelines, Netflix timed text style guide): at
most two lines of 42 characters, on screen for 1 to 7 seconds, broken where a sentence ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from inference.transcripts import Segment, Transcript, Word

LINE_LENGTH: Final = 42  # characters
WIDE_LINE_LENGTH: Final = 16  # of scripts whose characters are twice as wide
WIDE_LANGUAGES: Final = frozenset({"ja", "ko", "yue", "zh"})
MAX_LINES: Final = 2
MIN_DURATION: Final = 1.0  # seconds
MAX_DURATION: Final = 7.0
PAUSE: Final = 0.8  # seconds of silence after which a new cue begins
SENTENCE_ENDS: Final = (".", "!", "?", "…", "。", "！", "？", "।", "؟")  # noqa: RUF001  Chinese and Japanese marks
CLAUSE_ENDS: Final = (",", ";", ":", "、", "，", "；", "：", "—")  # noqa: RUF001  as above


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown at one time.

    Attributes:
        start: seconds.
        end: seconds, after ``start`` and not after the next cue's start.
        lines: one or two.
    """

    start: float
    end: float
    lines: tuple[str, ...]


def cues_of(transcript: Transcript) -> list[Cue]:
    """Cut a transcript into cues."""
    wide = transcript.language.partition("-")[0] in WIDE_LANGUAGES
    length = WIDE_LINE_LENGTH if wide else LINE_LENGTH
    cues = [
        Cue(group[0].start, group[-1].end, _lines(group, length))
        for segment in transcript.segments
        for group in _groups(_timed_words(segment), length)
    ]
    return list(_lengthened(cues))


def to_srt(transcript: Transcript) -> str:
    """The transcript as SubRip text."""
    return "\n".join(
        f"{index}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{_joined(cue)}\n"
        for index, cue in enumerate(cues_of(transcript), start=1)
    )


def to_webvtt(transcript: Transcript) -> str:
    """The transcript as WebVTT text."""
    blocks = (
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{_escaped(_joined(cue))}\n"
        for cue in cues_of(transcript)
    )
    return "\n".join(["WEBVTT\n", *blocks])


def _timed_words(segment: Segment) -> Sequence[Word]:
    """The segment's words; their times are guessed from their lengths where they are not known."""
    if segment.words or not segment.text.strip():
        return segment.words
    texts = segment.text.split()
    step = (segment.end - segment.start) / sum(len(text) for text in texts)
    words, now = [], segment.start
    for text in texts:
        words.append(Word(text, now, now + step * len(text)))
        now = words[-1].end
    return words


def _groups(words: Iterable[Word], length: int) -> Iterator[list[Word]]:
    """Words that are shown together."""
    group: list[Word] = []
    for word in words:
        if group and _ends_before(group, word, length):
            n_shown = _n_shown(group, word, length)
            yield group[:n_shown]
            group = group[n_shown:]
        group.append(word)
    if group:
        yield group


def _ends_before(group: Sequence[Word], word: Word, length: int) -> bool:
    last = group[-1]
    long_enough = len(_text(group)) > length
    return (
        not _fits([*group, word], length)
        or word.end - group[0].start > MAX_DURATION
        or word.start - last.end > PAUSE
        or (long_enough and last.text.endswith(SENTENCE_ENDS))
    )


def _n_shown(group: Sequence[Word], word: Word, length: int) -> int:
    """How many words of a cue that overflows to show; the rest goes with the next cue."""
    if word.start - group[-1].end > PAUSE or _fits([*group, word], length):
        return len(group)
    ends = [
        index
        for index, one in enumerate(group, start=1)
        if one.text.endswith(SENTENCE_ENDS + CLAUSE_ENDS)
    ]
    late = [end for end in ends if len(_text(group[:end])) > length // 2]
    return late[-1] if late else len(group)


def _text(words: Sequence[Word]) -> str:
    return "".join((" " if word.follows_space else "") + word.text for word in words).strip()


def _fits(words: Sequence[Word], length: int) -> bool:
    return len(_lines(words, length)) <= MAX_LINES


def _lines(words: Sequence[Word], length: int) -> tuple[str, ...]:
    """The words on as few lines as possible, two lines about equally long."""
    lines = _wrapped(words, length)
    if len(lines) != MAX_LINES:
        return lines
    cuts = [(_text(words[:index]), _text(words[index:])) for index in range(1, len(words))]
    fitting = [cut for cut in cuts if max(map(len, cut)) <= length]
    return min(fitting, key=lambda cut: abs(len(cut[0]) - len(cut[1])), default=lines)


def _wrapped(words: Sequence[Word], length: int) -> tuple[str, ...]:
    lines: list[str] = []
    row: list[Word] = []
    for word in words:
        if row and len(_text([*row, word])) > length:
            lines.append(_text(row))
            row = []
        row.append(word)
    return (*lines, _text(row))


def _lengthened(cues: list[Cue]) -> Iterator[Cue]:
    """Cues too short to read last longer, as far as the next one allows."""
    if not cues:
        return
    for cue, following in pairwise(cues):
        end = min(max(cue.end, cue.start + MIN_DURATION), following.start)
        yield replace(cue, end=max(end, cue.start))
    last = cues[-1]
    yield replace(last, end=max(last.end, last.start + MIN_DURATION))


def _clock(seconds: float, mark: str) -> str:
    total_ms = round(seconds * 1000)
    minutes, ms = divmod(total_ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{ms // 1000:02}{mark}{ms % 1000:03}"


def _joined(cue: Cue) -> str:
    return "\n".join(cue.lines)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
