"""What the studio offers beside words and looks: expression, life, lengths, engines."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from media_jobs.engines import WARP, WAV2LIP
from studio.phrases import Text

NEUTRAL: Final = "neutral"
DEFAULT_FIT: Final = "loop"


@dataclass(frozen=True, slots=True)
class Option:
    """One of several things to choose.

    Attributes:
        id: what the API takes.
        title: its name.
        about: what follows from it, in one line.
    """

    id: str
    title: Text
    about: Text = ""


@dataclass(frozen=True, slots=True)
class EngineWords:
    """An engine for people.

    Attributes:
        title: its name.
        about: what it is good for.
    """

    title: Text
    about: Text


EXPRESSIONS: Final = (
    Option(NEUTRAL, _("Neutral")),
    Option("happy", _("Happy")),
    Option("sad", _("Sad")),
    Option("serious", _("Serious")),
    Option("surprised", _("Surprised")),
)

LIVES: Final = (
    Option("blinks", _("Blinks")),
    Option("gaze", _("Gaze")),
    Option("head", _("Head")),
    Option("brows", _("Brows")),
)

FITS: Final = (
    Option("loop", _("Loop back and forth"), _("The video runs on, forwards and backwards.")),
    Option("hold", _("Hold the last frame"), _("The picture stands still at the end.")),
    Option("trim", _("Stop with the shorter"), _("Ends when the speech or the video ends.")),
    Option("whole", _("Whole video"), _("Nothing is cut off; the speech may end earlier.")),
)

ENGINES: Final[Mapping[str, EngineWords]] = MappingProxyType(
    {
        WARP: EngineWords(
            _("Built-in"), _("Moves the lips of the picture itself, in full sharpness.")
        ),
        WAV2LIP: EngineWords(
            _("Wav2Lip"), _("A network that draws the mouth anew; softer than the picture.")
        ),
    }
)


def titles(options: tuple[Option, ...]) -> dict[str, Text]:
    """Names by id."""
    return {option.id: option.title for option in options}


def first_life(chosen: Mapping[str, Any] | None, *, is_video: bool) -> dict[str, Any]:
    """Life as the form keeps it: apart for pictures and videos, ``None`` for as suggested."""
    life: dict[str, Any] = {"picture": None, "video": None}
    if chosen:
        life["video" if is_video else "picture"] = dict(chosen)
    return life
