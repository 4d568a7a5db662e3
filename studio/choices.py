"""What the studio offers: presenters, voices, formats, backgrounds, and where to begin."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inference.backgrounds import BACKGROUNDS, DEFAULT_BACKGROUND
from inference.sentences import PARAGRAPH_PAUSE, SENTENCE_PAUSE
from inference.speech import VoiceQuality
from inference.voices import DEFAULT_VOICE, SAMPLE_TEXTS, available_voices
from media_jobs.models import Avatar, Video
from media_jobs.serializers import AvatarSerializer, BackgroundSerializer, VoiceSerializer
from studio.wording import Text


@dataclass(frozen=True, slots=True)
class Aspect:
    """A format of video as the switch shows it.

    Attributes:
        id: key of ``media_jobs.formats.FORMATS``.
        title: what it is for.
        shape: CSS class of its little drawing.
    """

    id: str
    title: Text
    shape: str = ""


ASPECTS: Final = (
    Aspect("16:9", _("Landscape, for screens")),
    Aspect("9:16", _("Portrait, for phones"), "shape--tall"),
    Aspect("1:1", _("Square, for feeds"), "shape--square"),
)

DEFAULT_ASPECT: Final = ASPECTS[0].id


def presenters(user: User) -> list[dict[str, Any]]:
    """Avatars this person may use, as the API gives them; only those ready to be framed."""
    rows = AvatarSerializer(Avatar.objects.usable_by(user.pk), many=True).data
    return [{**row, "id": str(row["id"])} for row in rows if row["framing"]]


def voices() -> list[dict[str, Any]]:
    """All voices as the API gives them."""
    return [dict(row) for row in VoiceSerializer(available_voices(), many=True).data]


def by_language(offered: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Voices in groups: languages with a natural voice first, then the others by name."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for voice in offered:
        groups.setdefault(voice["language_name"], []).append(voice)

    def rank(name: str) -> tuple[bool, str]:
        natural = any(voice["quality"] == VoiceQuality.NEURAL for voice in groups[name])
        return not natural, "" if natural else name  # natural ones keep their order

    return [{"language_name": name, "voices": groups[name]} for name in sorted(groups, key=rank)]


def backgrounds() -> list[dict[str, Any]]:
    """All backgrounds as the API gives them."""
    return [dict(row) for row in BackgroundSerializer(BACKGROUNDS, many=True).data]


def first_choice(offered: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Where somebody begins who has chosen nothing yet."""
    presenter = offered[0] if offered else {"id": "", "default_voice": ""}
    return {
        "avatar": presenter["id"],
        "voice": presenter["default_voice"] or DEFAULT_VOICE,
        "rate": 1.0,
        "aspect": DEFAULT_ASPECT,
        "background": DEFAULT_BACKGROUND,
        "text": "",
        "title": "",
    }


def copied(video: Video, offered: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The choices of a video; what is not offered any more is replaced by the first choice."""
    start = first_choice(offered)
    kept: dict[str, Any] = video.settings
    if any(presenter["id"] == kept.get("avatar") for presenter in offered):
        start["avatar"] = kept["avatar"]
    if any(voice.id == kept.get("voice") for voice in available_voices()):
        start["voice"] = kept["voice"]
    start["aspect"] = kept.get("format", start["aspect"])
    start["background"] = kept.get("background", start["background"])
    start["rate"] = kept.get("rate", start["rate"])
    return {**start, "text": video.script}


def page_data(
    user_id: uuid.UUID, offered: Mapping[str, Any], start: Mapping[str, Any], *, is_copy: bool
) -> dict[str, Any]:
    """What the studio's scripts need.

    Args:
        user_id: whose drafts the browser remembers.
        offered: ``avatars``, ``voices`` and ``backgrounds``.
        start: the choices to begin with.
        is_copy: whether they come from another video and so outrank a draft.
    """
    return {
        **offered,
        "user": str(user_id),
        "start": dict(start),
        "is_copy": is_copy,
        "max_text": settings.JOBS_MAX_TEXT_LENGTH,
        "samples": dict(SAMPLE_TEXTS),
        "pauses": {"sentence": SENTENCE_PAUSE, "paragraph": PARAGRAPH_PAUSE},
    }
