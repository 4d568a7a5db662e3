"""Voices of remote services, there as soon as an administrator's settings name the service.

Nobody is sent a text because a language or a default would suit: a person chooses such a voice.
"""

import functools
import os
import re
from dataclasses import dataclass, field
from typing import Final

from inference.speech import Gender, Voice, VoiceQuality

SPEECH_BASE_URL: Final = "AVATAR_SPEECH_BASE_URL"
SPEECH_API_KEY: Final = "AVATAR_SPEECH_API_KEY"
SPEECH_MODEL: Final = "AVATAR_SPEECH_MODEL"
SPEECH_VOICES: Final = "AVATAR_SPEECH_VOICES"
GEMINI_API_KEY: Final = "GEMINI_API_KEY"
GEMINI_SPEECH_MODEL: Final = "AVATAR_GEMINI_SPEECH_MODEL"
GEMINI_BASE_URL: Final = "AVATAR_GEMINI_BASE_URL"

VARIABLES: Final = (
    SPEECH_BASE_URL,
    SPEECH_API_KEY,
    SPEECH_MODEL,
    SPEECH_VOICES,
    GEMINI_BASE_URL,
    GEMINI_API_KEY,
    GEMINI_SPEECH_MODEL,
)

OPENAI_ADDRESS: Final = "https://api.openai.com/v1"
DEFAULT_SPEECH_MODEL: Final = "gpt-4o-mini-tts"
DEFAULT_SPEECH_VOICES: Final = (
    "alloy, ash, ballad, coral, echo, fable, nova, onyx, sage, shimmer, verse"
)
DEFAULT_GEMINI_MODEL: Final = "gemini-3.8-flash-lite-tts"

ANY_LANGUAGE: Final = "mul"
SPEED: Final = 15.0  # characters a second, in most languages
_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Z]{2}|-[0-9]{3})?")
_NAME: Final = re.compile(r"[\w.+ -]{1,80}")

# Source: https://ai.google.dev/gemini-api/docs/speech-generation, which says one word of each
GEMINI_VOICES: Final = {
    "Achernar": "soft",
    "Achird": "friendly",
    "Algenib": "gravelly",
    "Algieba": "smooth",
    "Alnilam": "firm",
    "Aoede": "breezy",
    "Autonoe": "bright",
    "Callirrhoe": "easy-going",
    "Charon": "informative",
    "Despina": "smooth",
    "Enceladus": "breathy",
    "Erinome": "clear",
    "Fenrir": "excitable",
    "Gacrux": "mature",
    "Iapetus": "clear",
    "Kore": "firm",
    "Laomedeia": "upbeat",
    "Leda": "youthful",
    "Orus": "firm",
    "Puck": "upbeat",
    "Pulcherrima": "forward",
    "Rasalgethi": "informative",
    "Sadachbia": "lively",
    "Sadaltager": "knowledgeable",
    "Schedar": "even",
    "Sulafat": "warm",
    "Umbriel": "easy-going",
    "Vindemiatrix": "gentle",
    "Zephyr": "bright",
    "Zubenelgenubi": "casual",
}


@dataclass(frozen=True, slots=True)
class SpeechService:
    """Where sound is made from text.

    Attributes:
        adapter: ``openai`` or ``gemini``.
        title: for people.
        base_url: its address; empty for the library's own.
        model: its name there.
        api_key: empty where the service wants none.
    """

    adapter: str
    title: str
    base_url: str
    model: str
    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemoteSettings:
    """The variables, in the order of ``VARIABLES``; empty where unset."""

    speech_url: str = ""
    speech_key: str = field(default="", repr=False)
    speech_model: str = ""
    speech_voices: str = ""
    gemini_url: str = ""
    gemini_key: str = field(default="", repr=False)
    gemini_model: str = ""


@dataclass(frozen=True, slots=True)
class RemoteVoice:
    """A voice of a service.

    Attributes:
        voice: as it is offered.
        name: what the service calls it.
        service: where it is.
    """

    voice: Voice
    name: str
    service: SpeechService


def remote_settings() -> RemoteSettings:
    """What the environment says now."""
    return RemoteSettings(*(os.environ.get(name, "").strip() for name in VARIABLES))


def remote_voices() -> tuple[RemoteVoice, ...]:
    """The voices of every service that is set up now."""
    return voices_by(remote_settings())


def find_remote(voice: str) -> RemoteVoice | None:
    """The remote voice with this id, if there is one."""
    return next((each for each in remote_voices() if each.voice.id == voice), None)


@functools.lru_cache(maxsize=4)
def voices_by(settings: RemoteSettings) -> tuple[RemoteVoice, ...]:
    """The voices that these settings bring, each id once."""
    found = [*_openai_voices(settings), *_gemini_voices(settings)]
    return tuple({each.voice.id: each for each in found}.values())


def _openai_voices(settings: RemoteSettings) -> list[RemoteVoice]:
    if not (settings.speech_url or settings.speech_key):
        return []
    address = settings.speech_url or OPENAI_ADDRESS
    model = settings.speech_model or DEFAULT_SPEECH_MODEL
    service = SpeechService("openai", "the speech service", address, model, settings.speech_key)
    return _listed(service, settings.speech_voices or DEFAULT_SPEECH_VOICES)


def _gemini_voices(settings: RemoteSettings) -> list[RemoteVoice]:
    if not settings.gemini_key:
        return []
    model = settings.gemini_model or DEFAULT_GEMINI_MODEL
    service = SpeechService("gemini", "Gemini", settings.gemini_url, model, settings.gemini_key)
    return [_remote(service, name, ANY_LANGUAGE, "", how) for name, how in GEMINI_VOICES.items()]


def _listed(service: SpeechService, written: str) -> list[RemoteVoice]:
    """The voices of a list such as ``alloy, af_heart:en-US:female``, less what is unclear."""
    found = []
    for entry in written.split(","):
        name, _, rest = entry.strip().partition(":")
        language, _, gender = (part.strip() for part in rest.partition(":"))
        if _NAME.fullmatch(name) and (not language or _TAG.fullmatch(language)):
            sounds: Gender = "female" if gender == "female" else "male" if gender == "male" else ""
            found.append(_remote(service, name, language or ANY_LANGUAGE, sounds, ""))
    return found


def _remote(
    service: SpeechService, name: str, language: str, gender: Gender, how: str
) -> RemoteVoice:
    words = [word for word in (how, gender, "remote") if word]
    voice = Voice(
        id=f"{service.adapter}-{re.sub(r'[^A-Za-z0-9_-]', '-', name)}",
        name=name.replace("_", " ").title() if name.islower() else name,
        language=language,
        quality=VoiceQuality.NEURAL,
        description=", ".join(words),
        adapter=service.adapter,
        characters_per_second=SPEED,
        gender=gender,
        age="adult" if gender else "",
        can_pitch=True,
    )
    return RemoteVoice(voice, name, service)
