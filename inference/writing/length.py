"""Whether a script has the wished length, and how it gets shorter."""

from typing import Final

from inference.sentences import split_sentences
from inference.speaking_rates import spoken_seconds

TOLERANCE: Final = 0.2  # a script may be this much shorter or longer than was asked for


def fits(text: str, seconds: float, language: str) -> bool:
    """Whether the text lasts about as long as was asked for."""
    return abs(spoken_seconds(text, language) - seconds) <= TOLERANCE * seconds


def cut_to(text: str, seconds: float, language: str) -> str:
    """The first sentences of ``text`` that are no longer than ``seconds``; at least the first."""
    kept: list[str] = []
    for sentence in split_sentences(text):
        if kept and spoken_seconds(" ".join([*kept, sentence]), language) > seconds:
            break
        kept.append(sentence)
    return " ".join(kept)
