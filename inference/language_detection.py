"""In which language a text is written: offline, in under a millisecond, for the voices there are.

Most scripts are written by one language of ours, which settles it. Among the languages that share
Latin, Cyrillic, Arabic, Devanagari or Bengali letters a counter of byte sequences decides, namely
py3langid (BSD-3-Clause), held to those of them that are spoken here and weighted by how
many people write them. One or two words are little to count; the commonest greetings are known.
"""

import functools
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from py3langid.langid import LanguageIdentifier

from inference.checkpoints import locate
from inference.voice_catalogue.remote import ANY_LANGUAGE
from inference.voices import available_voices, find_voice, main_language, voice_for_language

MAX_LETTERS: Final = 2000  # more tell nothing new
MIN_PROBABILITY: Final = 0.2
SURE: Final = 0.6  # from here on a person is told that voice and text do not fit
ENOUGH_LETTERS: Final = 12
LIKELY_WEIGHT: Final = 3.0
MANY_WRITERS: Final = 2.0
FEW_WRITERS: Final = 0.02


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NO_WORDS: Final = re.compile(r"\[[^\]]*\]|https?://\S+|www\.\S+|\S+@\S+|[\d_*#/<>]+")

# first word of the Unicode name of the letters: the language
_OWN_SCRIPT: Final = {
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "ORIYA": "or",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
}
_SHARED_SCRIPTS: Final = {
    "ARABIC": _words("ar fa ku sd ug ur"),
    "BENGALI": _words("as bn bpy"),
    "CYRILLIC": _words("ba be bg bs cv kk ky mk nog ru sr tt uk uz"),
    "DEVANAGARI": _words("hi kok mr ne"),
}
_HAN: Final = "CJK"
_KANA: Final = ("HIRAGANA", "KATAKANA")

# as the counter names them: as we do
_ALIASES: Final = {
    "ary": "ar",
    "arz": "ar",
    "gom": "kok",
    "gug": "gn",
    "nn": "nb",
    "no": "nb",
    "uzs": "uz",
}
_MANY: Final = _words("ar de en es fr hi id it nl pl pt ru sv sw tr vi")
_FEW: Final = _words(
    """
    an ba bpy br bs cv eo gd gn haw ht ia kl kok ku la lb ltg mi mt nog om pap qu quc smj tk tn uz
    """
)
# a text that consists of these is too short for the counter
_GREETINGS: Final = {
    word: language
    for language, words in {
        "de": "hallo danke guten tag",
        "en": "hello hi hey there world welcome thanks thank you test testing",
        "es": "hola gracias mundo",
        "fr": "bonjour salut merci monde",
        "id": "halo",
        "it": "ciao grazie mondo buongiorno stai come",
        "nb": "takk",
        "pt": "olá oi obrigado obrigada mundo",
        "ru": "привет спасибо мир",
        "sw": "asante habari jambo sana",
    }.items()
    for word in words.split()
}
# written so much alike that a mistake between them is the likelier explanation
_ALIKE: Final = (
    frozenset({"da", "nb"}),
    frozenset({"bs", "hr", "sr"}),
    frozenset({"id", "ms"}),
    frozenset({"cs", "sk"}),
)


@dataclass(frozen=True, slots=True)
class LanguageMismatch:
    """A text that the chosen voice does not speak.

    Attributes:
        language: of the text, a tag of a voice.
        probability: that it is.
        voice_language: what the chosen voice speaks.
        better_voice: id of the best voice for the text.
    """

    language: str
    probability: float
    voice_language: str
    better_voice: str


def detect_language(text: str, likely: Sequence[str] = ()) -> tuple[str, float]:
    """The language of a text, of those that a voice on this machine speaks.

    Args:
        text: of any length; markup, figures and addresses do not count.
        likely: tags of languages that are expected, for example of the page it was typed into;
            they decide where the text alone does not.

    Returns:
        Tag of the best voice's language, for example ``pt-BR``, and the probability that the
        language (not its region) is right; ``("", 0.0)`` where nothing can be said.

    Raises:
        CheckpointError: the counter's file is missing or wrong.
    """
    letters = _NO_WORDS.sub(" ", text[: MAX_LETTERS * 2])[:MAX_LETTERS]
    scripts = Counter(filter(None, map(_script, letters)))
    if not scripts:
        return ("", 0.0)
    probabilities = _probabilities(letters, scripts, [main_language(tag) for tag in likely])
    if not probabilities:
        return ("", 0.0)
    language = max(probabilities, key=probabilities.__getitem__)
    voice = voice_for_language(language)
    if voice is None or probabilities[language] < MIN_PROBABILITY:
        return ("", 0.0)
    return (voice.language, round(probabilities[language], 3))


def language_mismatch(text: str, voice: str) -> LanguageMismatch | None:
    """Whether a text is in another language than a voice speaks, as far as that is sure.

    Args:
        text: what is to be said.
        voice: id of the voice that was chosen.

    Raises:
        UnknownVoiceError: no such voice.
    """
    spoken = find_voice(voice).language
    if spoken == ANY_LANGUAGE or sum(map(str.isalpha, text)) < ENOUGH_LETTERS:
        return None
    language, probability = detect_language(text, [spoken])
    pair = {main_language(language), main_language(spoken)}
    if probability < SURE or len(pair) == 1 or any(pair <= alike for alike in _ALIKE):
        return None
    better = voice_for_language(language)
    return LanguageMismatch(language, probability, spoken, better.id) if better else None


def _probabilities(
    letters: str, scripts: Counter[str], likely: Sequence[str]
) -> Mapping[str, float]:
    """Every language the text may be in."""
    script, n_letters = scripts.most_common(1)[0]
    share = n_letters / scripts.total()
    if script == _HAN or script in _KANA:
        return {_east_asian(scripts, likely): 0.95 if script == _HAN else share}
    if script in _OWN_SCRIPT:
        return {_OWN_SCRIPT[script]: share}
    words = [word.strip(".,;:!?¡¿…'\"") for word in letters.lower().split()]
    known = {_GREETINGS.get(word, "") for word in words if word}
    if len(known) == 1 and "" not in known:
        return {known.pop(): 0.9}
    return _counted(letters, script, likely)


def _east_asian(scripts: Counter[str], likely: Sequence[str]) -> str:
    """Japanese has kana among its Chinese characters, except in a headline."""
    if any(scripts[script] for script in _KANA):
        return "ja"
    return next((language for language in likely if language in ("ja", "yue")), "zh")


def _counted(letters: str, script: str, likely: Sequence[str]) -> dict[str, float]:
    candidates = _candidates(script)
    weights: dict[str, float] = {}
    for label, probability in _counter().rank(letters):
        language = _ALIASES.get(label, label)
        if language in candidates:
            weight = probability * _prior(language, likely)
            weights[language] = weights.get(language, 0.0) + weight
    total = sum(weights.values())
    return {language: weight / total for language, weight in weights.items()} if total else {}


def _candidates(script: str) -> frozenset[str]:
    """The languages with a voice that are written in a script."""
    if script in _SHARED_SCRIPTS:
        return _spoken() & _SHARED_SCRIPTS[script]
    if script != "LATIN":
        return frozenset()
    elsewhere = frozenset().union(*_SHARED_SCRIPTS.values(), _OWN_SCRIPT.values())
    return _spoken() - (elsewhere - {"bs", "ku", "sr", "uz"})


def _spoken() -> frozenset[str]:
    return frozenset(main_language(voice.language) for voice in available_voices())


def _prior(language: str, likely: Sequence[str]) -> float:
    weight = MANY_WRITERS if language in _MANY else FEW_WRITERS if language in _FEW else 1.0
    return weight * (LIKELY_WEIGHT if language in likely else 1.0)


@functools.lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """First word of the letter's Unicode name; empty for what is no letter."""
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""


_loading: Final = threading.Lock()


def _counter() -> LanguageIdentifier:
    """The counter, loaded on the first call."""
    with _loading:
        return _loaded_counter()


@functools.cache
def _loaded_counter() -> LanguageIdentifier:
    """The counter with the languages of ours alone, in 50 MB."""
    every = LanguageIdentifier.from_modelpath(locate("language-identifier"))
    ours = _spoken()
    columns = [
        index for index, label in enumerate(every.nb_classes) if _ALIASES.get(label, label) in ours
    ]
    return LanguageIdentifier(
        np.ascontiguousarray(every.nb_ptc[:, columns]),
        every.nb_pc[columns],
        [every.nb_classes[index] for index in columns],
        every.tk_nextmove,
        every.tk_output,
        norm_probs=True,
        tk_row=every.tk_row,
    )
