"""Codes of stages, states, errors and advice as words for people.

Nothing else turns codes into language: pages take the words from here, and the scripts get them
as data of the page.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from inference.progress import Stage
from studio.advice_words import ADVICE, UNTOUCHED, AdviceWords
from studio.avatar_phrases import AVATAR_PHRASES
from studio.dub_phrases import DUB_PHRASES
from studio.dub_words import DUB_ADVICE
from studio.error_entry import ErrorWords
from studio.error_words import ERRORS
from studio.phrases import PHRASES as FIRST_PHRASES
from studio.phrases import STATES, Text
from studio.topic_phrases import TOPIC_PHRASES

__all__ = [
    "ADVICE",
    "ERRORS",
    "PHRASES",
    "STAGES",
    "STATES",
    "UNTOUCHED",
    "ErrorWords",
    "StageWords",
    "Text",
    "error_words",
    "for_scripts",
]

PHRASES: Final[Mapping[str, Text]] = MappingProxyType(
    {**FIRST_PHRASES, **AVATAR_PHRASES, **TOPIC_PHRASES, **DUB_PHRASES}
)


@dataclass(frozen=True, slots=True)
class StageWords:
    """A stage of the work.

    Attributes:
        title: one or two words, for the list of stages.
        doing: what is going on, for the line beside the progress.
    """

    title: Text
    doing: Text


STAGES: Final[Mapping[Stage, StageWords]] = MappingProxyType(
    {
        Stage.LOADING: StageWords(_("Get ready"), _("Getting ready")),
        Stage.LISTENING: StageWords(_("Listen"), _("Writing down what is said")),
        Stage.TRANSLATING: StageWords(_("Translate"), _("Translating")),
        Stage.SPEECH: StageWords(_("Voice"), _("Preparing the voice")),
        Stage.FACE: StageWords(_("Face"), _("Preparing the face")),
        Stage.LIP_SYNC: StageWords(_("Lip-sync"), _("Moving the lips")),
        Stage.FINISHING: StageWords(_("Finish"), _("Finishing the file")),
    }
)


def error_words(code: str) -> ErrorWords:
    """Words for an error code; those of an internal error when it is unknown."""
    return ERRORS.get(code, ERRORS["internal_error"])


def for_scripts() -> dict[str, Any]:
    """All words, in the reader's language, as data of a page."""
    return {
        "stages": {stage.value: _spoken(asdict(words)) for stage, words in STAGES.items()},
        "errors": {code: _error_for_scripts(words) for code, words in ERRORS.items()},
        "advice": _advice_for_scripts(ADVICE),
        "dub_advice": _advice_for_scripts(DUB_ADVICE),
        "phrases": _spoken(PHRASES),
    }


def _advice_for_scripts(advice: Mapping[str, AdviceWords]) -> dict[str, dict[str, str]]:
    return {code: _spoken(asdict(words)) for code, words in advice.items()}


def _error_for_scripts(words: ErrorWords) -> dict[str, str | bool]:
    return {
        "title": str(words.title),
        "explanation": str(words.explanation),
        "advice": str(words.advice),
        "can_retry": words.can_retry,
        "field": words.field,
    }


def _spoken(texts: Mapping[str, Text]) -> dict[str, str]:
    return {key: str(text) for key, text in texts.items()}
