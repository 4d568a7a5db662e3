"""Translation sentence by sentence with a small model on this machine."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from inference.errors import EngineError
from inference.glossary import GlossaryTerm
from inference.sentences import PIECE_PAUSE, Piece, sentence_pieces
from inference.speaking_rates import spoken_seconds
from inference.translation.checks import problem_of
from inference.translation.masks import (
    MaskedPart,
    closed_up,
    masked,
    parts_to_mask,
    without,
)
from inference.translation.own_gender import gender_of, with_gender
from inference.translation.phrasebook import usual_translation
from inference.translation.protocol import (
    LongLine,
    Report,
    SourceLine,
    Translation,
    TranslationOrder,
)
from inference.translation.sentence_shape import SentenceShape, in_shape, shape_of
from inference.translation.shorter import shorter_texts, shorter_translations
from inference.translation.terms import terms_of

LONGEST_SENTENCE: Final = 480  # characters; what is longer is cut where a speaker breathes
STYLES: Final = ("XQ", "Zorblax")  # letters of marks, tried in this order


class SentenceEngine(Protocol):
    """A model that knows one direction."""

    unreadable: re.Pattern[str] | None

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Every sentence in the other language, in order.

        Raises:
            EngineError: the model failed.
        """


class OfflineTranslator:
    """Translates with a model that knows nothing but sentences.

    Args:
        translator: its id.
        engine: the model.
    """

    def __init__(self, translator: str, engine: SentenceEngine) -> None:
        self._id = translator
        self._engine = engine

    @property
    def id(self) -> str:
        """Stable key."""
        return self._id

    def translate(self, order: TranslationOrder, report: Report) -> Translation:
        """Every wanted line; see ``Translator.translate``. Neighbours are not looked at."""
        texts: dict[str, str] = {}
        problems: dict[str, str] = {}
        wanted = [line for line in order.lines if order.is_wanted(line)]
        failed: EngineError | None = None
        for done, line in enumerate(wanted):
            report(done / len(wanted))
            try:
                text = self._text(line.text, order.source, order.target, order.glossary)
                text = with_gender(text, order.target, line.gender)
            except EngineError as error:
                failed, problems[line.id] = error, error.code
                continue
            texts[line.id] = text
            problems |= _problem(line, text, order.glossary)
        if failed and not texts:
            raise failed
        report(1.0)
        return Translation(texts, problems)

    def shorten(self, line: LongLine) -> str:
        """The same in fewer words, as far as rules go; see ``Translator.shorten``."""
        told = list(self._told_shorter(line))
        tries = [
            short
            for text in (line.text, *told)
            for short in shorter_translations(text, line.target)
        ]
        known = problem_of(line.source_text, line.text, line.glossary)
        sound = [
            text
            for text in (*told, *tries)
            if len(text) < len(line.text)
            and problem_of(line.source_text, text, line.glossary) in ("", known)
        ]
        fitting = [text for text in sound if spoken_seconds(text, line.target) <= line.seconds]
        # as much as fits, else as little as there is
        return max(fitting, key=len) if fitting else min(sound, key=len, default=line.text)

    def _told_shorter(self, line: LongLine) -> Iterator[str]:
        """Translations of what is said without its fillers; none where a person wrote the line."""
        gender = gender_of(line.text, line.target)
        for text in (line.source_text, *shorter_texts(line.source_text, line.source)):
            made = self._text(text, line.source, line.target, line.glossary)
            own = with_gender(made, line.target, gender)
            if text == line.source_text and own != line.text:
                return
            yield own

    def _text(self, text: str, source: str, target: str, glossary: Sequence[GlossaryTerm]) -> str:
        sentences = (
            # a model that has no word for anything in it answers with nothing
            self._sentence(sentence, source, target, glossary) or sentence
            for sentence in whole_sentences(text)
        )
        return " ".join(sentences) or text

    def _sentence(
        self, sentence: str, source: str, target: str, glossary: Sequence[GlossaryTerm]
    ) -> str:
        shape = shape_of(sentence, source)
        if not any(map(str.isalnum, shape.text)):
            return sentence
        usual = usual_translation(shape.text, source, target)
        if usual and not terms_of(shape.text, glossary):
            return in_shape(usual, shape)
        parts = parts_to_mask(shape.text, glossary, source, target, self._engine.unreadable)
        if not parts:
            return in_shape(self._engine.translate([shape.text])[0], shape)
        if self._is_all_masked(shape.text, parts):
            return in_shape(_joined([wanted for _, wanted in without(shape.text, parts)]), shape)
        return self._with_parts(shape, parts, glossary)

    def _is_all_masked(self, text: str, parts: Sequence[MaskedPart]) -> bool:
        return not any(map(str.isalpha, "".join(piece for piece, _ in without(text, parts))))

    def _with_parts(
        self,
        shape: SentenceShape,
        parts: Sequence[MaskedPart],
        glossary: Sequence[GlossaryTerm],
    ) -> str:
        """A sentence with parts that have to be kept: behind marks, or if need be around them."""
        if not any(part.is_number for part in parts) and glossary:
            plain = in_shape(self._engine.translate([shape.text])[0], shape)
            if all(part.wanted.casefold() in plain.casefold() for part in parts):
                return plain
        ways = [(style, False) for style in STYLES]
        if any(part.stand_in for part in parts):
            ways.insert(0, (STYLES[0], True))
        for style, nouns in ways:
            sentence = masked(shape.text, parts, style, nouns=nouns)
            restored = sentence.restored(self._engine.translate([sentence.text])[0])
            if restored is not None:
                return in_shape(restored[:1].upper() + restored[1:], shape)
        return in_shape(_joined(list(self._around(shape.text, parts))), shape)

    def _around(self, text: str, parts: Sequence[MaskedPart]) -> Iterator[str]:
        """The pieces between the parts translated one by one, and the parts."""
        for piece, wanted in without(text, parts):
            if any(map(str.isalpha, piece)):
                yield self._engine.translate([piece.strip()])[0]
            elif piece.strip():
                yield piece.strip()
            yield wanted


def whole_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; those of usual length are not cut where a speaker breathes."""
    sentences: list[str] = []
    before: Piece | None = None
    for piece in sentence_pieces(text):
        goes_on = before is not None and before.pause == PIECE_PAUSE
        if goes_on and len(sentences[-1]) + len(piece.text) < LONGEST_SENTENCE:
            sentences[-1] += f" {piece.text}"
        else:
            sentences.append(piece.text)
        before = piece
    return tuple(sentences)


def _problem(line: SourceLine, text: str, glossary: Sequence[GlossaryTerm]) -> dict[str, str]:
    code = problem_of(line.text, text, glossary)
    return {line.id: code} if code else {}


def _joined(pieces: Sequence[str]) -> str:
    return closed_up(" ".join(filter(None, pieces)))
