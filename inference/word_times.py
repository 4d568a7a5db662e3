"""The words of a text as they are written, and when each one is said."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from inference.script_markup import is_unspaced
from inference.transcripts import Word

_CHUNK: Final = re.compile(r"\S+")
_OPENERS: Final = "([{«‹“‘„¿¡「『（《〈【"  # noqa: RUF001  brackets of many scripts
_THAI_VOWELS_IN_FRONT: Final = "เแโใไ"
# letters shown together where no spaces tell words apart: about a word
_GROUP: Final = 2
_LONG_GROUP: Final = 4
_LONG_GROUPED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


@dataclass(frozen=True, slots=True)
class WrittenWord:
    """A word in a text, with the punctuation that clings to it.

    Attributes:
        text: without spaces around it.
        start: index of its first character.
        end: index after its last.
        follows_space: whether white space stands before it.
    """

    text: str
    start: int
    end: int
    follows_space: bool


@dataclass(frozen=True, slots=True)
class PlacedTime:
    """When something at a place of a text is heard.

    Attributes:
        place: index of a character of the text.
        start: seconds.
        end: seconds.
    """

    place: int
    start: float
    end: float


def written_words(text: str) -> tuple[WrittenWord, ...]:
    """The words of ``text``, in order.

    Scripts without spaces between words give groups of two characters, those of South East Asia of
    four, each with its marks.
    """
    return tuple(word for chunk in _CHUNK.finditer(text) for word in _words_of(chunk))


def timed_words(text: str, times: Iterable[PlacedTime]) -> tuple[Word, ...]:
    """The words of ``text`` with times.

    A word at whose place nothing is heard shares the time of the word before it by length; one
    that holds only signs takes none.

    Args:
        text: as it is written.
        times: in order of time.
    """
    words = written_words(text)
    heard = _heard(words, times)
    if not any(heard):
        return ()
    return tuple(_filled(words, heard))


def spread_words(text: str, start: float, end: float) -> tuple[Word, ...]:
    """The words of ``text`` with times guessed from their lengths.

    Args:
        text: as it is written.
        start: seconds, of the first word.
        end: seconds, of the last.
    """
    words = written_words(text)
    total = sum(_weight(word) for word in words) or 1
    spread, now = [], start
    for word in words:
        until = now + (end - start) * _weight(word) / total
        spread.append(Word(word.text, now, until, follows_space=word.follows_space))
        now = until
    return tuple(spread)


def _weight(word: WrittenWord) -> int:
    return sum(map(str.isalnum, word.text))


def _words_of(chunk: re.Match[str]) -> Iterator[WrittenWord]:
    start = chunk.start()
    for part in _parts(chunk[0]):
        end = start + len(part)
        yield WrittenWord(part, start, end, follows_space=start == chunk.start() > 0)
        start = end


def _parts(chunk: str) -> Iterator[str]:
    """The chunk itself, or, where a script has no spaces, groups of its characters."""
    if not is_unspaced(chunk):
        yield chunk
        return
    group = ""
    for cluster in _clusters(chunk):
        if group and _starts_group(group, cluster):
            yield group
            group = ""
        group += cluster
    yield group


def _clusters(chunk: str) -> Iterator[str]:
    """Characters, each with the marks upon it."""
    cluster = ""
    for letter in chunk:
        clings = unicodedata.category(letter)[0] == "M"
        if cluster and not clings and cluster not in _THAI_VOWELS_IN_FRONT:
            yield cluster
            cluster = ""
        cluster += letter
    yield cluster


def _starts_group(group: str, cluster: str) -> bool:
    """Whether a character begins a new group after this one."""
    if group[-1] in _OPENERS:
        return False
    if not any(map(str.isalnum, cluster)):
        return cluster in _OPENERS
    if is_unspaced(group) != is_unspaced(cluster):
        return True
    if not is_unspaced(cluster):
        return False
    if not group[-1].isalnum() and unicodedata.category(group[-1])[0] != "M":
        return True
    longest = _LONG_GROUP if _LONG_GROUPED.match(cluster) else _GROUP
    return len(list(_clusters(group))) >= longest


def _heard(
    words: Sequence[WrittenWord], times: Iterable[PlacedTime]
) -> list[tuple[float, float] | None]:
    """From when to when each word is heard, in the order of the words."""
    owner = {
        place: index for index, word in enumerate(words) for place in range(word.start, word.end)
    }
    heard: list[tuple[float, float] | None] = [None] * len(words)
    for time in times:
        index = owner.get(time.place)
        if index is None:
            continue
        known = heard[index] or (time.start, time.end)
        heard[index] = (min(known[0], time.start), max(known[1], time.end))
    return heard


def _filled(
    words: Sequence[WrittenWord], heard: list[tuple[float, float] | None]
) -> Iterator[Word]:
    first = next(span for span in heard if span)
    sharing: list[WrittenWord] = []
    span, now = (first[0], first[0]), first[0]
    for word, known in zip(words, heard, strict=True):
        if known:
            for said in _shared(sharing, span):
                yield said
                now = said.end
            sharing, span = [word], (max(now, known[0]), max(now, known[1]))
        else:
            sharing.append(word)
    yield from _shared(sharing, span)


def _shared(words: Sequence[WrittenWord], span: tuple[float, float]) -> Iterator[Word]:
    """Words that are heard within one span, each for a share of it."""
    total = sum(map(_weight, words)) or 1
    now = span[0]
    for word in words:
        until = now + (span[1] - span[0]) * _weight(word) / total
        yield Word(word.text, now, until, follows_space=word.follows_space)
        now = until
