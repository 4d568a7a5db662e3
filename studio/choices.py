"""What the studio offers: presenters, voices, formats, backgrounds, and where to begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import plans
from accounts.models import User
from inference.backgrounds import BACKGROUNDS, DEFAULT_BACKGROUND
from inference.sentences import PARAGRAPH_PAUSE, SENTENCE_PAUSE
from inference.speech import VoiceQuality
from inference.voices import DEFAULT_VOICE, SAMPLE_TEXTS, available_voices
from media_jobs.avatar_serializers import AvatarSerializer
from media_jobs.engines import WARP, known_engines
from media_jobs.models import Avatar, Video
from media_jobs.permissions import CONSENTS
from media_jobs.personal import draft_of
from media_jobs.provenance import USUAL_MARKS
from media_jobs.serializers import BackgroundSerializer, VoiceSerializer
from media_jobs.speech_serializers import DraftSerializer
from studio import looks
from studio.movement import DEFAULT_FIT, ENGINES, NEUTRAL, EngineWords, first_life
from studio.phrases import Text

MEBIBYTE: Final = 1 << 20
HOUR: Final = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Aspect:
    """A format of video as the switch shows it.

    Attributes:
        id: key of ``media_jobs.formats.FORMATS``, or ``source`` for that of a video.
        label: what the switch says.
        title: what it is for.
        shape: CSS class of its little drawing; ``None`` for no drawing.
    """

    id: str
    label: Text
    title: Text
    shape: str | None = ""

    @property
    def is_of_video(self) -> bool:
        """Whether it is for faces in videos, which keep their shape."""
        return self.id == SOURCE_ASPECT


@dataclass(frozen=True, slots=True)
class Way:
    """A way of giving speech, as its tab shows it.

    Attributes:
        id: what the scripts call it.
        label: the tab's word.
        rest: what a screen reader says after that word.
        icon: of the sprite.
    """

    id: str
    label: Text
    rest: Text
    icon: str

    @property
    def template(self) -> str:
        """What the tab shows."""
        return f"studio/{self.id}.html"


WAYS: Final = (
    Way("text", _("Write"), _("text"), "text"),
    Way("microphone", _("Record"), _("your voice"), "microphone"),
    Way("recording", _("Upload"), _("a recording"), "wave"),
    Way("topic", _("Topic"), _("for a script"), "spark"),
)

SOURCE_ASPECT: Final = "source"
ASPECTS: Final = (
    Aspect("16:9", "16:9", _("Landscape, for screens")),
    Aspect("9:16", "9:16", _("Portrait, for phones"), "shape--tall"),
    Aspect("1:1", "1:1", _("Square, for feeds"), "shape--square"),
    Aspect(SOURCE_ASPECT, _("As the video"), _("Shape and frame rate of the video"), None),
)

DEFAULT_ASPECT: Final = ASPECTS[0].id


# What a newcomer's file dialog says about formats; the server looks at the files themselves.
RECORDING_TYPES: Final = "audio/*,video/*,.mp3,.wav,.m4a,.aac,.ogg,.opus,.flac,.webm,.mp4,.mov,.mkv"
RECORDING_HINT: Final = _(
    "MP3, WAV, M4A, AAC, OGG, Opus, FLAC, WebM, or a video with sound. Up to %(length)s, %(mb)s MB."
)
FACE_HINT: Final = _("JPEG, PNG, WebP, MP4, MOV or WebM. Videos up to %(length)s, %(mb)s MB.")


def limits(person: User | None = None) -> dict[str, Any]:
    """How large files of a person may be, and hints about them; as the settings say for nobody."""
    size = plans.limits_of(person).upload_mb if person else settings.UPLOADS_MAX_MB
    recording = _length(settings.UPLOADS_MAX_RECORDING_SECONDS)
    face = _length(settings.UPLOADS_MAX_FACE_VIDEO_SECONDS)
    return {
        "upload_bytes": size * MEBIBYTE,
        "recording_types": RECORDING_TYPES,
        "recording_hint": RECORDING_HINT % {"length": recording, "mb": size},
        "face_hint": FACE_HINT % {"length": face, "mb": size},
    }


def _length(seconds: int) -> str:
    """A limit in words: whole hours, or minutes."""
    hours = seconds / HOUR
    if hours >= 1:
        return ngettext("%(n)g hour", "%(n)g hours", round(hours)) % {"n": round(hours, 1)}
    minutes = max(1, round(seconds / 60))
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def presenters(user: User) -> list[dict[str, Any]]:
    """Avatars this person may use, own ones first; only those ready to be framed."""
    usable = Avatar.objects.usable_by(user.pk).own_first(user.pk)
    usable = usable.select_related("source", "owner", "group").prefetch_related(*CONSENTS)
    rows = AvatarSerializer(usable, many=True, context={"viewer": user.pk}).data
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

    return [
        {
            "language_name": name,
            "language": groups[name][0]["language"].partition("-")[0].lower(),
            "voices": groups[name],
        }
        for name in sorted(groups, key=rank)
    ]


def spoken_languages(offered: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Languages to filter voices by, each once, by name; without what tells dialects apart."""
    names = {
        voice["language"].partition("-")[0].lower(): voice["language_name"].partition(" (")[0]
        for voice in offered
    }
    return [{"tag": tag, "name": names[tag]} for tag in sorted(names, key=names.__getitem__)]


def backgrounds() -> list[dict[str, Any]]:
    """All backgrounds as the API gives them."""
    return [dict(row) for row in BackgroundSerializer(BACKGROUNDS, many=True).data]


def first_choice(offered: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Where somebody begins who has chosen nothing yet."""
    presenter = offered[0] if offered else {"id": "", "default_voice": ""}
    return {
        "input": "text",
        "avatar": presenter["id"],
        "voice": presenter["default_voice"] or DEFAULT_VOICE,
        "rate": 1.0,
        "pitch": 0.0,
        "captions": None,
        "aspect": DEFAULT_ASPECT,
        "background": DEFAULT_BACKGROUND,
        "text": "",
        "title": "",
        "recording": None,
        "engine": WARP,
        "expression": {"name": NEUTRAL, "strength": 0.7},
        "life": {"picture": None, "video": None},
        "fit": DEFAULT_FIT,
        "curves": False,
        "marks": dict(USUAL_MARKS),
    }


def draft(user: User) -> dict[str, Any]:
    """The form this person left, as the API gives it."""
    row = draft_of(user)
    left = {"data": row.data if row else None, "updated_at": row.updated_at if row else None}
    return dict(DraftSerializer().to_representation(left))  # its ``data`` is a field


def copied(video: Video, offered: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The choices of a video; what is not offered any more is replaced by the first choice."""
    start = first_choice(offered)
    kept: dict[str, Any] = video.settings
    if any(presenter["id"] == kept.get("avatar") for presenter in offered):
        start["avatar"] = kept["avatar"]
    if any(voice.id == kept.get("voice") for voice in available_voices()):
        start["voice"] = kept["voice"]
    aspect = kept.get("format")
    start["aspect"] = aspect if aspect in {one.id for one in ASPECTS} else start["aspect"]
    for name in ("background", "captions", "rate", "pitch", "engine", "fit", "curves", "marks"):
        start[name] = kept.get(name) or start[name]
    if (kept.get("expression") or {}).get("name", NEUTRAL) != NEUTRAL:
        start["expression"] = kept["expression"]
    start["life"] = first_life(kept.get("life"), is_video=_is_video(start["avatar"], offered))
    speech: dict[str, Any] = kept.get("speech") or {}
    if video.kind == Video.Kind.RECORDING and speech.get("upload"):
        start |= {"input": "recording", "recording": speech}
    return {**start, "text": video.script}


def _is_video(avatar: str, offered: Sequence[Mapping[str, Any]]) -> bool:
    return any(one["id"] == avatar and one["kind"] == Avatar.Kind.VIDEO for one in offered)


def engines(user: User) -> list[dict[str, Any]]:
    """Engines to choose from; empty where there is nothing to choose.

    Owners also see those that are not installed, with what is missing.
    """
    known = known_engines()
    shown = [one for one in known if one.available or user.is_owner]
    if len(shown) < 2:  # noqa: PLR2004  a single engine is no choice
        return []
    return [
        {
            "id": one.id,
            "words": ENGINES.get(one.id, EngineWords(one.name, one.description)),
            "notice": one.notice,
            "available": one.available,
        }
        for one in shown
    ]


def page_data(
    person: User, offered: Mapping[str, Any], start: Mapping[str, Any], *, is_copy: bool
) -> dict[str, Any]:
    """What the studio's scripts need.

    Args:
        person: whose drafts the browser remembers.
        offered: ``avatars``, ``voices`` and ``backgrounds``.
        start: the choices to begin with.
        is_copy: whether they come from another video and so outrank a draft.
    """
    return {
        **offered,
        "user": str(person.pk),
        "start": dict(start),
        "is_copy": is_copy,
        "max_text": settings.JOBS_MAX_TEXT_LENGTH,
        "languages": sorted({voice["language"].partition("-")[0] for voice in offered["voices"]}),
        "max_recording": settings.UPLOADS_MAX_RECORDING_SECONDS,
        "max_upload": limits(person)["upload_bytes"],
        "samples": dict(SAMPLE_TEXTS),
        "captions": looks.caption_measures(),
        "pauses": {"sentence": SENTENCE_PAUSE, "paragraph": PARAGRAPH_PAUSE},
    }
