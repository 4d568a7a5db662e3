"""A transcript cut into what is shown at one time.

Subtitles follow what broadcasters ask for (BBC subtitle guidelines, Netflix timed text style
guide): at most two lines of 42 characters, on screen for 1 to 7 seconds, broken where a sentence
ends. Captions of upright videos hold a few words only, which follow the voice.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Final

from inference.phrases import (
    CLAUSE_ENDS,
    SENTENCE_ENDS,
    STOPS,
    pieces_of,
    unspaced_language,
)
from inference.transcripts import Segment, Transcript, Word

WIDE_LANGUAGES: Final = frozenset({"ja", "ko", "yue", "zh"})
MAX_LINES: Final = 2
MIN_DURATION: Final = 1.0  # seconds
PAUSE: Final = 0.8  # seconds of silence after which a new cue begins
GAP: Final = 0.4  # seconds; in a shorter silence a cue stays rather than flicker
# What is weighed where a transcript is cut; one is a cut between words that belong together.
WITHIN_COST: Final = 1.0
DANGLING_COST: Final = 0.4  # one word of the next clause goes along
BREATH_COST: Final = 0.4  # the speaker takes a breath there
CLAUSE_COST: Final = 0.2
LITTLE_COST: Final = 0.1  # a short sentence and the next one together
RUNS_ON_COST: Final = 1.5  # the same of longer ones
CUE_COST: Final = 0.3
SHORT_COST: Final = 1.2
SHORT: Final = 0.5  # share of two lines below which a cue is short
BREATH: Final = 0.15  # seconds


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

    def length_for(self, text: str, language: str) -> int:
        """Characters in a line of this text; the language may be empty."""
        tag = unspaced_language(text, language) or language
        wide = tag.lower().partition("-")[0] in WIDE_LANGUAGES
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
    cues = [
        cue
        for segment in transcript.segments
        for cue in _cues_of_segment(segment, transcript.language, form)
    ]
    return list(_lengthened(sorted(cues, key=lambda cue: cue.start), form))


def _cues_of_segment(segment: Segment, language: str, form: CueForm) -> Iterator[Cue]:
    length = form.length_for(segment.text, language)
    for group in _groups(timed_words(segment, language), form, length):
        yield Cue(group[0].start, group[-1].end, _rows(group, length))


def text_of(words: Sequence[Word]) -> str:
    """Words as a person would write them."""
    return "".join((" " if word.follows_space else "") + word.text for word in words).strip()


def timed_words(segment: Segment, language: str) -> Sequence[Word]:
    """The segment's words; their times are guessed from their lengths where they are not known.

    In languages without spaces they are phrases of a few characters, which are read at a glance.
    """
    unspaced = unspaced_language(segment.text, language)
    if segment.words:
        return _in_phrases(segment.words, unspaced) if unspaced else segment.words
    parts = [part for part in pieces_of(segment.text, unspaced) if part.strip()]
    if not parts:
        return ()
    step = (segment.end - segment.start) / sum(len(part.strip()) for part in parts)
    words, now, spaced = [], segment.start, True
    for part in parts:
        text = part.strip()
        words.append(Word(text, now, now + step * len(text), follows_space=spaced))
        now, spaced = words[-1].end, part.endswith(" ")
    return words


def _in_phrases(words: Sequence[Word], language: str) -> list[Word]:
    """Words of a few letters joined to phrases; within a word, its letters take equal times."""
    text, times = "", []
    for word in words:
        if word.follows_space and text:
            text += " "
            times.append((word.start, word.start))
        step = (word.end - word.start) / max(1, len(word.text))
        times += [
            (word.start + i * step, word.start + (i + 1) * step) for i in range(len(word.text))
        ]
        text += word.text
    probability = min(word.probability for word in words)
    phrases: list[Word] = []
    place, spaced = 0, words[0].follows_space
    for piece in pieces_of(text, language):
        written, first = piece.strip(), place + len(piece) - len(piece.lstrip())
        place += len(piece)
        if written:
            start, end = times[first][0], times[first + len(written) - 1][1]
            phrases.append(Word(written, start, end, probability, spaced))
        spaced = piece.endswith(" ")
    return phrases


class _Measured:
    """Words with their lengths, for looking at many ways to cut them."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self._spaces = [int(word.follows_space) for word in words]
        own = [_length(word.text) + space for word, space in zip(words, self._spaces, strict=True)]
        self._until = [0, *accumulate(own)]
        ends = enumerate(words, start=1)
        self._sentence_ends = [end for end, word in ends if word.text.endswith(SENTENCE_ENDS)]

    def length(self, start: int, end: int) -> int:
        """Characters of some words with the spaces between them."""
        return self._until[end] - self._until[start] - self._spaces[start]

    def n_lines(self, start: int, end: int, length: int) -> int:
        """Lines that they take."""
        n_lines, first = 1, start
        for index in range(start + 1, end):
            if self.length(first, index + 1) > length:
                n_lines, first = n_lines + 1, index
        return n_lines

    def sentence_ends(self, start: int, end: int) -> list[int]:
        """Where sentences end between two words."""
        places = self._sentence_ends
        return places[bisect_right(places, start) : bisect_left(places, end)]


def _groups(words: Sequence[Word], form: CueForm, length: int) -> Iterator[Sequence[Word]]:
    """Words that are shown together: of all ways to cut, the one that costs a reader least."""
    measured = _Measured(words)
    costs, begins = [0.0], [0]
    for end in range(1, len(words) + 1):
        cost, start = min(
            (costs[start] + _cost(measured, start, end, form, length), start)
            for start in _possible_starts(measured, end, form, length)
        )
        costs.append(cost)
        begins.append(start)
    cuts = [len(words)]
    while cuts[-1]:
        cuts.append(begins[cuts[-1]])
    yield from (words[start:end] for end, start in reversed(list(pairwise(cuts))))


def _possible_starts(measured: _Measured, end: int, form: CueForm, length: int) -> Iterator[int]:
    """Where a cue may begin that ends before ``end``."""
    words = measured.words
    yield end - 1
    for start in range(end - 2, -1, -1):
        if (
            words[start + 1].start - words[start].end > PAUSE
            or words[end - 1].end - words[start].start > form.max_duration
            or measured.n_lines(start, end, length) > MAX_LINES
        ):
            return
        yield start


def _cost(measured: _Measured, start: int, end: int, form: CueForm, length: int) -> float:
    """How bad one cue is: ends within a clause, holds too little, runs on after a sentence."""
    cost = CUE_COST + _end_cost(measured.words, end)
    fullness = measured.length(start, end) / (SHORT * MAX_LINES * length)
    cost += SHORT_COST * max(0.0, 1 - fullness) ** 2
    for inner in measured.sentence_ends(start, end):
        is_long = measured.length(start, inner) > min(form.min_length, length)
        cost += RUNS_ON_COST if is_long else LITTLE_COST
    return cost


def _end_cost(words: Sequence[Word], end: int) -> float:
    last = words[end - 1]
    if end == len(words) or last.text.endswith(SENTENCE_ENDS):
        return 0.0
    if last.text.endswith(CLAUSE_ENDS):
        return CLAUSE_COST
    if words[end].start - last.end > BREATH:
        return BREATH_COST
    dangles = end > 1 and words[end - 2].text.endswith(STOPS)
    return WITHIN_COST + DANGLING_COST * dangles


def _length(text: str) -> int:
    """Characters that take up room; vowel signs and accents stand on others."""
    return sum(unicodedata.category(character) not in {"Mn", "Me", "Cf"} for character in text)


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
