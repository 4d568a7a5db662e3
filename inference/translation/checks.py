"""What may be wrong with a translation and can be seen without understanding it."""

import re
from collections.abc import Sequence
from typing import Final

from inference.glossary import GlossaryTerm
from inference.translation.figures import has_other_numbers
from inference.translation.kept_parts import lost_parts
from inference.translation.terms import missing_terms

GLOSSARY_MISSING: Final = "glossary_missing"
PLACEHOLDER_LOST: Final = "placeholder_lost"
NUMBER_CHANGED: Final = "number_changed"
LEFT_AS_IT_IS: Final = "left_as_it_is"

_WORD: Final = re.compile(r"[^\W\d_]+")
NAMES: Final = 3  # so few words may be a name, or the same in both languages


def problem_of(text: str, translation: str, glossary: Sequence[GlossaryTerm]) -> str:
    """The code of what is to be looked at, the worst first; empty where nothing is.

    Args:
        text: what was translated.
        translation: what came of it.
        glossary: what had to be kept to.
    """
    if _is_the_same(text, translation):
        return LEFT_AS_IT_IS
    if lost_parts(text, translation):
        return PLACEHOLDER_LOST
    if missing_terms(text, translation, glossary):
        return GLOSSARY_MISSING
    return NUMBER_CHANGED if has_other_numbers(text, translation) else ""


def _is_the_same(text: str, translation: str) -> bool:
    words = _WORD.findall(text.casefold())
    return len(words) > NAMES and words == _WORD.findall(translation.casefold())
