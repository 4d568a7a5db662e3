"""What people say of themselves, by rules: a woman says "obrigada" where a man says "obrigado"."""

import re
from typing import Final

from inference.voices import main_language

# at the beginning of a clause, where only the speaker can be meant
_THANKS: Final = re.compile(r"((?:^|[.!?,;:…\-–—\"“] ?)(?:muito )?obrigad)o\b", re.IGNORECASE)
_OWN: Final = re.compile(
    r"\b((?:eu (?:estou|estava|fiquei|sou|era)|estou|fiquei|sinto-me|me sinto) "
    r"(?:muito |tão |bem |um pouco )?"
    r"(?:cansad|preocupad|animad|ocupad|surpres|pront|sozinh|convencid|apaixonad|casad|atrasad"
    r"|impressionad|emocionad|encantad|segur|interessad|assustad|perdid|orgulhos|nervos|curios"
    r"|list|grat|chatead|zangad))o\b",
    re.IGNORECASE,
)


def with_gender(text: str, language: str, gender: str) -> str:
    """A text as somebody says it of themselves.

    Args:
        text: in the masculine, as models write it.
        language: BCP 47 tag; rules are known for Portuguese.
        gender: ``female``; anything else changes nothing.
    """
    if gender != "female" or main_language(language) != "pt":
        return text
    return _OWN.sub(r"\1a", _THANKS.sub(r"\1a", text))
