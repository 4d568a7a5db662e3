"""What a translator promises, whoever it is."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from inference.errors import InputError
from inference.glossary import GlossaryTerm

Report: TypeAlias = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line to be translated, or one that only helps to understand its neighbours.

    Attributes:
        id: stable key.
        text: what is said; may be several sentences.
        seconds: how long the translation may last when spoken; ``None`` for no limit.
        speaker: id of who says it, so that a conversation is read as one; may be empty.
        gender: how who says it sounds, ``female`` or ``male``, for languages in which people speak
            of themselves accordingly; empty where it is not known.
    """

    id: str
    text: str
    seconds: float | None = None
    speaker: str = ""
    gender: str = ""


@dataclass(frozen=True, slots=True)
class TranslationOrder:
    """Lines and what is to become of them.

    Attributes:
        lines: all of them, in the order in which they are said; each is context for the next.
        source: BCP 47 tag of the language they are in.
        target: tag of the language wanted.
        glossary: fixed translations, and words that are not translated.
        wanted: ids of the lines to translate; ``None`` for all.
        known: translations that exist already, by id, to go on in the same words.

    Raises:
        InputError: a language is missing, or two lines have the same id.
    """

    lines: tuple[SourceLine, ...]
    source: str
    target: str
    glossary: tuple[GlossaryTerm, ...] = ()
    wanted: Collection[str] | None = None
    known: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.source or not self.target:
            raise InputError("a language to translate from or to is missing")
        if len({line.id for line in self.lines}) < len(self.lines):
            raise InputError("two lines to translate have the same id")

    def is_wanted(self, line: SourceLine) -> bool:
        """Whether this line is to be translated: it is asked for, and there are words in it."""
        is_asked = self.wanted is None or line.id in self.wanted
        return is_asked and bool(line.text.strip())


@dataclass(frozen=True, slots=True)
class Translation:
    """What came of an order; part of it, where something failed on the way.

    Attributes:
        texts: translation by id, never empty.
        problems: stable code by id. A line without a text was not translated: the code is that of
            the failure, as of ``inference.errors``. A line with a text is to be looked at:
            ``glossary_missing`` (a fixed translation is not in it), ``placeholder_lost`` (a
            placeholder, a tag or an address is not in it), ``number_changed`` (a figure is not) or
            ``left_as_it_is`` (it came back as it went).
    """

    texts: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"translation": dict(self.texts), "problems": dict(self.problems)}


@dataclass(frozen=True, slots=True)
class LongLine:
    """A translation that takes too long to say.

    Attributes:
        source_text: what was translated.
        text: its translation.
        source: BCP 47 tag of the language of ``source_text``.
        target: tag of the language of ``text``.
        seconds: how long the line may last when spoken at normal speed.
        glossary: as in the order.
    """

    source_text: str
    text: str
    source: str
    target: str
    seconds: float
    glossary: tuple[GlossaryTerm, ...] = ()


class Translator(Protocol):
    """Puts lines into another language."""

    @property
    def id(self) -> str:
        """Stable key, for example ``groq``."""

    def translate(self, order: TranslationOrder, report: Report) -> Translation:
        """Every wanted line in the target language.

        What was done before a failure is kept: lines that could not be translated have a code
        among the problems. Only when nothing at all came of the order is the failure raised.

        Args:
            order: what to translate.
            report: takes the share that is done, within [0, 1]; may raise to stop.

        Raises:
            TranslationUnavailableError: this translator does not know the two languages.
            ProviderError: a remote service failed or declined before anything was done.
            EngineError: a model on this machine failed before anything was done.
        """

    def shorten(self, line: LongLine) -> str:
        """The same in fewer words; ``text`` itself where there is nothing to leave out.

        The answer is never longer than ``text``, and perhaps still too long.

        Raises:
            ProviderError: a remote service failed or declined.
        """
