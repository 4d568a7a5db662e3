"""Text cut into sentences, the unit of synthesis, progress and captions.

Made for many languages at once: a full stop counts when white space and something other than a
small letter follow, so languages without capitals work; full stops of Chinese, Japanese, Hindi,
Arabic, Armenian, Amharic, Burmese and Khmer need nothing after them. Known limits: Thai and other
writing without full stops is cut by length; an abbreviation that is not listed and stands before
a capital letter ends the sentence.
"""

# ruff: noqa: RUF001 - punctuation of many scripts looks like Latin punctuation

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_LENGTH: Final = 240  # letters; about 15 s of speech, well below what any voice can take
WIDE_LETTER: Final = 3  # an East Asian character is about as long to say as three letters

SENTENCE_PAUSE: Final = 0.3  # seconds, at the voice's own speed
PARAGRAPH_PAUSE: Final = 0.6
PIECE_PAUSE: Final = 0.1  # inside a sentence too long to be said in one breath

ALWAYS_ENDS: Final = "。！？｡।॥۔؟։።။៕。"
MAY_END: Final = ".!?…‥"
CLOSERS: Final = "\"'”’»›)]}」』）》〉】"
OPENERS: Final = "\"'“‘„«‹([{「『（《〈【¿¡"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# a dot after these ends no sentence, whatever follows
ABBREVIATIONS: Final = _words(
    """
    mr mrs ms mx dr prof st sr jr rev hon gen col capt lt sgt maj cmdr adm gov sen rep pres supt
    vs approx dept eds cf viz inc ltd corp bros mt blvd jan feb apr jun jul aug sept oct nov dec
    e.g i.e u.s u.k u.n ph.d z.b d.h u.a bzw evtl ggf hr fr frl bspw vgl mme mlle sra srta dña
    avda dott avv sig sigg sig.ra
    """
)
# a dot after these ends no sentence if a number follows
NUMBERED: Final = _words("no nos nr núm n fig figs vol vols p pp pág art eq sec chap")
_NEWLINES: Final = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028]")
_PARAGRAPHS: Final = re.compile(r"\n[^\S\n]*(?:\n\s*)|\u2029")
_WRAPPED: Final = re.compile(r"(?<![.!?…:;])[^\S\n]*\n[^\S\n]*(?=(\w))")
_END: Final = re.compile(
    rf"[{ALWAYS_ENDS}]+[{re.escape(CLOSERS)}]*"
    rf"|[{re.escape(MAY_END)}]+[{re.escape(CLOSERS)}]*(?=\s|$)"
)
_LIST_MARKER: Final = re.compile(r"\d{1,2}|[A-Za-z]")
_WORD_BEFORE: Final = re.compile(r"[\w.]+$")
_CLAUSE_ENDS: Final = (
    re.compile(r"[;:—–]\s+|[;:；：]"),
    re.compile(r",\s+|[,、،፣]"),
    re.compile(r"\s+"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to be said in one go.

    Attributes:
        text: a sentence, or a part of a very long one.
        pause: silence after it, in seconds at the voice's own speed.
    """

    text: str
    pause: float


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of ``text`` in order, stripped; none where there is only white space."""
    return tuple(piece.text for piece in sentence_pieces(text))


def sentence_pieces(text: str) -> tuple[Piece, ...]:
    """The sentences of ``text`` with the pause that each one ends with."""
    pieces: list[Piece] = []
    for paragraph in _PARAGRAPHS.split(_NEWLINES.sub("\n", text)):
        own = [piece for sentence in _sentences(paragraph) for piece in _short_pieces(sentence)]
        if own:
            own[-1] = Piece(own[-1].text, PARAGRAPH_PAUSE)
        pieces += own
    if pieces:
        pieces[-1] = Piece(pieces[-1].text, SENTENCE_PAUSE)
    return tuple(pieces)


def _sentences(paragraph: str) -> Iterator[str]:
    for line in _joined_wraps(paragraph).split("\n"):
        yield from _merge_silent(_line_sentences(line.strip()))


def _joined_wraps(paragraph: str) -> str:
    """Undo hard line breaks: a line that goes on with a small letter is the same sentence."""
    return _WRAPPED.sub(lambda found: " " if found[1].islower() else "\n", paragraph)


def _line_sentences(line: str) -> Iterator[str]:
    start = 0
    for found in _END.finditer(line):
        if _ends_sentence(line, start, found):
            yield line[start : found.end()].strip()
            start = found.end()
    yield line[start:].strip()


def _merge_silent(sentences: Iterator[str]) -> list[str]:
    """Leave out what is empty and join what has no letters ("!!", "…") to what is before it."""
    merged: list[str] = []
    for sentence in filter(None, sentences):
        if merged and not any(map(str.isalnum, sentence)):
            merged[-1] += f" {sentence}"
        else:
            merged.append(sentence)
    return merged


def _ends_sentence(line: str, start: int, found: re.Match[str]) -> bool:
    if found[0][0] in ALWAYS_ENDS:
        return True
    following = line[found.end() :].lstrip().lstrip(OPENERS)
    if following[:1].islower():
        return False
    if found[0] != ".":
        return True
    before = _WORD_BEFORE.search(line, start, found.start())
    word = before[0] if before else ""
    is_first = before is not None and not line[start : before.start()].strip()
    if is_first and _LIST_MARKER.fullmatch(word):
        return False
    if following[:1].isdigit() and word.lower() in NUMBERED:
        return False
    return not _is_abbreviation(word)


def _is_abbreviation(word: str) -> bool:
    if word.lower() in ABBREVIATIONS:
        return True
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    return is_initial and not unicodedata.name(word, "").startswith("CJK")


def _short_pieces(sentence: str) -> Iterator[Piece]:
    """The sentence, cut where a speaker might breathe if it is too long."""
    rest = sentence
    while spoken_length(rest) > MAX_LENGTH:
        cut = _cut(rest)
        yield Piece(rest[:cut].strip(), PIECE_PAUSE)
        rest = rest[cut:].strip()
    yield Piece(rest, SENTENCE_PAUSE)


def spoken_length(text: str) -> int:
    """Letters of ``text``, counting a wide East Asian character as three."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + (WIDE_LETTER - 1) * wide


def _cut(text: str) -> int:
    """Where to cut a long text: after a clause, else after a comma, a word, a letter."""
    limit = len(text)
    while spoken_length(text[:limit]) > MAX_LENGTH:
        limit = min(limit - 1, int(limit * 0.9))
    for pattern in _CLAUSE_ENDS:
        ends = [end for end in _ends(pattern, text[: limit + 1]) if end >= limit // 4]
        if ends:
            return ends[-1]
    while limit > 1 and unicodedata.combining(text[limit]):
        limit -= 1
    return limit


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [found.end() for found in pattern.finditer(text)]
