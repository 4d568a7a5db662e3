"""IPA that a person writes, as the symbols a voice knows.

Voices know the sounds of their languages. A sound that one does not know is replaced by the most
similar one that it does.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from inference.visemes import VOWELS

# from a sound to those that may stand for it, the most similar first
_SIMILAR: Final = {
    letter: tuple(others.split())
    for letter, others in {
        "a": "ɑ æ ɐ ʌ",
        "ɑ": "a ɔ ʌ",
        "æ": "a ɛ",
        "ɐ": "ə a ʌ",
        "ä": "a ɑ",
        "ʌ": "ɐ a ə",
        "ə": "ɐ ɜ ʌ e a",
        "ɘ": "ə ɜ e",
        "ɵ": "ə ɜ o",
        "ɜ": "ə ɛ e",
        "ɞ": "ɜ ə",
        "ɚ": "əɹ ər ə",
        "ɝ": "ɜɹ ɜ ə e",
        "ɨ": "ɪ i",
        "ᵻ": "ɪ i",
        "ɯ": "ʊ u",
        "ɤ": "ʌ o ə",
        "e": "ɛ eɪ",
        "ɛ": "e æ",
        "ɪ": "i",
        "ʏ": "y ɪ i",
        "i": "ɪ",
        "y": "ʏ ju u",
        "ø": "œ ɜ ə e",
        "œ": "ø ɜ ɛ e",
        "ɶ": "œ a",
        "ɒ": "ɔ ɑ o",
        "o": "ɔ oʊ",
        "ɔ": "o ɒ",
        "u": "ʊ",
        "ʊ": "u",
        "ʉ": "u ʊ",
        "ɹ": "r ɾ ʁ",
        "r": "ɹ ɾ ʁ",
        "ɾ": "r ɹ d",
        "ʁ": "ʀ r ɹ ɣ",
        "ʀ": "ʁ r ɹ",
        "ɻ": "ɹ r",
        "ɺ": "l ɾ",
        "ɽ": "ɾ r ɹ",
        "x": "χ h k",
        "χ": "x h k",
        "ɣ": "ɡ",
        "ç": "x ʃ h",
        "ʝ": "j",
        "h": "x ħ",
        "ɦ": "h x",
        "ħ": "h x",
        "ʕ": "ʔ ɑ a",
        "ʔ": "t",
        "θ": "t s",
        "ð": "d z",
        "ɸ": "f",
        "β": "v b",
        "ʋ": "v w",
        "ɱ": "m",
        "v": "w f",
        "w": "ʍ v u",
        "ʍ": "w",
        "ɥ": "j w",
        "j": "i",
        "ɲ": "nj n",
        "ŋ": "n",
        "ɳ": "n",
        "ɴ": "ŋ n",
        "ʎ": "lj l",
        "ɫ": "l",
        "ɭ": "l",
        "ɬ": "ʃ l",
        "ɮ": "l",
        "ɕ": "ʃ s",
        "ʑ": "ʒ z",
        "ʂ": "ʃ s",
        "ʐ": "ʒ z",
        "ʃ": "s",
        "ʒ": "ʃ z",
        "z": "s",
        "ʈ": "t",
        "ɖ": "d",
        "ɟ": "dj d",
        "c": "tj k",
        "q": "k",
        "ɢ": "ɡ",
        "ɓ": "b",
        "ɗ": "d",
        "ʙ": "b",
    }.items()
}
_JOINERS: Final = str.maketrans("", "", ".-‿^\u0361")
_ONSET: Final = re.compile(
    rf"([ˈˌ])([^ˈˌ\s{''.join(sorted(VOWELS))}]+)(?=[{''.join(sorted(VOWELS))}])"
)
_SIBILANTS: Final = frozenset("szʃʒɕʑʂʐ")
_VOICELESS: Final = frozenset("ptkfθxçχhqcʈɸ")


def sounds_of(ipa: str, knows: Callable[[str], bool]) -> Iterator[str]:
    """The IPA as symbols that a voice knows.

    Args:
        ipa: letters, stress, length and other marks, spaces between words.
        knows: whether the voice knows a symbol.

    Yields:
        Single characters, in order; what has no counterpart is left out.
    """
    for symbol in ipa:
        if knows(symbol):
            yield symbol
            continue
        bare = unicodedata.normalize("NFD", symbol)[0]
        stand_ins = (bare, *_SIMILAR.get(bare, ()))
        yield from next((one for one in stand_ins if all(map(knows, one))), "")


def decomposed(ipa: str) -> str:
    """The IPA as single letters and marks, without the signs between syllables and letters.

    Stress marks are put before the vowel, where espeak-ng has them, instead of before the syllable.
    """
    return unicodedata.normalize("NFD", stress_before_vowels(ipa)).translate(_JOINERS)


def stress_before_vowels(ipa: str) -> str:
    """The IPA with stress marks moved from the beginning of syllables to their vowels."""
    return _ONSET.sub(r"\2\1", ipa)


def similar_sounds(letter: str) -> tuple[str, ...]:
    """What may stand for a sound, the most similar first."""
    return _SIMILAR.get(letter, ())


def with_ending(ipa: str, ending: str, *, is_english: bool) -> str:
    """The sounds of a word with ``'s`` or ``s`` after it.

    In English it is voiced like the sound before it, with a vowel between two hisses.
    """
    if not ending:
        return ipa
    letters = [letter for letter in ipa if letter.isalpha() and letter not in "ːˑʰʲʷⁿˤ"]
    last = letters[-1] if letters else "a"
    if not is_english or last in _VOICELESS:
        return f"{ipa}s"
    return f"{ipa}ɪz" if last in _SIBILANTS else f"{ipa}z"


def is_vowel(symbol: str) -> bool:
    """Whether a symbol holds a vowel."""
    return any(unicodedata.normalize("NFD", letter)[0] in VOWELS for letter in symbol)
