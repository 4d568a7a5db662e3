"""A voice for each speaker of a dub: of the language, and near to how the original sounds.

Natural voices before robotic ones, then the speaker's gender, then a voice that nobody else has,
then the nearest pitch; what is left of the difference in pitch is taken up by up to three
semitones. Voices of remote services are never chosen unasked: they are sent the text.

Loads no model: the web process offers these choices too.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from inference.dubbing.dub_script import DubLine, Speaker
from inference.dubbing.dub_spec import VoiceChoice
from inference.errors import NoVoiceForLanguageError
from inference.speech import Voice, VoiceQuality
from inference.voices import available_voices, main_language

MAX_SHIFT: Final = 3.0  # semitones; further a voice begins to sound like somebody in disguise
WORTH_SHIFTING: Final = 1.0  # semitones; less is the difference from one sentence to the next
SHIFT_STEP: Final = 0.5  # semitones
APART: Final = 2.0  # semitones between two speakers who have to share a voice
TYPICAL: Final[Mapping[str, float]] = {"female": 210.0, "male": 120.0}  # hertz, of adults

# Median pitch in hertz of the voices that come with the product, measured over their sample texts.
# By the part of the id that names the speaker.
_PITCHES: Final = {
    "alpha": 270.0,
    "gongitsune": 246.0,
    "nezumi": 233.0,
    "tebukuro": 326.0,
    "kumo": 92.0,
    "joe": 95.0,
}
_ESPEAK_PITCH: Final = 97.0


def choose_voices(
    speakers: Sequence[Speaker], target: str, chosen: Mapping[str, VoiceChoice] | None = None
) -> dict[str, VoiceChoice]:
    """A voice for everybody.

    Args:
        speakers: of the script.
        target: BCP 47 tag of the language of the dub.
        chosen: by speaker id, what somebody decided; kept as it is.

    Returns:
        By speaker id.

    Raises:
        NoVoiceForLanguageError: no voice on this machine speaks the language, and somebody needs
            one.
    """
    given = chosen or {}
    found = {one.id: given[one.id] for one in speakers if one.id in given}
    for speaker in speakers:
        if speaker.id not in found:
            found[speaker.id] = _nearest(speaker, _voices_of(target), list(found.values()))
    return found


def choice_of(
    line: DubLine, voices: Mapping[str, VoiceChoice], line_voices: Mapping[str, VoiceChoice]
) -> VoiceChoice | None:
    """How a line is said: its own voice, else its speaker's; ``None`` where neither is known."""
    return line_voices.get(line.id) or voices.get(line.speaker)


def _voices_of(target: str) -> list[Voice]:
    """Voices of this machine for a language, the natural ones if there are any."""
    wanted, region = main_language(target), target.replace("_", "-").lower()
    voices = [
        voice
        for voice in available_voices()
        if voice.kind == "local" and main_language(voice.language) == wanted
    ]
    if not voices:
        raise NoVoiceForLanguageError(target)
    natural = [voice for voice in voices if voice.quality is VoiceQuality.NEURAL]
    return sorted(natural or voices, key=lambda voice: voice.language.lower() != region)


def _nearest(
    speaker: Speaker, voices: Sequence[Voice], taken: Sequence[VoiceChoice]
) -> VoiceChoice:
    gender, pitch = speaker.gender, speaker.pitch or TYPICAL.get(speaker.gender)
    used = [choice.voice for choice in taken]

    def strangeness(voice: Voice) -> tuple[bool, bool, int, float]:
        own = pitch_of(voice)
        away = abs(_semitones(own, pitch)) if own and pitch else 0.0
        is_other = bool(gender and voice.gender and voice.gender != gender)
        return is_other, voice.age == "child", used.count(voice.id), away

    voice = min(voices, key=strangeness)
    return VoiceChoice(voice.id, 1.0, _shift(voice, speaker.pitch, taken))


def _shift(voice: Voice, pitch: float | None, taken: Sequence[VoiceChoice]) -> float:
    """Semitones that bring a voice nearer to a speaker, and away from others who have it."""
    own = pitch_of(voice)
    wished = _semitones(own, pitch) if own and pitch else 0.0
    steps = round(min(MAX_SHIFT, max(-MAX_SHIFT, wished)) / SHIFT_STEP)
    shift = steps * SHIFT_STEP if abs(wished) >= WORTH_SHIFTING else 0.0
    others = [choice.pitch for choice in taken if choice.voice == voice.id]
    if not voice.can_pitch:
        return 0.0
    places = [shift, *(step * APART + shift for step in (1, -1, 2, -2))]
    places = [place for place in places if abs(place) <= MAX_SHIFT + APART]
    return next(
        (place for place in places if all(abs(place - one) >= APART for one in others)), shift
    )


def pitch_of(voice: Voice) -> float | None:
    """Median pitch of a voice in hertz, where it is known.

    Of fetched voices only the gender is known; it stands for the typical pitch.
    """
    if voice.adapter == "espeak":
        return _ESPEAK_PITCH
    speaker = voice.id.split("-")[1] if voice.adapter in {"piper", "kokoro"} else ""
    return _PITCHES.get(speaker, TYPICAL.get(voice.gender))


def _semitones(start: float, end: float) -> float:
    return 12 * math.log2(end / start)
