"""A transcript cut into what is shown at one time.

Subtitles follow what broadcasters ask for (BBC subtitle guidelines, Netflix timed text style
guide): at most two lines of 42 characters, on screen for 1 to 7 seconds, broken where a sentence
ends. Captions of upright videos hold a few words only, which follow the voice.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from inference.phrases import is_unspaced, phrases_of
from inference.transcripts import Segment, Transcript, Word

WIDE_LANGUAGES: Final = frozenset({"ja", "ko", "yue", "zh"})
MAX_LINES: Final = 2
MIN_DURATION: Final = 1.0  # seconds
PAUSE: Final = 0.8  # seconds of silence after which a new cue begins
GAP: Final = 0.4  # seconds; in a shorter silence a cue stays rather than flicker
PHRASE: Final = 8  # characters of a phrase without spaces that stay together
SENTENCE_ENDS: Final = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔")  # noqa: RUF001  Chinese and Japanese marks
CLAUSE_ENDS: Final = (",", ";", ":", "、", "，", "；", "：", "—", "،", "؛")  # noqa: RUF001  as above


@dataclass(frozen=True, slots=True)
class CueForm:
    """How much is shown at one time.

    Attributes:
        line_length: characters in a line.
        wide_line_length: the same in scripts whose characters are twice as wide.
        max_duration: seconds.
        min_length: characters from which on the end of a sentence ends a cue.
    """

    line_length: int = 42
    wide_line_length: int = 16
    max_duration: float = 7.0
    min_length: int = 42

    def length_for(self, language: str) -> int:
        """Characters in a line of this language."""
        wide = language.lower().partition("-")[0] in WIDE_LANGUAGES
        return self.wide_line_length if wide else self.line_length


SUBTITLES: Final = CueForm()


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown at one time.

    Attributes:
        start: seconds.
        end: seconds, not before ``start`` and not after the next cue's start.
        rows: the words of its one or two lines.
    """

    start: float
    end: float
    rows: tuple[tuple[Word, ...], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines as text."""
        return tuple(text_of(row) for row in self.rows)

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words in the order in which they are said."""
        return tuple(word for row in self.rows for word in row)


def cues_of(transcript: Transcript, form: CueForm = SUBTITLES) -> list[Cue]:
    """Cut a transcript into cues."""
    length = form.length_for(transcript.language)
    cues = [
        Cue(group[0].start, group[-1].end, _rows(group, length))
        for segment in transcript.segments
        for group in _groups(timed_words(segment, transcript.language), form, length)
    ]
    return list(_lengthened(cues, form))


def text_of(words: Sequence[Word]) -> str:
    """Words as a person would write them."""
    return "".join((" " if word.follows_space else "") + word.text for word in words).strip()


def timed_words(segment: Segment, language: str) -> Sequence[Word]:
    """The segment's words; their times are guessed from their lengths where they are not known.

    In languages without spaces they are phrases of a few characters, which are read at a glance.
    """
    if segment.words:
        return _in_phrases(segment.words, language) if is_unspaced(language) else segment.words
    parts = [part for part in _split(segment.text, language) if part.strip()]
    if not parts:
        return ()
    step = (segment.end - segment.start) / sum(len(part.strip()) for part in parts)
    words, now, spaced = [], segment.start, True
    for part in parts:
        text = part.strip()
        words.append(Word(text, now, now + step * len(text), follows_space=spaced))
        now, spaced = words[-1].end, part.endswith(" ")
    return words


def _split(text: str, language: str) -> list[str]:
    flat = " ".join(text.split())
    if not is_unspaced(language):
        return phrases_of(flat, "")
    return [
        phrase[start : start + PHRASE]
        for phrase in phrases_of(flat, language)
        for start in range(0, len(phrase), PHRASE)
    ]


def _in_phrases(words: Sequence[Word], language: str) -> list[Word]:
    """Characters joined to phrases."""
    text = "".join((" " if word.follows_space else "") + word.text for word in words)
    ends = _phrase_ends(text, language)
    joined: list[Word] = []
    place, begins = 0, True
    for word in words:
        place += len(word.text) + word.follows_space
        last = joined[-1] if joined else word
        if begins or word.follows_space or len(last.text) + len(word.text) > PHRASE:
            joined.append(word)
        else:
            probability = min(last.probability, word.probability)
            both = replace(last, text=last.text + word.text, end=word.end, probability=probability)
            joined[-1] = both
        begins = place in ends
    return joined


def _phrase_ends(text: str, language: str) -> set[int]:
    ends, place = set(), 0
    for phrase in phrases_of(text, language):
        place += len(phrase)
        ends.add(place)
    return ends


def _groups(words: Iterable[Word], form: CueForm, length: int) -> Iterator[list[Word]]:
    """Words that are shown together."""
    group: list[Word] = []
    for word in words:
        if group and _ends_before(group, word, form, length):
            n_shown = _n_shown(group, word, length)
            yield group[:n_shown]
            group = group[n_shown:]
        group.append(word)
    if group:
        yield group


def _ends_before(group: Sequence[Word], word: Word, form: CueForm, length: int) -> bool:
    last = group[-1]
    long_enough = _length(text_of(group)) > min(form.min_length, length)
    return (
        not _fits([*group, word], length)
        or word.end - group[0].start > form.max_duration
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
    late = [end for end in ends if _length(text_of(group[:end])) > length // 2]
    return late[-1] if late else len(group)


def _length(text: str) -> int:
    """Characters that take up room; vowel signs and accents stand on others."""
    return sum(unicodedata.category(character) not in {"Mn", "Me", "Cf"} for character in text)


def _fits(words: Sequence[Word], length: int) -> bool:
    return len(_rows(words, length)) <= MAX_LINES


def _rows(words: Sequence[Word], length: int) -> tuple[tuple[Word, ...], ...]:
    """The words on as few lines as possible, two lines about equally long."""
    rows = _wrapped(words, length)
    if len(rows) != MAX_LINES:
        return rows
    cuts = [(tuple(words[:index]), tuple(words[index:])) for index in range(1, len(words))]
    lengths = [(_length(text_of(upper)), _length(text_of(lower))) for upper, lower in cuts]
    fitting = [index for index, both in enumerate(lengths) if max(both) <= length]
    best = min(fitting, key=lambda i: abs(lengths[i][0] - lengths[i][1]), default=None)
    return rows if best is None else cuts[best]


def _wrapped(words: Sequence[Word], length: int) -> tuple[tuple[Word, ...], ...]:
    rows: list[tuple[Word, ...]] = []
    row: list[Word] = []
    for word in words:
        if row and _length(text_of([*row, word])) > length:
            rows.append(tuple(row))
            row = []
        row.append(word)
    return (*rows, tuple(row))


def _lengthened(cues: list[Cue], form: CueForm) -> Iterator[Cue]:
    """Cues too short to read last longer, as far as the next one allows."""
    if not cues:
        return
    for cue, following in pairwise(cues):
        end = max(cue.end, cue.start + MIN_DURATION)
        if following.start - end < GAP:
            end = min(following.start, max(end, cue.start + form.max_duration))
        yield replace(cue, end=max(end, cue.start))
    last = cues[-1]
    yield replace(last, end=max(last.end, last.start + MIN_DURATION))
