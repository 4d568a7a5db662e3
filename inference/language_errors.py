"""What can go wrong with scripts, translations and what is said in a video.

Parts of the tree in ``inference.errors``.

* InputError
    + BriefError
    + WriterLanguageError
    + UnknownWriterError
    + TranslationUnavailableError
    + UnknownTranslatorError
    + SameLanguageError
    + NoSpeechInVideoError
* EngineError
    + ScriptUnusableError
    + TranslationIncompleteError
"""

from collections.abc import Sequence

from inference.errors import EngineError, InputError


class BriefError(InputError):
    """What a script should be about, or how it should be, cannot be met."""

    code = "bad_brief"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


class WriterLanguageError(InputError):
    """The writer that was chosen does not write this language."""

    code = "writer_language_unsupported"

    def __init__(self, writer: str, language: str) -> None:
        super().__init__(
            f"the writer {writer} does not write {language!r}; choose English, or another writer:"
            " docs/writing.md says which there are"
        )
        self.writer = writer
        self.language = language


class UnknownWriterError(InputError):
    """There is no writer of this name."""

    code = "unknown_writer"

    def __init__(self, writer: str, known: Sequence[str]) -> None:
        super().__init__(f"unknown writer {writer!r}; there are {', '.join(known)}")
        self.writer = writer


class TranslationUnavailableError(InputError):
    """Nobody here, or not the translator that was chosen, translates between two languages."""

    code = "translation_unavailable"

    def __init__(self, source: str, target: str, translator: str = "") -> None:
        who = (
            f"the translator {translator} does not translate"
            if translator
            else ("nobody here translates")
        )
        super().__init__(
            f"{who} {source!r} into {target!r}; set up a remote translator or add an Argos pack"
            " (docs/translation.md), or bring a translation"
        )
        self.source = source
        self.target = target
        self.translator = translator


class UnknownTranslatorError(InputError):
    """There is no translator of this name."""

    code = "unknown_translator"

    def __init__(self, translator: str, known: Sequence[str]) -> None:
        super().__init__(f"unknown translator {translator!r}; there are {', '.join(known)}")
        self.translator = translator


class SameLanguageError(InputError):
    """What is to be translated is in the wished language already."""

    code = "same_language"

    def __init__(self, language: str) -> None:
        super().__init__(f"it is in {language!r} already; choose another language to translate to")
        self.language = language


class NoSpeechInVideoError(InputError):
    """There is sound in a video, but nobody in it says anything."""

    code = "no_speech_in_video"

    def __init__(self) -> None:
        super().__init__("nobody was heard speaking; bring subtitles, or choose another video")


class ScriptUnusableError(EngineError):
    """Several tries of a writer gave nothing that could be said."""

    code = "script_unusable"

    def __init__(self, writer: str, why: str) -> None:
        super().__init__(f"the writer {writer} made no usable script: {why}")
        self.writer = writer
        self.why = why


class TranslationIncompleteError(EngineError):
    """Some lines of a dub could not be translated; what was translated is kept."""

    code = "translation_incomplete"

    def __init__(self, n_left: int, n_lines: int, why: str) -> None:
        super().__init__(
            f"{n_left} of {n_lines} lines could not be translated ({why}); the others are kept:"
            " try again, choose another translator, or write them yourself"
        )
        self.n_left = n_left
        self.why = why
