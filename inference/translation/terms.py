"""Where words of a glossary stand in a text, and whether their translations do."""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from inference.glossary import GlossaryTerm
from inference.phrases import unspaced_language


@dataclass(frozen=True, slots=True)
class TermPlace:
    """A word of the glossary in a text.

    Attributes:
        start: index of its first character.
        end: index after its last.
        wanted: what has to stand in the translation: the fixed translation, or for a word that is
            not translated the word as it stands in the text.
        is_kept: whether it is not translated.
    """

    start: int
    end: int
    wanted: str
    is_kept: bool


def term_places(text: str, glossary: Sequence[GlossaryTerm]) -> tuple[TermPlace, ...]:
    """The glossary's words in a text, in order; of two that overlap the longer one.

    Words are matched whole, whatever their capitals; scripts without spaces have no whole words.
    """
    found = [
        TermPlace(match.start(), match.end(), term.translation or match[0], not term.translation)
        for term in glossary
        for match in _pattern(term.term).finditer(text)
    ]
    places: list[TermPlace] = []
    for place in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(place.end <= other.start or other.end <= place.start for other in places):
            places.append(place)
    return tuple(sorted(places, key=lambda one: one.start))


def terms_of(text: str, glossary: Sequence[GlossaryTerm]) -> tuple[GlossaryTerm, ...]:
    """The entries of a glossary that a text needs."""
    return tuple(term for term in glossary if _pattern(term.term).search(text))


def missing_terms(text: str, translation: str, glossary: Sequence[GlossaryTerm]) -> tuple[str, ...]:
    """Fixed translations that a text asks for and its translation does not hold."""
    written = _plain(translation)
    wanted = dict.fromkeys(place.wanted for place in term_places(text, glossary))
    return tuple(each for each in wanted if _plain(each) not in written)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@functools.lru_cache(maxsize=4096)
def _pattern(term: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, term.split()))
    first, last = term.strip()[0], term.strip()[-1]
    before = r"(?<!\w)(?<!\w-)" if _has_edge(first) else ""
    after = r"(?!-?\w)" if _has_edge(last) else ""
    return re.compile(f"{before}{words}{after}", re.IGNORECASE)


def _has_edge(letter: str) -> bool:
    """Whether words of this letter's script stand apart from one another."""
    return letter.isalnum() and not unspaced_language(letter, "")
