"""Who can redraw a mouth here, and under which terms."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from inference.checkpoint_errors import TorchMissingError
from inference.lipsync.wav2lip.weights import LICENCE_NOTICE, wav2lip_available

WARP: Final = "warp"
WAV2LIP: Final = "wav2lip"
ENGINES: Final = (WARP, WAV2LIP)


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine as it is offered.

    Attributes:
        id: one of ``ENGINES``.
        name: for people.
        description: one sentence.
        licence: of the engine with its weights, an SPDX name or a few words.
        notice: what whoever chooses it must know; may be empty.
        unavailable_reason: ``checkpoint_missing`` or ``package_missing``; empty if it can be used.
        is_default: whether it is taken where nobody chose.
    """

    id: str
    name: str
    description: str
    licence: str
    notice: str = ""
    unavailable_reason: str = ""
    is_default: bool = False

    @property
    def available(self) -> bool:
        """Whether it can be used here and now."""
        return not self.unavailable_reason


def known_engines() -> list[Engine]:
    """Every engine, with whether it can be used here; loads none."""
    return [
        Engine(
            id=WARP,
            name="Warp",
            description="Moves the lips of the picture itself, in full resolution.",
            licence="GPL-3.0-or-later",
            is_default=True,
        ),
        Engine(
            id=WAV2LIP,
            name="Wav2Lip",
            description="The network of Prajwal and others (2020); draws the mouth anew.",
            licence="research and non-commercial use only",
            notice=LICENCE_NOTICE,
            unavailable_reason=_why_no_wav2lip(),
        ),
    ]


def is_available(engine: str) -> bool:
    """Whether an engine can be used here and now."""
    return any(known.available for known in known_engines() if known.id == engine)


def _why_no_wav2lip() -> str:
    error = wav2lip_available(Path(settings.INFERENCE_CHECKPOINTS_DIR)).error
    if error is None:
        return ""
    return "package_missing" if isinstance(error, TorchMissingError) else "checkpoint_missing"
