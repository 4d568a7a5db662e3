"""What a synthesiser is to read of a piece of a script, and which written words that is."""

from collections.abc import Iterator
from dataclasses import dataclass

from inference.pronunciations import FoundWord, Pronunciations
from inference.script_pieces import ScriptPiece, script_pieces
from inference.synthesis.speakable import speakable_text
from inference.synthesis.traced_text import TracedText
from inference.word_times import WrittenWord, written_words

CLINGING_MARKS = ",;:.!?…—–、，。；：！？،؛؟।"  # noqa: RUF001  pauses in many scripts


@dataclass(frozen=True, slots=True)
class IpaWord:
    """A word whose sounds are given.

    Attributes:
        start: index of its first character in the written text.
        end: index after its last.
        ipa: its sounds.
        ending: ``'s``, ``s`` or nothing, which hangs on to it.
    """

    start: int
    end: int
    ipa: str
    ending: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """A piece, ready to be read.

    Attributes:
        piece: as it was written.
        read: what is read instead; has a letter or a digit in it.
        ipa_words: words of the piece whose sounds are given; ``read`` has them as written.
        stressed: words of the piece that are said with emphasis.
    """

    piece: ScriptPiece
    read: TracedText
    ipa_words: tuple[IpaWord, ...]
    stressed: tuple[WrittenWord, ...]


def utterances_of(
    script: str, language: str, pronunciations: Pronunciations
) -> Iterator[Utterance]:
    """What is to be read of a script, piece by piece; see ``utterance_of``."""
    for piece in script_pieces(script):
        utterance = utterance_of(piece, language, pronunciations)
        if utterance is not None:
            yield utterance


def utterance_of(
    piece: ScriptPiece, language: str, pronunciations: Pronunciations
) -> Utterance | None:
    """The piece with respellings, pauses as commas, and without what cannot be read.

    Args:
        piece: of a script.
        language: BCP 47 tag.
        pronunciations: how certain words are said.

    Returns:
        ``None`` when there is nothing to say.
    """
    text = _with_commas(piece)
    found = tuple(pronunciations.found_in(text.text))
    read = speakable_text(_respelt(text, found), language)
    if not read.text:
        return None
    ipa_words = tuple(
        IpaWord(text.places[word.start], text.places[word.end - 1] + 1, ipa, word.ending)
        for word in found
        if (ipa := word.entry.ipa) is not None
    )
    return Utterance(piece, read, ipa_words, _stressed(piece))


def respelt(text: str, pronunciations: Pronunciations) -> str:
    """The text with respellings in place of words, for voices that take no sounds."""
    return _respelt(TracedText.of(text), tuple(pronunciations.found_in(text))).text


def _with_commas(piece: ScriptPiece) -> TracedText:
    """A comma before each pause, so that the melody of the sentence leads to it."""
    text = TracedText.of(piece.text)
    for pause in reversed(piece.pauses):
        before = piece.text[: pause.position].rstrip()
        if before and before[-1] not in CLINGING_MARKS:
            space = "" if piece.text[len(before) : pause.position] else " "
            text = text.inserted(len(before), f",{space}")
    return text


def _respelt(text: TracedText, found: tuple[FoundWord, ...]) -> TracedText:
    for word in reversed(found):
        if word.entry.ipa is None:
            text = text.replaced(word.start, word.end, word.entry.say + word.ending)
    return text


def _stressed(piece: ScriptPiece) -> tuple[WrittenWord, ...]:
    if not piece.emphases:
        return ()
    return tuple(
        word
        for word in written_words(piece.text)
        if any(one.start < word.end and word.start < one.end for one in piece.emphases)
        and any(map(str.isalnum, word.text))
    )
