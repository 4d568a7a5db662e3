"""What can be chosen for a script about a topic: platforms, tones, lengths, languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from inference.speech import VoiceQuality
from inference.writing.brief import (
    DEFAULT_SECONDS,
    MAX_SECONDS,
    MAX_TOPIC_LENGTH,
    MAX_WISH_LENGTH,
    MIN_SECONDS,
    Platform,
    ScriptPart,
)
from inference.writing.script import (
    MAX_DESCRIPTION_LENGTH,
    MAX_HASHTAG_LENGTH,
    MAX_HASHTAGS,
    MAX_PART_LENGTH,
    MAX_TITLE_LENGTH,
)
from studio.phrases import Text

ANY_LANGUAGE: Final = "mul"  # of voices that speak whatever they are given


@dataclass(frozen=True, slots=True)
class Place:
    """Where a video is to be shown.

    Attributes:
        id: what the API takes.
        title: its name.
        aspect: the format that is usual there.
    """

    id: Platform
    title: Text
    aspect: str


PLACES: Final = (
    Place(Platform.REELS, _("Reels"), "9:16"),
    Place(Platform.TIKTOK, _("TikTok"), "9:16"),
    Place(Platform.SHORTS, _("Shorts"), "9:16"),
    Place(Platform.LINKEDIN, _("LinkedIn"), "1:1"),
    Place(Platform.YOUTUBE, _("YouTube"), "16:9"),
    Place(Platform.LESSON, _("Lesson"), "16:9"),
)


@dataclass(frozen=True, slots=True)
class Tone:
    """How a script may sound.

    Attributes:
        id: what the writer is told, in English.
        title: the same for people.
    """

    id: str
    title: Text


TONES: Final = (
    Tone("friendly", _("Friendly")),
    Tone("lively", _("Lively")),
    Tone("calm", _("Calm")),
    Tone("matter-of-fact", _("Matter-of-fact")),
    Tone("funny", _("Funny")),
    Tone("inspiring", _("Inspiring")),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a script on a card of its own.

    Attributes:
        id: what the API takes.
        title: its name.
        about: what it is there for.
        is_spoken: whether the presenter says it; else it stands beside the video.
        max_length: characters.
    """

    id: ScriptPart
    title: Text
    about: Text
    is_spoken: bool
    max_length: int


PARTS: Final = (
    Part(ScriptPart.HOOK, _("Hook"), _("makes people stay"), True, MAX_PART_LENGTH),
    Part(ScriptPart.BODY, _("Body"), _("what it is about"), True, MAX_PART_LENGTH),
    Part(
        ScriptPart.CALL_TO_ACTION,
        _("Call to action"),
        _("what to do next"),
        True,
        MAX_PART_LENGTH,
    ),
    Part(ScriptPart.TITLE, _("Title"), "", False, MAX_TITLE_LENGTH),
    Part(ScriptPart.DESCRIPTION, _("Description"), "", False, MAX_DESCRIPTION_LENGTH),
    Part(ScriptPart.HASHTAGS, _("Hashtags"), "", False, MAX_HASHTAGS * (MAX_HASHTAG_LENGTH + 2)),
)


def offered(voices: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Everything that the form of a topic shows.

    Args:
        voices: as the API gives them.
    """
    return {
        "places": PLACES,
        "tones": TONES,
        "parts": PARTS,
        "seconds": {"min": MIN_SECONDS, "max": MAX_SECONDS, "default": DEFAULT_SECONDS},
        "max_topic": MAX_TOPIC_LENGTH,
        "max_wish": MAX_WISH_LENGTH,
        "languages": languages(voices),
    }


def languages(voices: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Languages that some voice speaks, those with a natural voice first, else by name.

    Args:
        voices: as the API gives them.

    Returns:
        Rows with ``tag``, ``name`` and ``is_natural``; one a name.
    """
    rows: dict[str, dict[str, Any]] = {}
    for voice in voices:
        if voice["language"] == ANY_LANGUAGE:
            continue
        row = rows.setdefault(
            voice["language_name"],
            {"tag": voice["language"], "name": voice["language_name"], "is_natural": False},
        )
        if voice["quality"] == VoiceQuality.NEURAL and not row["is_natural"]:
            row |= {"tag": voice["language"], "is_natural": True}
    return sorted(rows.values(), key=lambda row: (not row["is_natural"], row["name"]))
