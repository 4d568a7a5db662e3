"""Who can write scripts here. Loads no model: the web process lists them too."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from inference.checkpoint_errors import CheckpointError
from inference.checkpoints import default_store
from inference.language_errors import UnknownWriterError
from inference.language_models.settings import gemini_settings, groq_settings, openai_settings
from inference.provider_errors import ProviderNotConfiguredError
from inference.writing.brief import ScriptBrief, ScriptPart
from inference.writing.script import VideoScript

if TYPE_CHECKING:
    from inference.registry import Registry

LOCAL: Final = "local"
LOCAL_CHECKPOINT: Final = "smollm2"
PREFERRED_VARIABLE: Final = "AVATAR_WRITER"

_SETTINGS: Final = {"gemini": gemini_settings, "groq": groq_settings, "openai": openai_settings}
_NAMES: Final = {
    "gemini": "Gemini",
    "groq": "Groq",
    "openai": "OpenAI-compatible server",
    LOCAL: "SmolLM2, on this machine",
}

Report = Callable[[float], None]


class ScriptWriter(Protocol):
    """Writes scripts."""

    def write(self, brief: ScriptBrief, report: Report) -> VideoScript:
        """A script of about the wished length.

        Args:
            brief: the order.
            report: takes the share that is done; may raise to stop.

        Raises:
            InputError: this writer cannot write what is ordered.
            ProviderError: a remote service failed or declined.
            EngineError: a model on this machine failed.
        """

    def rewrite(
        self, brief: ScriptBrief, script: VideoScript, part: ScriptPart, wish: str, report: Report
    ) -> VideoScript:
        """The script with one part in other words; fails as ``write`` does.

        Args:
            brief: what the script was ordered by.
            script: as it is now, perhaps edited by a person.
            part: what to write anew.
            wish: of a person, for example ``funnier``; may be empty.
            report: takes the share that is done; may raise to stop.
        """


@dataclass(frozen=True, slots=True)
class WriterChoice:
    """A writer, as it is offered.

    Attributes:
        id: stable key.
        name: for people.
        is_available: whether it can be used now.
        unavailable_reason: what an administrator has to do; empty where it is available.
        is_draft_quality: whether what it writes is a rough draft.
        is_default: whether it is the one to offer first.
    """

    id: str
    name: str
    is_available: bool
    unavailable_reason: str
    is_draft_quality: bool
    is_default: bool

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def available_writers() -> tuple[WriterChoice, ...]:
    """Every writer, in the order in which they are preferred."""
    default = default_writer()
    reasons = {writer: _unavailable_reason(writer) for writer in _NAMES}
    return tuple(
        WriterChoice(writer, _NAMES[writer], not why, why, writer == LOCAL, writer == default)
        for writer, why in reasons.items()
    )


def default_writer() -> str:
    """The one that ``AVATAR_WRITER`` names, else the first that is set up."""
    preferred = os.environ.get(PREFERRED_VARIABLE, "").strip()
    if preferred in _NAMES and not _unavailable_reason(preferred):
        return preferred
    return next((writer for writer in _NAMES if not _unavailable_reason(writer)), LOCAL)


def open_writer(registry: "Registry", writer: str = "", seed: int | None = None) -> ScriptWriter:
    """The writer of this id, ready to write.

    Args:
        registry: where models are kept.
        writer: id; empty for the default.
        seed: of the local writer's choices; the same seed gives the same draft.

    Raises:
        UnknownWriterError: there is none of this name.
        ProviderNotConfiguredError: it is not set up here.
        CheckpointError: its model is missing or wrong.
    """
    chosen = writer or default_writer()
    if chosen not in _NAMES:
        raise UnknownWriterError(chosen, tuple(_NAMES))
    # the libraries are heavy, and the web process only lists writers
    if chosen == LOCAL:
        from inference.writing.draft_writer import DraftWriter

        return DraftWriter(registry.local_language_model(), 1 if seed is None else seed)
    from inference.writing.model_writer import ModelWriter

    return ModelWriter(registry.language_model(chosen), chosen)


def _unavailable_reason(writer: str) -> str:
    try:
        if writer == LOCAL:
            store = default_store()
            spec = store.spec(LOCAL_CHECKPOINT)
            has_own = (store.folder / spec.file).is_file()
            return "" if has_own or all(spec.pieces) else spec.advice
        _SETTINGS[writer]()
    except (ProviderNotConfiguredError, CheckpointError) as error:
        return str(error)
    return ""
