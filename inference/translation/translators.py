"""Who can translate here. Loads no model: the web process lists them too."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from inference.checkpoint_errors import CheckpointError
from inference.checkpoints import default_store
from inference.language_errors import (
    SameLanguageError,
    TranslationUnavailableError,
    UnknownTranslatorError,
)
from inference.language_models.settings import gemini_settings, groq_settings, openai_settings
from inference.provider_errors import ProviderNotConfiguredError
from inference.translation import argos_packs
from inference.voices import main_language

ARGOS: Final = "argos"
BUILTIN: Final = "builtin"
PREFERRED_VARIABLE: Final = "AVATAR_TRANSLATOR"

REMOTE: Final = {"groq": groq_settings, "gemini": gemini_settings, "openai": openai_settings}
BUILTIN_PAIRS: Final = frozenset({("en", "pt"), ("pt", "en")})
BUILTIN_FILES: Final = ("model", "shortlist", "tokenizer")

_NAMES: Final = {
    "groq": "Groq",
    "gemini": "Gemini",
    "openai": "OpenAI-compatible server",
    ARGOS: "Argos, on this machine",
    BUILTIN: "English and Portuguese, on this machine",
}


@dataclass(frozen=True, slots=True)
class TranslatorChoice:
    """A translator, as it is offered for two languages.

    Attributes:
        id: stable key.
        name: for people.
        kind: whether this machine translates, or a service that is sent the lines.
        is_available: whether it can be used now, for these languages.
        unavailable_reason: what an administrator has to do, or that it does not know the languages;
            empty where it is available.
        can_shorten: whether it can say the same in fewer words of its own.
        is_default: whether it is the one to offer first.
    """

    id: str
    name: str
    kind: Literal["local", "remote"]
    is_available: bool
    unavailable_reason: str
    can_shorten: bool
    is_default: bool

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def available_translators(source: str = "", target: str = "") -> tuple[TranslatorChoice, ...]:
    """Every translator, in the order in which they are preferred.

    Args:
        source: BCP 47 tag of the language to translate from; empty where it is not known yet.
        target: tag of the language wanted; empty for any.
    """
    reasons = {each: _unavailable_reason(each, source, target) for each in _NAMES}
    default = _default(reasons)
    return tuple(
        TranslatorChoice(
            each,
            _NAMES[each],
            "remote" if each in REMOTE else "local",
            not why,
            why,
            each != ARGOS,
            each == default,
        )
        for each, why in reasons.items()
    )


def default_translator(source: str = "", target: str = "") -> str:
    """The one that ``AVATAR_TRANSLATOR`` names, else the first that can; empty if nobody can."""
    return _default({each: _unavailable_reason(each, source, target) for each in _NAMES})


def choose_translator(source: str, target: str, translator: str = "") -> str:
    """Id of who translates between two languages.

    Args:
        source: BCP 47 tag.
        target: tag.
        translator: id of the one wished for; empty for the default.

    Raises:
        UnknownTranslatorError: there is none of this name.
        SameLanguageError: both languages are one.
        TranslationUnavailableError: nobody here, or not the one wished for, knows the languages.
        ProviderNotConfiguredError: the service wished for is not set up.
        CheckpointError: the model wished for is missing or wrong.
    """
    if translator and translator not in _NAMES:
        raise UnknownTranslatorError(translator, tuple(_NAMES))
    if source.lower() == target.lower():
        raise SameLanguageError(target)
    chosen = translator or default_translator(source, target)
    if not chosen:
        raise TranslationUnavailableError(source, target)
    _CHECKS[chosen](source, target)
    return chosen


def _default(reasons: dict[str, str]) -> str:
    preferred = os.environ.get(PREFERRED_VARIABLE, "").strip()
    if reasons.get(preferred) == "":
        return preferred
    return next((each for each, why in reasons.items() if not why), "")


def _unavailable_reason(translator: str, source: str, target: str) -> str:
    try:
        _CHECKS[translator](source, target)
    except (TranslationUnavailableError, ProviderNotConfiguredError, CheckpointError) as error:
        return str(error)
    return ""


def _check_remote(translator: str, source: str, target: str) -> None:
    if source and source.lower() == target.lower():
        raise TranslationUnavailableError(source, target, translator)
    REMOTE[translator]()


def _check_argos(source: str, target: str) -> None:
    packs = argos_packs.installed_packs()
    if _knows(packs, source, target):
        return
    unusable = argos_packs.unusable_packs()
    if unusable and not packs:
        raise CheckpointError(unusable[0])
    if not packs:
        raise CheckpointError(
            f"no Argos packs; put .argosmodel files into {argos_packs.argos_folder()}"
        )
    raise TranslationUnavailableError(source, target, ARGOS)


def _knows(packs: tuple[argos_packs.ArgosPack, ...], source: str, target: str) -> bool:
    """Whether there is a way from one language to the other; an empty tag stands for any."""
    if source and target:
        is_other = main_language(source) != main_language(target)
        return is_other and bool(argos_packs.route(source, target))
    if target:
        return any(main_language(pack.target) == main_language(target) for pack in packs)
    return bool(packs)


def _check_builtin(source: str, target: str) -> None:
    if not any(
        (not source or main_language(source) == known_source)
        and (not target or main_language(target) == known_target)
        for known_source, known_target in BUILTIN_PAIRS
    ):
        raise TranslationUnavailableError(source, target, BUILTIN)
    store = default_store()
    for direction in (f"{a}-{b}" for a, b in sorted(BUILTIN_PAIRS)):
        for part in BUILTIN_FILES:
            spec = store.spec(f"translate-{direction}-{part}")
            if not (store.folder / spec.file).is_file() and not all(spec.pieces):
                raise CheckpointError(spec.advice)


def _remote_check(translator: str) -> Callable[[str, str], None]:
    return lambda source, target: _check_remote(translator, source, target)


_CHECKS: Final[dict[str, Callable[[str, str], None]]] = {
    **{translator: _remote_check(translator) for translator in REMOTE},
    ARGOS: _check_argos,
    BUILTIN: _check_builtin,
}
