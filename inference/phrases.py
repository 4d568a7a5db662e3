"""Where text without spaces may be broken: Japanese, Chinese and Thai, by Google's BudouX.

BudouX (Apache-2.0) is a small classifier that finds the ends of phrases; its models come with it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

import budoux

MODELS: Final = {
    "ja": budoux.load_default_japanese_parser,
    "th": budoux.load_default_thai_parser,
    "zh": budoux.load_default_simplified_chinese_parser,
    "zh-hant": budoux.load_default_traditional_chinese_parser,
    "zh-hk": budoux.load_default_traditional_chinese_parser,
    "zh-mo": budoux.load_default_traditional_chinese_parser,
    "zh-tw": budoux.load_default_traditional_chinese_parser,
    "yue": budoux.load_default_traditional_chinese_parser,
}
SCRIPTS: Final = {  # in this order: Japanese has Han characters too
    "ja": re.compile("[\u3041-\u30ff]"),
    "zh": re.compile("[\u3400-\u9fff]"),
    "th": re.compile("[\u0e01-\u0e5b]"),
    "lo": re.compile("[\u0e81-\u0edf]"),
    "my": re.compile("[\u1000-\u109f]"),
    "km": re.compile("[\u1780-\u17ff]"),
}
SENTENCE_ENDS: Final = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔")  # noqa: RUF001  Chinese and Japanese marks
CLAUSE_ENDS: Final = (",", ";", ":", "、", "，", "；", "：", "—", "،", "؛")  # noqa: RUF001  as above
STOPS: Final = SENTENCE_ENDS + CLAUSE_ENDS
AFTER_STOP: Final = re.compile("(?<=[" + re.escape("".join(STOPS)) + "])")
MARKS: Final = frozenset({"Mn", "Mc", "Me", "Pe", "Pf"})  # categories that cannot begin a line
JOINERS: Final = frozenset(
    "\u1039\u17d2"
)  # of Burmese and Khmer: join two consonants to one letter
LONGEST: Final = 10  # letters of a phrase that stay together
UNSPACED: Final = frozenset({"ja", "km", "lo", "my", "th", "yue", "zh"})


@cache
def _parser(key: str) -> budoux.Parser:
    return MODELS[key]()


def is_unspaced(language: str) -> bool:
    """Whether words of the language stand together without spaces."""
    return language.lower().partition("-")[0] in UNSPACED


def unspaced_language(text: str, language: str) -> str:
    """The language without spaces that a text is written in; empty for any other.

    Args:
        text: as written.
        language: BCP 47 tag; where it is empty or cannot be true, the script tells.
    """
    if is_unspaced(language):
        return language
    return next((tag for tag, letters in SCRIPTS.items() if letters.search(text)), "")


def pieces_of(text: str, language: str) -> list[str]:
    """A text cut where a line may end, with the spaces between the pieces behind them.

    Args:
        text: spaces of any kind count as one.
        language: what ``unspaced_language`` names; where empty, the pieces are words.
    """
    flat = " ".join(text.split())
    words = [word + " " for word in flat.split(" ")]
    words[-1] = words[-1].rstrip()
    if not language:
        return words
    phrases = (phrase for word in words for phrase in _phrases(word, language))
    clauses = (clause for phrase in phrases for clause in AFTER_STOP.split(phrase) if clause)
    return [piece for clause in clauses for piece in _chopped(clause)]


def _phrases(text: str, language: str) -> list[str]:
    tag = language.lower()
    key = tag if tag in MODELS else tag.partition("-")[0]
    return _parser(key).parse(text) if key in MODELS else [text]


def _chopped(phrase: str) -> Iterator[str]:
    """A phrase in equal pieces of at most ``LONGEST`` letters; a letter keeps its marks."""
    letters = _letters(phrase)
    n_pieces = -(-len(letters) // LONGEST)
    cuts = [round(index * len(letters) / n_pieces) for index in range(n_pieces + 1)]
    return ("".join(letters[start:end]) for start, end in pairwise(cuts))


def _letters(text: str) -> list[str]:
    """Letters with what clings to them; a word of a script with spaces is like one letter."""
    letters: list[str] = []
    for character in text:
        if letters and _clings(letters[-1][-1], character):
            letters[-1] += character
        else:
            letters.append(character)
    return letters


def _clings(before: str, character: str) -> bool:
    is_mark = unicodedata.category(character) in MARKS or character in STOPS or character == " "
    return is_mark or before in JOINERS or (_is_spaced(before) and _is_spaced(character))


def _is_spaced(character: str) -> bool:
    return character.isalnum() and not any(one.match(character) for one in SCRIPTS.values())
