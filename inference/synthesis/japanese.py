"""Japanese text to the phoneme alphabet of Kokoro.

Open JTalk finds words and their readings, also of Chinese characters and figures; each kana of a
reading is one or two letters of the alphabet, written as in misaki 0.7, which Kokoro was trained
with. Its pitch accent is not used: the network knows none.

Source: Open JTalk (BSD-3-Clause) in pyopenjtalk-plus (MIT); the letters follow misaki
(https://github.com/hexgrad/misaki, Apache-2.0).
"""

# ruff: noqa: RUF001 - Japanese punctuation looks like Latin punctuation

import re
import unicodedata
from typing import Any, Final

import pyopenjtalk

VOWELS: Final = "aiɯeo"
LONG_MARK: Final = "ー"
SMALL_TSU: Final = "ッ"
SYLLABIC_N: Final = "ン"

# row of the syllabary: the consonant before a, i, u, e, o as the letters of the alphabet
_ROWS: Final = {
    "アイウエオ": ("a", "i", "ɯ", "e", "o"),
    "カキクケコ": ("ka", "kʲi", "kɯ", "ke", "ko"),
    "ガギグゲゴ": ("ɡa", "ɡʲi", "ɡɯ", "ɡe", "ɡo"),
    "サシスセソ": ("sa", "ɕi", "sɨ", "se", "so"),
    "ザジズゼゾ": ("ʣa", "ʥi", "zɨ", "ʣe", "ʣo"),
    "タチツテト": ("ta", "ʨi", "ʦɨ", "te", "to"),
    "ダヂヅデド": ("da", "ʥi", "zɨ", "de", "do"),
    "ナニヌネノ": ("na", "ɲi", "nɯ", "ne", "no"),
    "ハヒフヘホ": ("ha", "çi", "ɸɯ", "he", "ho"),
    "バビブベボ": ("ba", "bʲi", "bɯ", "be", "bo"),
    "パピプペポ": ("pa", "pʲi", "pɯ", "pe", "po"),
    "マミムメモ": ("ma", "mʲi", "mɯ", "me", "mo"),
    "ラリルレロ": ("ɾa", "ɾʲi", "ɾɯ", "ɾe", "ɾo"),
    "ヤユヨ": ("ja", "jɯ", "jo"),
    "ワヰヱヲ": ("βa", "i", "e", "o"),
    "ァィゥェォ": ("a", "i", "ɯ", "e", "o"),
    "ャュョヮ": ("ja", "jɯ", "jo", "βa"),
    "ヴヵヶ": ("vɯ", "ka", "ke"),
}
# a kana and a small one after it: the consonant that both make, before a, u, o and e
_PALATAL: Final = {
    "キ": "kʲ",
    "ギ": "ɡʲ",
    "シ": "ɕ",
    "ジ": "ʥ",
    "チ": "ʨ",
    "ヂ": "ʥ",
    "ニ": "ɲ",
    "ヒ": "ç",
    "ビ": "bʲ",
    "ピ": "pʲ",
    "ミ": "mʲ",
    "リ": "ɾʲ",
    "テ": "tʲ",
    "デ": "dʲ",
    "フ": "ɸʲ",
    "ヴ": "bʲ",
}
_ROUNDED: Final = {
    "ク": "kᵝ",
    "グ": "ɡᵝ",
    "ツ": "ʦ",
    "フ": "ɸ",
    "ヴ": "v",
    "ウ": "β",
    "ト": "t",
    "ド": "d",
}
_SMALL_Y: Final = {"ャ": "a", "ュ": "ɨ", "ョ": "o"}
_SMALL_VOWELS: Final = dict(zip("ァィゥェォ", VOWELS, strict=True))

_PUNCTUATION: Final = {
    "。": ".",
    "、": ",",
    "，": ",",
    "．": ".",
    "！": "!",
    "？": "?",
    "：": ":",
    "；": ";",
    "…": "…",
    "—": "—",
    "〜": "—",
    "～": "—",
}
_DEVOICED: Final = "’"  # what Open JTalk puts after a vowel that is whispered
_CLINGING: Final = re.compile(r" (?=[.,!?:;…])")
_NASALS: Final = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾzʦʣ", "n"))


def japanese_phonemes(text: str) -> str:
    """The sentence in Kokoro's alphabet: words with spaces between them, and punctuation."""
    words = [_word(node) for node in _read(unicodedata.normalize("NFKC", text))]
    joined = " ".join(word for word in words if word)
    return _CLINGING.sub("", joined)


def kana(text: str) -> str:
    """The sentence in katakana as it is said, with spaces between words."""
    words = (
        node["pron"].replace(_DEVOICED, "")
        for node in _read(unicodedata.normalize("NFKC", text))
        if node["pos"] != "記号"
    )
    return " ".join(word for word in words if word)


def letters_of(reading: str) -> str:
    """Letters of a reading in katakana."""
    letters = ""
    for kana in reversed(_KANA_PATTERN.findall(reading)):  # backwards: ン follows what is after it
        letters = (_nasal(letters) if kana == SYLLABIC_N else _LETTERS[kana]) + letters
    return letters


def _read(text: str) -> list[dict[str, Any]]:
    """The words of a text with their readings."""
    try:
        words: Any = pyopenjtalk.run_frontend(text, use_sudachi_kanji_yomi=False)
    except (
        ModuleNotFoundError
    ):  # a character without a reading, looked up in a dictionary of 190 MB
        words = pyopenjtalk.run_frontend(text, use_vanilla=True)
    return list(words)


def _word(node: dict[str, Any]) -> str:
    if node["pos"] == "記号":
        return _PUNCTUATION.get(unicodedata.normalize("NFKC", node["string"]), "") or (
            _PUNCTUATION.get(node["string"], "")
        )
    return letters_of(node["pron"].replace(_DEVOICED, ""))


def _nasal(letters_after: str) -> str:
    """ン is said where the next consonant is."""
    following = letters_after[:1]
    return next((nasal for firsts, nasal in _NASALS if following and following in firsts), "ɴ")


def _syllabary() -> dict[str, str]:
    """Letters of every kana and of every pair with a small one."""
    table = {
        kana: one for row, letters in _ROWS.items() for kana, one in zip(row, letters, strict=True)
    }
    for kana, consonant in _ROUNDED.items():
        table |= {kana + small: consonant + vowel for small, vowel in _SMALL_VOWELS.items()}
    for kana, consonant in _PALATAL.items():
        table |= {kana + small: consonant + vowel for small, vowel in _SMALL_Y.items()}
        if kana not in _ROUNDED:
            table |= {kana + small: consonant + _SMALL_VOWELS[small] for small in "ィェ"}
    return table | {"イェ": "je", LONG_MARK: "ː", SMALL_TSU: "ʔ"}


_LETTERS: Final = _syllabary()
_KANA_PATTERN: Final = re.compile("|".join([*sorted(_LETTERS, key=len, reverse=True), SYLLABIC_N]))
