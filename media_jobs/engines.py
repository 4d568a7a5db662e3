"""Who can redraw a mouth here, and under which terms."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from django.conf import settings

WARP: Final = "warp"
WAV2LIP: Final = "wav2lip"
ENGINES: Final = (WARP, WAV2LIP)

# The authors publish both under these names; either will do.
WAV2LIP_FILES: Final = ("wav2lip.pth", "wav2lip_gan.pth")


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
            notice=(
                "The authors allow the weights for research and personal, non-commercial use only."
            ),
            unavailable_reason=_why_no_wav2lip(),
        ),
    ]


def is_available(engine: str) -> bool:
    """Whether an engine can be used here and now."""
    return any(known.available for known in known_engines() if known.id == engine)


def _why_no_wav2lip() -> str:
    folder = Path(settings.INFERENCE_CHECKPOINTS_DIR)
    if not any((folder / name).is_file() for name in WAV2LIP_FILES):
        return "checkpoint_missing"
    return "" if find_spec("torch") else "package_missing"
