"""What of a sentence's shape a small model is spared, and gets back afterwards.

Such models know sentences that begin with a capital and end with a full stop. Words in capitals,
hesitations and pictures put them off.
"""

import re
from dataclasses import dataclass
from typing import Final

from inference.sentences import CLOSERS
from inference.voices import main_language

ENDS: Final = ".!?…"
LONG_WORD: Final = 6  # letters; a shorter word in capitals may be a name such as NASA
NAMES: Final = 2  # words in capitals that may all be such names
# what people say while they think; only what is no word of the language
_HESITATIONS: Final = {
    "en": re.compile(r"\b(?:u+h+m*|u+m+|e+r+m+|h+m+|m+h+m+)\b[,.…]*\s*", re.IGNORECASE),
    "pt": re.compile(r"\b(?:h+u+m+|h+m+|ãh+|hã+|ahn+)\b[,.…]*\s*", re.IGNORECASE),
}
_PICTURES: Final = re.compile(
    "[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\U0001f000-\U0001faff"
    "\U000e0020-\U000e007f♪♫]+"
)
_OPEN_END: Final = re.compile(r"(?<!&amp)(?<!&lt)(?<!&gt)(?<!&quot)[,;:]+$")
_LONE_I: Final = re.compile(r"\bi\b")


@dataclass(frozen=True, slots=True)
class SentenceShape:
    """A sentence as a model likes it, and how it really was.

    Attributes:
        text: begins with a capital, ends with a mark, holds no hesitations and no pictures; empty
            where nothing else was in it.
        is_loud: it was written in capitals throughout.
        is_small: it began with a small letter.
        end: the marks at its end, with closing quotation marks; empty for none.
        pictures: emoji and the like, which are put behind it again.
    """

    text: str
    is_loud: bool
    is_small: bool
    end: str
    pictures: str


def shape_of(sentence: str, language: str) -> SentenceShape:
    """A sentence and its shape.

    Args:
        sentence: as it is written.
        language: BCP 47 tag.
    """
    pictures = "".join(_PICTURES.findall(sentence))
    text = " ".join(_PICTURES.sub(" ", sentence).split())
    text = without_hesitations(text, language)
    is_loud = _is_loud(text)
    if is_loud:
        text = text.lower()
        text = _LONE_I.sub("I", text) if main_language(language) == "en" else text
    is_small = not is_loud and text[:1].islower()
    end = text[len(text.rstrip(ENDS + CLOSERS)) :]
    whole = text[:1].upper() + text[1:]
    has_end = any(mark in end for mark in ENDS)
    closed = whole if has_end or not text else f"{_OPEN_END.sub('', whole)}."
    return SentenceShape(closed, is_loud, is_small, end if has_end else "", pictures)


def in_shape(translation: str, shape: SentenceShape) -> str:
    """A translation with the capitals, the end and the pictures that the sentence had."""
    text = " ".join(translation.split())
    bare = text.rstrip(ENDS)
    last = text[len(bare) :]
    if not shape.end:
        text = bare
    elif not last and not any(mark in text[-2:] for mark in ENDS):
        text = bare + shape.end.rstrip(CLOSERS)
    if shape.is_loud:
        text = text.upper()
    elif shape.is_small:
        text = text[:1].lower() + text[1:]
    return f"{text} {shape.pictures}".strip()


def without_hesitations(text: str, language: str) -> str:
    """A text without "um" and the like; the text itself where nothing would be left."""
    pattern = _HESITATIONS.get(main_language(language))
    if not pattern or not pattern.search(text):
        return text
    left = pattern.sub("", text).strip(" ,…")
    if not any(map(str.isalpha, left)):
        return text
    return left if text[:1].islower() else left[:1].upper() + left[1:]


def _is_loud(text: str) -> bool:
    """Whether a sentence is in capitals, and not only a name such as NASA or two."""
    words = ["".join(filter(str.isalpha, word)) for word in text.split()]
    spelled = [word for word in words if word]
    if not spelled or not all(word.isupper() for word in spelled):
        return False
    return len(spelled) > NAMES or max(map(len, spelled)) >= LONG_WORD
