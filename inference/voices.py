"""The voices there are. Loads no model and nothing heavy: the web process lists them too.

Those that come with the product, those that were fetched (``inference.voice_catalogue``) and those
of remote services that the settings name. A fetched voice is there for every process at once.
"""

import difflib
import functools
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from inference.errors import UnknownVoiceError
from inference.espeak_languages import ESPEAK_LANGUAGES
from inference.sample_texts import sample_texts
from inference.script_pieces import script_pieces
from inference.sentences import spoken_length
from inference.speech import Gender, Voice, VoiceQuality
from inference.voice_catalogue.catalogue import catalogue
from inference.voice_catalogue.installed import FolderState, folder_state, voices_in
from inference.voice_catalogue.remote import (
    ANY_LANGUAGE,
    RemoteSettings,
    remote_settings,
    voices_by,
)

DEFAULT_VOICE: Final = "piper-joe-en"

_PIPER: Final = (
    Voice(
        id="piper-joe-en",
        name="Joe",
        language="en-US",
        quality=VoiceQuality.NEURAL,
        description="low male, native speaker",
        adapter="piper",
        characters_per_second=18.6,
        gender="male",
        age="adult",
        can_pitch=True,
    ),
)


class _Speaker(NamedTuple):
    name: str
    description: str
    gender: Gender


# Low and high by measured pitch (95, 240, 275 and 320 Hz). All five are Japanese and sound a little
# foreign elsewhere, in French more than a little.
_KOKORO_SPEAKERS: Final = {
    "alpha": _Speaker("Aria", "bright female", "female"),
    "gongitsune": _Speaker("Juniper", "unhurried female", "female"),
    "nezumi": _Speaker("Wren", "even female", "female"),
    "tebukuro": _Speaker("Willow", "high female", "female"),
    "kumo": _Speaker("Rowan", "low male", "male"),
}
_EVERYONE: Final = tuple(_KOKORO_SPEAKERS)


class _KokoroLanguage(NamedTuple):
    tag: str
    characters_per_second: float
    accent: str
    speakers: tuple[str, ...]


# Keyed by the last part of the id. Hindi, Marathi, Italian and French are left to the speakers whom
# Whisper understands best (docs/voices.md has the figures).
_KOKORO_LANGUAGES: Final = {
    "en": _KokoroLanguage("en-US", 16.4, "slight accent", _EVERYONE),
    "es": _KokoroLanguage("es-ES", 13.9, "slight accent", _EVERYONE),
    "fr": _KokoroLanguage("fr-FR", 15.2, "marked accent", ("gongitsune", "nezumi")),
    "hi": _KokoroLanguage(
        "hi-IN", 11.6, "slight accent", ("gongitsune", "nezumi", "tebukuro", "kumo")
    ),
    "it": _KokoroLanguage("it-IT", 12.8, "slight accent", ("gongitsune", "nezumi", "kumo")),
    "ja": _KokoroLanguage("ja-JP", 17.2, "native speaker", _EVERYONE),
    "mr": _KokoroLanguage("mr-IN", 11.5, "noticeable accent", ("kumo",)),
    "pt": _KokoroLanguage("pt-BR", 13.0, "slight accent", _EVERYONE),
}
_SYNONYMS: Final = {"cmn": "zh", "in": "id", "iw": "he", "nn": "nb", "no": "nb", "ji": "yi"}
_ESPEAK_SPEED: Final = 13.5  # measured over 45 languages: 10.5 to 17.8


def _kokoro() -> Iterator[Voice]:
    for code, language in _KOKORO_LANGUAGES.items():
        for key in language.speakers:
            speaker = _KOKORO_SPEAKERS[key]
            yield Voice(
                id=f"kokoro-{key}-{code}",
                name=speaker.name,
                language=language.tag,
                quality=VoiceQuality.NEURAL,
                description=f"{speaker.description}, {language.accent}",
                adapter="kokoro",
                characters_per_second=language.characters_per_second,
                gender=speaker.gender,
                age="adult",
                can_pitch=True,
            )


def _espeak() -> Iterator[Voice]:
    for code, tag, language in ESPEAK_LANGUAGES:
        yield Voice(
            id=f"espeak-{code}",
            name=f"Echo, {language}",
            language=tag,
            quality=VoiceQuality.BASIC,
            description="robotic, male",
            adapter="espeak",
            characters_per_second=_ESPEAK_SPEED,
            gender="male",
            age="adult",
            can_pitch=True,
        )


# those that come with the product
VOICES: Final[tuple[Voice, ...]] = (*_PIPER, *_kokoro(), *_espeak())

SAMPLE_TEXTS: Final[Mapping[str, str]] = sample_texts(
    [
        *(voice.language for voice in VOICES),
        *(offered.language for offered in catalogue()),
        *(each.voice.language for each in voices_by(remote_settings())),
        ANY_LANGUAGE,
    ]
)


class _Listing(NamedTuple):
    voices: tuple[Voice, ...]
    by_id: Mapping[str, Voice]


def available_voices() -> tuple[Voice, ...]:
    """Every voice, the natural ones first, of those the local ones."""
    return _listing().voices


def _listing() -> _Listing:
    return _joined(folder_state(), remote_settings())


@functools.lru_cache(maxsize=4)
def _joined(folder: FolderState | None, settings: RemoteSettings) -> _Listing:
    """All voices, put together once for each state of folder and settings."""
    fetched = tuple(each.voice for each in voices_in(folder))
    remote = tuple(each.voice for each in voices_by(settings))
    natural = [voice for voice in VOICES if voice.quality is VoiceQuality.NEURAL]
    basic = [voice for voice in VOICES if voice.quality is VoiceQuality.BASIC]
    voices = (*natural, *fetched, *remote, *basic)
    return _Listing(voices, {voice.id: voice for voice in voices})


def find_voice(voice: str) -> Voice:
    """The voice with this id.

    Raises:
        UnknownVoiceError: there is none.
    """
    try:
        return _listing().by_id[voice]
    except KeyError:
        raise UnknownVoiceError(voice) from None


def main_language(tag: str) -> str:
    """First part of a BCP 47 tag, older and wider names made ours: ``no`` is ``nb``."""
    first = tag.replace("_", "-").partition("-")[0].lower()
    return _SYNONYMS.get(first, first)


def voice_for_language(tag: str) -> Voice | None:
    """The best voice on this machine for a language; never one that sends the text elsewhere.

    Args:
        tag: BCP 47; a voice of another region is better than none, a natural one of another region
            better than a robotic one.
    """
    wanted = main_language(tag)
    voices = [
        voice
        for voice in available_voices()
        if voice.kind == "local" and main_language(voice.language) == wanted
    ]
    region = tag.replace("_", "-").lower()
    voices.sort(key=lambda voice: voice.language.lower() != region)
    voices.sort(key=lambda voice: voice.quality is not VoiceQuality.NEURAL)
    return voices[0] if voices else None


def close_matches(voice: str) -> tuple[str, ...]:
    """Ids of voices that a mistyped ``voice`` may have meant, or whose name it is."""
    typed = voice.strip().lower()
    known = _listing()
    named = [each.id for each in known.voices if each.name.lower() == typed]
    return tuple(named[:3] or difflib.get_close_matches(typed, known.by_id, n=3, cutoff=0.5))


def estimated_duration(text: str, voice: str, rate: float) -> float:
    """About how long the text lasts when spoken, in seconds; 0 where nothing is to be said.

    Args:
        text: what to say, with pauses as in ``inference.script_markup``.
        voice: id of a voice.
        rate: speed, 1.0 is the voice's own.

    Raises:
        UnknownVoiceError: no such voice.
    """
    pieces = script_pieces(text)
    spoken = sum(spoken_length(piece.text) for piece in pieces)
    after = sum(piece.silence_after(rate) for piece in pieces)
    inside = sum(piece.lead + sum(one.duration for one in piece.pauses) for piece in pieces)
    return spoken / find_voice(voice).characters_per_second / rate + after + inside
