"""Text to the phoneme alphabet of Kokoro, and back to IPA.

Kokoro was trained on IPA of espeak-ng in which diphthongs and affricates are single letters;
English uses the American sounds only and has no length marks.

Source: the conversions of misaki 0.9 (https://github.com/hexgrad/misaki, Apache-2.0), the
phonemiser Kokoro was trained with.
"""

import importlib
import unicodedata
from typing import Final

from inference.synthesis.espeak_library import TIE, Clause, espeak_library
from inference.synthesis.ipa_sounds import stress_before_vowels

JAPANESE: Final = "ja"

# tied pairs first, as longer strings must be replaced before their parts
_SHARED: Final = (
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^z", "ʣ"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("ə^ʊ", "Q"),
    ("s^s", "S"),
    ("t^s", "ʦ"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("ɭ", "l"),  # not in the alphabet
)
_ENGLISH: Final = (
    ("ʔˌn\u0329", "tᵊn"),
    ("ʔn\u0329", "tᵊn"),
    ("ə^l", "ᵊl"),
    ("n\u0329", "ᵊn"),
    ("l\u0329", "ᵊl"),
    ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"),
    ("i^ə", "iə"),
    ("ɪ^ə", "iə"),
    ("ɪə", "iə"),
    ("ɚ", "əɹ"),
    ("ɐ", "ə"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ɬ", "l"),
    ("ʔ", "t"),
    ("ɾ", "T"),
    ("ː", ""),
)
_IPA_OF: Final = {
    "A": "eɪ",
    "I": "aɪ",
    "O": "oʊ",
    "Q": "əʊ",
    "S": "s",
    "T": "ɾ",
    "W": "aʊ",
    "Y": "ɔɪ",
    "ʣ": "dz",
    "ʤ": "dʒ",
    "ʥ": "dʑ",
    "ʦ": "ts",
    "ʧ": "tʃ",
    "ʨ": "tɕ",
    "ᵊ": "ə",
}


def kokoro_phonemes(text: str, language: str) -> str:
    """The sentence in Kokoro's alphabet, with punctuation.

    Args:
        text: one sentence.
        language: espeak-ng's name of the language.
    """
    if language == JAPANESE:
        # three seconds and 100 MB that only those need who speak Japanese
        reader = importlib.import_module("inference.synthesis.japanese")
        phonemes: str = reader.japanese_phonemes(text)
        return phonemes
    clauses = espeak_library().clauses(text, language)
    english = language.startswith("en")
    return " ".join(_converted(clause, english=english) + clause.ending for clause in clauses)


def from_ipa(ipa: str, *, is_english: bool) -> str:
    """IPA that a person wrote, in Kokoro's alphabet; diphthongs and affricates need no tie."""
    tied = stress_before_vowels(ipa).replace("\u0361", TIE)
    for pair, _ in _SHARED:
        tied = tied.replace(pair.replace(TIE, ""), pair)
    return _in_alphabet(tied.replace(".", ""), english=is_english)


def ipa_of(symbol: str) -> str:
    """IPA of one symbol of Kokoro's alphabet."""
    return _IPA_OF.get(symbol, symbol)


def _converted(clause: Clause, *, english: bool) -> str:
    return _in_alphabet(clause.phonemes, english=english)


def _in_alphabet(phonemes: str, *, english: bool) -> str:
    for old, new in (*_SHARED, *(_ENGLISH if english else ())):
        phonemes = phonemes.replace(old, new)
    phonemes = phonemes.replace(TIE, "").replace("-", "")
    # the alphabet has the tilde as a letter of its own, but ç in one piece
    return unicodedata.normalize("NFD", phonemes).replace("c\u0327", "ç")
