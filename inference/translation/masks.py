"""Parts of a sentence that a model must not touch, behind marks that it copies.

Small models drop or spell anew what they do not know: addresses, placeholders, names. They do copy
a short code of capitals and a figure, which stands in the sentence like a name, and a plain number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from inference.glossary import GlossaryTerm
from inference.translation.figures import NUMBER, localised
from inference.translation.kept_parts import KEPT
from inference.translation.stand_ins import StandIn, stand_in
from inference.translation.terms import term_places

FIRST_NUMBER: Final = 61
LAST_NUMBER: Final = 99
_NO_SPACE_BEFORE: Final = re.compile(r"\s+([,.;:!?…])")

_AFTER_TAG: Final = re.compile(r"(<[A-Za-z][^<>]*>)\s+")
_BEFORE_TAG: Final = re.compile(r"\s+(</[A-Za-z][^<>]*>)")


@dataclass(frozen=True, slots=True)
class MaskedPart:
    """A part of a sentence behind a mark.

    Attributes:
        start: index of its first character in the sentence.
        end: index after its last.
        wanted: what has to stand in the translation.
        is_number: whether a number is the mark, so that the words around it agree with one.
        stand_in: noun that may be the mark, so that the words around it agree with it.
    """

    start: int
    end: int
    wanted: str
    is_number: bool = False
    stand_in: StandIn | None = None


@dataclass(frozen=True, slots=True)
class MaskedSentence:
    """A sentence with marks.

    Attributes:
        text: what is given to the model.
        marks: each mark, as it stands in a translation, and what it stands for.
    """

    text: str
    marks: tuple[tuple[str, str], ...]

    def restored(self, translation: str) -> str | None:
        """The translation with what the marks stand for; ``None`` where one is lost or doubled."""
        text = translation
        for mark, _ in self.marks:
            if len(_pattern(mark).findall(text)) != 1:
                return None
        wanted = {mark.lower(): each for mark, each in self.marks}
        every = "|".join(map(re.escape, wanted))
        if every:
            found = re.compile(rf"(?<!\w)(?:{every})(?!\w)", re.IGNORECASE)
            text = found.sub(lambda match: wanted[match[0].lower()], text)
        return _BEFORE_TAG.sub(r"\1", _AFTER_TAG.sub(r"\1", text))


def parts_to_mask(
    text: str,
    glossary: Sequence[GlossaryTerm],
    source: str,
    target: str,
    unreadable: re.Pattern[str] | None = None,
) -> tuple[MaskedPart, ...]:
    """What stays as it is, or has a fixed translation, in order and without overlaps.

    Args:
        text: a sentence.
        glossary: words with a fixed translation.
        source: BCP 47 tag of the sentence's language.
        target: tag of the language wanted.
        unreadable: finds what the model has no letters for.
    """
    found = [*_kept(text, unreadable)]
    found += _terms(text, glossary, source, target)
    found += [
        MaskedPart(match.start(), match.end(), localised(match[0], source, target), is_number=True)
        for match in NUMBER.finditer(text)
        if not match[0].isdigit()
    ]
    parts: list[MaskedPart] = []
    for part in found:
        if all(part.end <= other.start or other.end <= part.start for other in parts):
            parts.append(part)
    return tuple(sorted(parts, key=lambda one: one.start))


def masked(
    text: str, parts: Sequence[MaskedPart], style: str, *, nouns: bool = False
) -> MaskedSentence:
    """The sentence with every part behind a mark.

    Args:
        text: the sentence.
        parts: of it, in order.
        style: letters that a mark begins with, for example ``XQ``.
        nouns: whether a noun is the mark where there is one.
    """
    numbers = (str(n) for n in range(FIRST_NUMBER, LAST_NUMBER + 1) if str(n) not in text)
    pieces, marks, place = [], [], 0
    for index, part in enumerate(parts, start=1):
        name = f"{style}{index}"
        mark = next(numbers, name) if part.is_number else name
        noun = part.stand_in if nouns else None
        pieces += [text[place : part.start], noun.source if noun else _apart(text, part, mark)]
        marks.append((noun.target if noun else mark, part.wanted))
        place = part.end
    return MaskedSentence("".join([*pieces, text[place:]]), tuple(marks))


def without(text: str, parts: Sequence[MaskedPart]) -> Iterator[tuple[str, str]]:
    """The text between the parts, each with what has to stand behind it."""
    place = 0
    for part in parts:
        yield text[place : part.start], part.wanted
        place = part.end
    yield text[place:], ""


def closed_up(text: str) -> str:
    """A text put together from pieces, without spaces before its punctuation."""
    return _NO_SPACE_BEFORE.sub(r"\1", " ".join(text.split()))


def _terms(
    text: str, glossary: Sequence[GlossaryTerm], source: str, target: str
) -> Iterator[MaskedPart]:
    taken = text.lower().split()
    for place in term_places(text, glossary):
        term = text[place.start : place.end]
        is_first = not place.start and term[1:].islower()
        noun = stand_in(term.lower() if is_first else term, place.wanted, source, target, taken)
        taken += [noun.source] if noun else []
        yield MaskedPart(
            place.start, place.end, place.wanted, stand_in=None if place.is_kept else noun
        )


def _kept(text: str, unreadable: re.Pattern[str] | None) -> Iterator[MaskedPart]:
    for pattern in (KEPT, unreadable):
        for match in pattern.finditer(text) if pattern else ():
            # what a program puts in behind a percent sign is mostly counted
            is_number = match[0].startswith("%")
            yield MaskedPart(match.start(), match.end(), match[0], is_number)


def _apart(text: str, part: MaskedPart, mark: str) -> str:
    """The mark with a space where a letter would touch it, as in ``<b>Save</b>``."""
    before = " " if not part.is_number and text[: part.start][-1:].isalnum() else ""
    after = " " if not part.is_number and text[part.end :][:1].isalnum() else ""
    return f"{before}{mark}{after}"


def _pattern(mark: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(mark)}(?!\w)", re.IGNORECASE)
