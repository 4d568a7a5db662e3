"""The same in fewer words by rules: what adds nothing goes, long turns of phrase become short.

A rule may only drop what a listener does not miss. It does not rephrase; that takes a language
model.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from inference.voices import main_language


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    replacement: str


def _rules(*pairs: tuple[str, str]) -> tuple[_Rule, ...]:
    return tuple(_Rule(re.compile(before, re.IGNORECASE), after) for before, after in pairs)


# long turns of phrase and their short equals
_WORDY: Final = {
    "en": _rules(
        (r"\bin order to\b", "to"),
        (r"\bdue to the fact that\b", "because"),
        (r"\bat (?:this|the present) (?:moment|point)(?: in time)?\b", "now"),
        (r"\bin the event that\b", "if"),
        (r"\ba (?:large|great) (?:number|amount) of\b", "many"),
        (r"\bas well as\b", "and"),
        (r"\bis going to\b", "will"),
        (r"\bare going to\b", "will"),
        (r"\b(do|does|did|is|are|was|were|has|have|had|would|could|should) not\b", r"\1n't"),
        (r"\bcan ?not\b", "can't"),
        (r"\bwill not\b", "won't"),
        (r"\b(I|you|we|they|he|she|it) will\b", r"\1'll"),
        (r"\b(you|we|they) are\b", r"\1're"),
        (r"\b(he|she|it|that|there|what) is\b(?!n't)", r"\1's"),
        (r"\bI am\b", "I'm"),
        (r"\b(I|you|we|they) have (?=\w+(?:ed|en)\b)", r"\1've "),
        (r"\blet us\b", "let's"),
    ),
    "pt": _rules(
        (r"\ba fim de\b", "para"),
        (r"\bcom o objetivo de\b", "para"),
        (r"\bdevido ao fato de que\b", "porque"),
        (r"\bneste (?:exato )?momento\b", "agora"),
        (r"\bé por isso que\b", "por isso"),
        (r"\buma grande quantidade de\b", "muito"),
        (r"\bno caso de que\b", "se"),
        (r"\bassim como\b", "e"),
        (r"\btodos e todas\b", "todos"),
        # the ending of the verb says who
        (r"(?:(?<=^)|(?<=[.!?] ))(?:eu|nós) (?!e\b|ou\b|mesm|também|dois|duas|,)(?=\w)", ""),
        (r"(?<=, )(?:eu|nós) (?!e\b|ou\b|mesm|também|dois|duas|,)(?=\w)", ""),
        (r"\b(que|e|mas|se|quando|então) (?:eu|nós) (?=\w+(?:mos|ei)\b)", r"\1 "),
    ),
}
# what people say without saying anything
_FILLERS: Final = {
    "en": _rules(
        (r"(?:(?<=^)|(?<=[.!?] ))(?:(?:well|so|okay|ok|now|right|look|listen|anyway),? )+", ""),
        (r",? ?\b(?:you know|I mean|you see|of course|as you know|by the way)\b,?", ""),
        (r",? ?\b(?:actually|basically|literally|honestly|obviously|simply|totally)\b,?", ""),
        (r"\b(?:kind|sort) of (?=\w)", ""),
        (r"\b(?:really|very|quite|pretty) (?=\w+(?:y|l|t|d|g|e|r|n)\b)(?!much\b|same\b)", ""),
    ),
    "pt": _rules(
        (r"(?:(?<=^)|(?<=[.!?] ))(?:(?:bem|bom|então|ok|olha|agora|enfim), )+", ""),
        (r",? ?\b(?:você sabe|vocês sabem|sabe como é|quer dizer|claro que sim)\b,?", ""),
        (r",? ?\b(?:na verdade|basicamente|literalmente|honestamente|obviamente)\b,?", ""),
        (r",? (?:né|não é|tá bom|certo)\?", "."),
        (r"\bmeio que (?=\w)", ""),
    ),
}
_CAPITAL: Final = re.compile(r"(^|[.!?…]\s+)([^\W\d_])")


def shorter_texts(text: str, language: str) -> Iterator[str]:
    """Shorter wordings of what is to be translated, if there are any.

    Args:
        text: what is said.
        language: BCP 47 tag; rules are known for English and Portuguese.
    """
    bare = _applied(text, _FILLERS.get(main_language(language), ()))
    if bare != text and any(map(str.isalpha, bare)):
        yield bare


def shorter_translations(text: str, language: str) -> Iterator[str]:
    """Shorter wordings of a translation, the one closest to it first.

    Args:
        text: the translation.
        language: BCP 47 tag; rules are known for English and Portuguese.
    """
    main = main_language(language)
    brief = _applied(text, _WORDY.get(main, ()))
    for each in (brief, _applied(brief, _FILLERS.get(main, ()))):
        if len(each) < len(text) and any(map(str.isalpha, each)):
            yield each


def _applied(text: str, rules: tuple[_Rule, ...]) -> str:
    short = text
    for rule in rules:
        short = rule.pattern.sub(rule.replacement, short)
    if short == text:
        return text
    short = short.upper() if text.isupper() else short
    tidy = re.sub(r"\s+([,.;:!?…])", r"\1", " ".join(short.split())).lstrip(", ")
    # a sentence whose first word went begins with a capital all the same
    return _CAPITAL.sub(lambda found: found[1] + found[2].upper(), tidy) if tidy else text
