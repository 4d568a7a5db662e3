"""What was recognised, or stands in a subtitle file, as the lines of a dub.

A line is what somebody says in one go: a sentence, as a rule. It begins and ends with its words,
so that pauses stay pauses. Long sentences are cut where the speaker pauses or a clause ends, and a
word or two are kept with what they belong to: neither can be spoken well in another language.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from inference.cues import text_of, timed_words
from inference.dubbing.dub_script import MAX_LINE_LENGTH, DubLine
from inference.phrases import CLAUSE_ENDS, SENTENCE_ENDS, unspaced_language
from inference.sentences import split_sentences, spoken_length
from inference.transcripts import Segment, Transcript, Word

LONG_PAUSE: Final = 0.9  # seconds of silence that end a line also within a sentence
CAPITAL_PAUSE: Final = 0.3  # the same before a word with a capital
MAX_DURATION: Final = 12.0  # seconds; longer lines cannot be kept together with a picture
MAX_LETTERS: Final = 240
MIN_PART: Final = 1.5  # seconds that a part of a long sentence lasts at least
SHORT: Final = 0.8  # seconds; what is shorter is kept with its neighbour
NEAR: Final = 0.35  # seconds between two lines that can be joined
SHORTEST: Final = 0.08  # seconds; recognisers give some words no time at all
LOOP: Final = 3  # times in a row that nobody says the same
LOOP_WORDS: Final = 3  # words from which on a repeated text is one that a recogniser invented
# What a place for a cut gains, where 1 is the distance from the middle of a line to its end.
PAUSE_GAIN: Final = 0.8
FULL_PAUSE: Final = 0.5  # seconds
CLAUSE_GAIN: Final = 0.35
CAPITAL_GAIN: Final = 0.25


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of a transcript.

    Attributes:
        word: with its time.
        is_timed: whether the time was heard, rather than guessed from the length of a text.
        speaker: id of who says it.
    """

    word: Word
    is_timed: bool
    speaker: str


SpokenWords = Sequence[SpokenWord]


def lines_of(transcript: Transcript, speaker: str = "s1") -> tuple[DubLine, ...]:
    """The lines of a transcript, all said by one person.

    Args:
        transcript: with or without times of words.
        speaker: id of who speaks.

    Returns:
        In order, not overlapping, with ids "l1", "l2" and so on. Lines have words where all of
        their times are known.
    """
    return lines_of_words(words_of(transcript, speaker))


def words_of(transcript: Transcript, speaker: str = "s1") -> tuple[SpokenWord, ...]:
    """All words of a transcript in order; what a recogniser plainly invented is left out."""
    words: list[SpokenWord] = []
    for segment in _plausible(transcript.segments):
        is_unspaced = bool(unspaced_language(segment.text, transcript.language))
        for index, word in enumerate(timed_words(segment, transcript.language)):
            glued = index == 0 and is_unspaced
            known = replace(word, follows_space=False) if glued else word
            words.append(SpokenWord(known, bool(segment.words), speaker))
    return tuple(words)


def lines_of_words(words: SpokenWords) -> tuple[DubLine, ...]:
    """Lines of words that may be said by several people; a line has one speaker."""
    sentences = [
        part
        for turn in _turns(words)
        for sentence in _sentences(turn)
        for part in _cut_where_long(sentence)
    ]
    lines = [_line(index, part) for index, part in enumerate(_joined(sentences), start=1)]
    return tuple(_one_after_another(lines))


def _plausible(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Segments with letters in them; of a text said over and over, as in a loop, the first."""
    spoken = (one for one in segments if any(map(str.isalnum, one.text)))
    for text, same in groupby(spoken, key=lambda segment: segment.text.casefold().strip()):
        repeated = list(same)
        is_loop = len(repeated) >= LOOP and len(text.split()) >= LOOP_WORDS
        yield from repeated[:1] if is_loop else repeated


def _turns(words: SpokenWords) -> Iterator[SpokenWords]:
    """Words of one speaker without a long pause between them."""
    turn: list[SpokenWord] = []
    for word in words:
        if turn and (word.speaker != turn[-1].speaker or _begins_anew(turn[-1], word)):
            yield turn
            turn = []
        turn.append(word)
    if turn:
        yield turn


def _begins_anew(before: SpokenWord, after: SpokenWord) -> bool:
    """Whether a pause ends a line, full stop or not.

    Over music, recognisers leave out full stops but still write a capital where a sentence begins.
    """
    gap = _gap(before, after)
    return gap > LONG_PAUSE or (gap > CAPITAL_PAUSE and _is_capital(after.word))


def _is_capital(word: Word) -> bool:
    return word.text[:1].isupper() and word.text.partition("'")[0] != "I"


def _sentences(words: SpokenWords) -> Iterator[SpokenWords]:
    """Words of one sentence each, found in their text and counted back by its letters."""
    ends, until = [], 0
    for sentence in split_sentences(text_of([word.word for word in words])):
        until += _n_signs(sentence)
        ends.append(until)
    sentence_words: list[SpokenWord] = []
    seen, reached = 0, 0
    for word in words:
        sentence_words.append(word)
        seen += _n_signs(word.word.text)
        if reached < len(ends) and seen >= ends[reached]:
            yield sentence_words
            sentence_words = []
            while reached < len(ends) and seen >= ends[reached]:
                reached += 1
    if sentence_words:
        yield sentence_words


def _n_signs(text: str) -> int:
    return sum(not sign.isspace() for sign in text)


def _cut_where_long(words: SpokenWords) -> Iterator[SpokenWords]:
    """The words, cut until no part is too long."""
    if len(words) < 2 or not _is_long(words):  # noqa: PLR2004  a single word stays whole
        yield words
        return
    cut = max(range(1, len(words)), key=lambda place: _cut_gain(words, place))
    yield from _cut_where_long(words[:cut])
    yield from _cut_where_long(words[cut:])


def _is_long(words: SpokenWords) -> bool:
    letters = spoken_length(text_of([word.word for word in words]))
    return _length(words) > MAX_DURATION or letters > MAX_LETTERS


def _cut_gain(words: SpokenWords, place: int) -> float:
    """How good it is to cut before the word at ``place``: in a pause, after a clause, amid."""
    first, before, after = words[0].word, words[place - 1].word, words[place].word
    length = max(_length(words), SHORTEST)
    middle = (before.end + after.start) / 2 - first.start
    gain = -abs(2 * middle / length - 1)
    gain += PAUSE_GAIN * min(1.0, max(0.0, after.start - before.end) / FULL_PAUSE)
    gain += CLAUSE_GAIN * before.text.endswith(CLAUSE_ENDS + SENTENCE_ENDS)
    gain += CAPITAL_GAIN * _is_capital(after)
    if min(_length(words[:place]), _length(words[place:])) < MIN_PART:
        gain -= 1.0
    return gain


def _joined(parts: Sequence[SpokenWords]) -> list[SpokenWords]:
    """Parts in which a word or two are kept with what the same person says just before or after."""
    joined: list[SpokenWords] = []
    for part in parts:
        if joined and _belong_together(joined[-1], part):
            joined[-1] = [*joined[-1], *part]
        else:
            joined.append(part)
    return joined


def _belong_together(before: SpokenWords, after: SpokenWords) -> bool:
    both = [*before, *after]
    return (
        before[-1].speaker == after[0].speaker
        and min(_length(before), _length(after)) < SHORT
        and _gap(before[-1], after[0]) < NEAR
        and not _is_long(both)
    )


def _gap(before: SpokenWord, after: SpokenWord) -> float:
    return after.word.start - before.word.end


def _length(words: SpokenWords) -> float:
    return words[-1].word.end - words[0].word.start


def _line(index: int, spoken: SpokenWords) -> DubLine:
    words = tuple(one.word for one in spoken)
    text, start = text_of(words), words[0].start
    is_timed = all(one.is_timed for one in spoken)
    end = max(words[-1].end, start + SHORTEST)
    if len(text) > MAX_LINE_LENGTH:
        text, is_timed = text[:MAX_LINE_LENGTH], False
    return DubLine(f"l{index}", start, end, text, spoken[0].speaker, words if is_timed else ())


def _one_after_another(lines: Sequence[DubLine]) -> Iterator[DubLine]:
    """Lines in the order of their starts; a line ends where the same speaker's next one begins."""
    ordered = sorted(lines, key=lambda line: line.start)
    for line, following in pairwise(ordered):
        is_over = line.speaker != following.speaker or line.end <= following.start
        end = line.end if is_over else max(following.start, line.start + SHORTEST)
        yield replace(line, end=end)
    yield from ordered[-1:]
