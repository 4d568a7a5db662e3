"""What people say of themselves, by rules: a woman says "obrigada" where a man says "obrigado"."""

import re
from typing import Final

from inference.voices import main_language

# at the beginning of a clause, where only the speaker can be meant
_THANKS: Final = r"((?:^|[.!?,;:…\-–—\"“] ?)(?:muito )?obrigad)"
_OWN: Final = (
    r"\b((?:eu (?:estou|estava|fiquei|sou|era)|estou|fiquei|sinto-me|me sinto) "
    r"(?:muito |tão |bem |um pouco )?"
    r"(?:cansad|preocupad|animad|ocupad|surpres|pront|sozinh|convencid|apaixonad|casad|atrasad"
    r"|impressionad|emocionad|encantad|segur|interessad|assustad|perdid|orgulhos|nervos|curios"
    r"|grat|chatead|zangad))"
)
_MASCULINE: Final = re.compile(rf"(?:{_THANKS}|{_OWN})o\b", re.IGNORECASE)
_FEMININE: Final = re.compile(rf"(?:{_THANKS}|{_OWN})a\b", re.IGNORECASE)


def with_gender(text: str, language: str, gender: str) -> str:
    """A text as somebody says it of themselves.

    Args:
        text: in the masculine, as models write it.
        language: BCP 47 tag; rules are known for Portuguese.
        gender: ``female``; anything else changes nothing.
    """
    if gender != "female" or main_language(language) != "pt":
        return text
    return _MASCULINE.sub(_made_feminine, text)


def gender_of(text: str, language: str) -> str:
    """``female`` where somebody speaks of herself, else empty; as ``with_gender``."""
    is_feminine = main_language(language) == "pt" and _FEMININE.search(text)
    return "female" if is_feminine else ""


def _made_feminine(found: re.Match[str]) -> str:
    return found[0][:-1] + ("A" if found[0][-1].isupper() else "a")
