"""What can be chosen for a new dub: languages, voices, what becomes of the sound, captions."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import plans
from accounts.models import User
from inference.dubbing.dub_spec import Background, CaptionLanguage
from inference.speech import VoiceQuality
from inference.transcription.languages import can_hear
from inference.voices import main_language
from media_jobs import dub_estimates, estimates
from media_jobs.dub_languages import Language, known_languages
from media_jobs.engines import known_engines
from media_jobs.models import MediaJob
from studio import choices
from studio.dubs import editor_url
from studio.movement import Option
from studio.topics import ANY_LANGUAGE

MEBIBYTE: Final = 1 << 20
HOUR: Final = 3600  # seconds
MINUTE: Final = 60.0  # seconds
STARTING: Final = 6.0  # seconds that a dub of any length takes besides
ONCE: Final = (dub_estimates.PREVIEW, dub_estimates.LISTENING)
MAX_TARGETS: Final = 20
MAX_SUBTITLES: Final = 5 * MEBIBYTE
# What a newcomer's file dialog offers; the server looks at the files themselves.
VIDEO_TYPES: Final = "video/*,.mp4,.mov,.mkv,.webm,.m4v,.avi"
VIDEO_HINT: Final = _("MP4, MOV, MKV or WebM, up to %(hours)s hours and %(gb)s GB.")

BACKGROUNDS: Final = (
    Option(Background.DUCK, _("Quieter"), _("The original goes quiet while the dub speaks.")),
    Option(
        Background.SEPARATE,
        _("Without voices"),
        _("Voices are taken out of the original; music and noises stay. It takes longer."),
    ),
    Option(Background.OFF, _("Off"), _("Only the dub is heard.")),
)
CAPTIONS: Final = (
    Option("", _("None")),
    Option(CaptionLanguage.TARGET, _("Of the dub")),
    Option(CaptionLanguage.SOURCE, _("Of the original")),
    Option(CaptionLanguage.BOTH, _("Both")),
)


def offered(user: User) -> dict[str, Any]:
    """Everything that the form of a new dub shows."""
    voices = choices.voices()
    spoken = known_languages()
    largest = plans.limits_of(user).dub_mb
    return {
        "targets": targets(spoken, voices),
        "sources": [{**asdict(one), "can_hear": can_hear(one.language)} for one in spoken],
        "backgrounds": BACKGROUNDS,
        "captions": CAPTIONS,
        "engines": choices.engines(user),
        "video_types": VIDEO_TYPES,
        "video_hint": VIDEO_HINT
        % {
            "hours": f"{settings.UPLOADS_MAX_DUB_SECONDS / HOUR:g}",
            "gb": f"{largest / 1024:.2g}",
        },
        "data": {
            "max_upload": largest * MEBIBYTE,
            "max_subtitles": MAX_SUBTITLES,
            "max_targets": MAX_TARGETS,
            "voices": _voices(voices),
            "pace": pace(),
            "editor_url": editor_url(uuid.UUID(int=0)),
        },
    }


def targets(
    spoken: Sequence[Language], voices: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Languages to dub into: those that can be translated first, natural voices before others.

    Args:
        spoken: every language that is known here.
        voices: as the API gives them.
    """
    natural = {
        main_language(voice["language"])
        for voice in voices
        if voice["quality"] == VoiceQuality.NEURAL
    }
    rows = [
        {**asdict(one), "is_natural": one.language in natural} for one in spoken if one.can_speak
    ]
    return sorted(
        rows, key=lambda row: (not row["can_translate"], not row["is_natural"], row["name"])
    )


def pace() -> dict[str, Any]:
    """How long a dub takes, judged by past ones.

    Returns:
        ``start`` in seconds; seconds for each second of video: ``listening``, once for all
        languages, and ``engines`` for each language, by who moves the lips.
    """
    return {
        "start": STARTING,
        "listening": sum(dub_estimates.UNLEARNT[phase] for phase in ONCE),
        "engines": {
            engine: estimates.expected(_minute(engine)).total / MINUTE
            for engine in (*(one.id for one in known_engines()), estimates.NO_ENGINE)
        },
    }


def _minute(engine: str) -> estimates.Work:
    """The work on a minute of video in which somebody always speaks."""
    is_looked_at = engine != estimates.NO_ENGINE
    return estimates.Work(
        kind=MediaJob.Kind.DUB,
        speech=MINUTE,
        adapter="piper",
        face="video",
        face_seconds=MINUTE if is_looked_at else 0.0,
        engine=engine,
    )


def _voices(voices: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """Names of voices by language, natural ones first."""
    found: dict[str, list[dict[str, str]]] = {}
    for voice in sorted(voices, key=lambda one: one["quality"] != VoiceQuality.NEURAL):
        if voice["language"] == ANY_LANGUAGE:
            continue
        row = {"id": voice["id"], "name": voice["name"], "about": voice["language_name"]}
        found.setdefault(main_language(voice["language"]), []).append(row)
    return found
