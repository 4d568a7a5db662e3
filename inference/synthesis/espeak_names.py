"""IPA as the names that espeak-ng gives to phonemes.

The library takes phonemes only by its own names, which stand for other sounds in other languages.
So each name is tried in each language and the library says what it sounds like.
"""

import functools
import unicodedata
from collections.abc import Mapping
from typing import Final

from inference.synthesis.espeak_library import espeak_library
from inference.synthesis.ipa_sounds import similar_sounds


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split())


# Source: docs/phonemes.md of espeak-ng 1.52 and its file phsource/phonemes
_VOWELS: Final = _split(
    """
    a a: A A: A~ @ @2 @5 3 3: 0 O O: O2 o o: oU e e: eI E E: E~ O~ o~ W~ i i: I I2 u u: U U: V V:
    Y Y: y y: W W: aI aU OI
    """
)
_CONSONANTS: Final = _split(
    """
    b d f g h j k l l^ m n N n^ p r r- R s S t T D v w x z Z tS dZ ts dz pf C Q t[ d[ ? q G X H B
    M J c J^ S; s. z. t. d. n. l. R2 *
    """
)
_STRESS: Final = {"ˈ": "'", "ˌ": ","}
_BREAKS: Final = {" ": "||", ".": "", "-": "", "‿": "", "^": "", "\u0361": ""}
_LONGEST: Final = 3  # characters of IPA that one name may stand for


def espeak_names(ipa: str, language: str) -> str:
    """What to put between ``[[`` and ``]]``; a sound the language lacks becomes a similar one.

    Args:
        ipa: as a person wrote it.
        language: espeak-ng's name of it.
    """
    known = _names(language)
    text = unicodedata.normalize("NFC", "".join(_BREAKS.get(one, one) for one in ipa if one != " "))
    if " " in ipa:
        return "||".join(espeak_names(word, language) for word in ipa.split())
    names: list[str] = []
    while text:
        length = next((n for n in range(_LONGEST, 0, -1) if text[:n] in known), 0)
        names.append(known[text[:length]] if length else _substitute(text[0], known))
        text = text[length or 1 :]
    return "".join(names)


def _substitute(symbol: str, known: Mapping[str, str]) -> str:
    if symbol in _STRESS:
        return _STRESS[symbol]
    bare = unicodedata.normalize("NFD", symbol)[0]
    stand_ins = (bare, *similar_sounds(bare))
    found = next((one for one in stand_ins if all(letter in known for letter in one)), "")
    return "".join(known[letter] for letter in found)


@functools.cache
def _names(language: str) -> Mapping[str, str]:
    """IPA of each phoneme of a language and its name."""
    library = espeak_library()
    names: dict[str, str] = {}
    for name in _VOWELS:  # before a consonant: some languages change what ends a word
        ipa = library.phoneme(f"{name}k", language)
        if ipa.endswith("k"):
            names.setdefault(ipa.removesuffix("k"), name)
    open_vowel = library.phoneme("a", language)
    for name in _CONSONANTS:
        ipa = library.phoneme(f"{name}a", language)
        if ipa.endswith(open_vowel):
            names.setdefault(ipa.removesuffix(open_vowel), name)
    names.pop("", None)
    return names
