"""What the synthesisers read: sentences, the licence, and words that no language has.

Invented words matter most: they put every consonant beside every vowel, which no short list of
sentences does, and lip sounds come as often as the network has to learn them well.
"""

import random
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from inference.sample_texts import TEXTS_FILE

SENTENCES_FILE: Final = Path(__file__).with_name("sentences.toml")
LICENCE: Final = Path(__file__).resolve().parents[2] / "LICENSE"
SHORTEST: Final = 25  # characters of a sentence of the licence
LONGEST: Final = 110
WORDS_IN_A_LINE: Final = (4, 8)
SYLLABLES_IN_A_WORD: Final = (1, 3)


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


# sounds of the lips come more often than others
_ONSETS: Final = _words(
    """
    p b m p b m f v w t d s z k g l r n h sh ch j
    bl br pl pr fl fr sp st sm tr dr sl kr gl kw mj
    """
)
_VOWELS: Final = _words("a e i o u a e i o u oo ee ai ou")
_CODAS: Final = (*[""] * 12, *_words("n s l r t p m b f k v mp ft st rm lp"))
_CYRILLIC_LANGUAGES: Final = frozenset({"ru", "uk", "bg", "sr", "mk", "be"})
_CYRILLIC: Final = str.maketrans("abcdefghijklmnoprstuvwz", "абцдефгхижклмнопрстуввз")


def texts_of(language: str) -> list[str]:
    """Real sentences of a language.

    Args:
        language: BCP 47 tag; the first part decides.
    """
    code = language.partition("-")[0]
    own: dict[str, list[str]] = tomllib.loads(SENTENCES_FILE.read_text(encoding="utf-8"))
    samples: dict[str, str] = tomllib.loads(TEXTS_FILE.read_text(encoding="utf-8"))
    texts = [*own.get(code, []), *([samples[code]] if code in samples else [])]
    return [*texts, *_licence_sentences()] if code == "en" else texts


def line_of(language: str, random_source: random.Random) -> str:
    """Something to read: a sentence, its words in another order, or words that mean nothing.

    Args:
        language: BCP 47 tag.
        random_source: what decides.
    """
    texts = texts_of(language)
    kind = random_source.random()
    if texts and kind < _share_of_sentences(len(texts)):
        return random_source.choice(texts)
    words = [word for text in texts for word in re.findall(r"\w+", text)]
    if len(words) > WORDS_IN_A_LINE[1] and (kind < 0.6 or not _is_alphabetic(language, words)):  # noqa: PLR2004 - a share
        return _line(random_source.choice(words) for _ in range(random_source.randint(4, 9)))
    return invented_line(language, random_source)


def invented_line(language: str, random_source: random.Random) -> str:
    """Words that mean nothing, in letters that the language's voice reads."""
    n_words = random_source.randint(*WORDS_IN_A_LINE)
    line = _line(_invented_word(random_source) for _ in range(n_words))
    if language.partition("-")[0] in _CYRILLIC_LANGUAGES:
        return line.lower().translate(_CYRILLIC)
    return line


def _share_of_sentences(n_texts: int) -> float:
    """Real sentences are worth more the more of them there are."""
    return 0.6 if n_texts > 30 else 0.4 if n_texts > 5 else 0.25  # noqa: PLR2004 - counts of texts


def _is_alphabetic(language: str, words: list[str]) -> bool:
    is_latin = all(letter < "ɐ" for word in words[:5] for letter in word)
    return is_latin or language.partition("-")[0] in _CYRILLIC_LANGUAGES


def _line(words: Iterable[str]) -> str:
    return " ".join(words).capitalize() + "."


def _invented_word(random_source: random.Random) -> str:
    return "".join(
        random_source.choice(_ONSETS) + random_source.choice(_VOWELS) + random_source.choice(_CODAS)
        for _ in range(random_source.randint(*SYLLABLES_IN_A_WORD))
    )


def _licence_sentences() -> list[str]:
    """Sentences of this project's licence that a voice can read."""
    text = re.sub(r"\s+", " ", LICENCE.read_text(encoding="utf-8"))
    sentences = re.split(r"(?<=[.;:]) ", text)
    return [
        sentence
        for sentence in sentences
        if SHORTEST <= len(sentence) <= LONGEST and re.fullmatch(r"[A-Za-z ,.;:'\"-]+", sentence)
    ]
