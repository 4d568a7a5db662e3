"""Nouns that stand for a word of the glossary while a sentence is translated.

A mark like a name leaves the words around it without agreement: "the mixer" with the fixed
translation "batedeira" would come out as "o batedeira". A noun of the same gender and number brings
the right articles and endings along: "the guitar", "a guitarra", "a batedeira".
"""

from collections.abc import Collection
from typing import Final, NamedTuple

from inference.voices import main_language


class StandIn(NamedTuple):
    """A noun in both languages.

    Attributes:
        source: as it stands in the sentence to be translated.
        target: as models translate it, always.
    """

    source: str
    target: str


_FEMININE: Final = (
    (StandIn("guitar", "guitarra"), StandIn("guitars", "guitarras")),
    (StandIn("pyramid", "pirâmide"), StandIn("pyramids", "pirâmides")),
)
_MASCULINE: Final = (
    (StandIn("telescope", "telescópio"), StandIn("telescopes", "telescópios")),
    (StandIn("piano", "piano"), StandIn("pianos", "pianos")),
)
_FEMININE_ENDS: Final = ("a", "ção", "são", "dade", "gem", "ice", "tude", "ie", "ã")
_MASCULINE_IN_SPITE: Final = ("ema", "oma", "ama", "mapa", "dia", "sofá")


def stand_in(
    term: str, wanted: str, source: str, target: str, taken: Collection[str]
) -> StandIn | None:
    """A noun that behaves as a fixed translation does, from English into Portuguese.

    Args:
        term: the word in the source.
        wanted: its fixed translation.
        source: BCP 47 tag.
        target: tag.
        taken: words of the sentence, and nouns that stand for others.

    Returns:
        ``None`` for other languages, for names, and where no noun is left.
    """
    if (main_language(source), main_language(target)) != ("en", "pt"):
        return None
    if not wanted.islower() or not term.islower():
        return None
    is_plural = term.endswith("s") and wanted.split(maxsplit=1)[0].endswith("s")
    nouns = _FEMININE if is_feminine(wanted) else _MASCULINE
    free = (pair[is_plural] for pair in nouns if pair[0].source not in taken)
    return next(free, None)


def is_feminine(phrase: str) -> bool:
    """Whether a Portuguese phrase is feminine, by the ending of its first word."""
    head = phrase.split(maxsplit=1)[0].lower()
    head = head.removesuffix("s").replace("çõe", "ção").replace("sõe", "são").replace("gen", "gem")
    return head.endswith(_FEMININE_ENDS) and not head.endswith(_MASCULINE_IN_SPITE)
