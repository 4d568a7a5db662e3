"""Where text without spaces may be broken: Japanese, Chinese and Thai, by Google's BudouX.

BudouX (Apache-2.0) is a small classifier that finds the ends of phrases; its models come with it.
"""

import re
from functools import cache
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


def phrases_of(text: str, language: str) -> list[str]:
    """The text cut where a line may end; joined again, they are the text.

    Args:
        text: a sentence.
        language: BCP 47 tag; text of a language that is unknown here is cut behind its spaces.
    """
    tag = language.lower()
    key = tag if tag in MODELS else tag.partition("-")[0]
    if key not in MODELS or not text:
        parts = text.split(" ")
        return [part + " " for part in parts[:-1]] + parts[-1:]
    return _parser(key).parse(text)
