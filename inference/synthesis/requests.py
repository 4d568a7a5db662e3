"""What every synthesiser checks before it speaks, and what it does with silence."""

from collections.abc import Iterable, Iterator
from typing import Final

from inference.errors import EmptyTextError, InputError, UnknownVoiceError, UnspeakableTextError
from inference.script_markup import plain_text
from inference.speech import SynthesizedSpeech, Voice
from inference.voices import find_voice

MIN_RATE: Final = 0.5
MAX_RATE: Final = 2.0
MAX_PITCH: Final = 6.0  # semitones


def checked_voice(text: str, voice: str, rate: float, adapter: str, pitch: float = 0.0) -> Voice:
    """The voice a valid request names.

    Raises:
        EmptyTextError: there is nothing to say.
        UnknownVoiceError: this adapter has no such voice.
        InputError: rate or pitch are out of range.
    """
    found = find_voice(voice)
    if found.adapter != adapter:
        raise UnknownVoiceError(voice)
    if not MIN_RATE <= rate <= MAX_RATE:
        raise InputError(f"rate {rate:g}: must be within {MIN_RATE} to {MAX_RATE}")
    if not abs(pitch) <= MAX_PITCH:
        raise InputError(f"pitch {pitch:g}: must be within -{MAX_PITCH:g} to {MAX_PITCH:g}")
    if not plain_text(text).strip():
        raise EmptyTextError
    return found


def not_silent(
    sentences: Iterable[SynthesizedSpeech | None], voice: str
) -> Iterator[SynthesizedSpeech]:
    """The sentences that make a sound.

    Args:
        sentences: ``None`` for one without anything to say.
        voice: id, for the error.

    Raises:
        UnspeakableTextError: none of them does; raised when the last has been asked for.
    """
    spoke = False
    for sentence in sentences:
        if sentence is not None:
            spoke = True
            yield sentence
    if not spoke:
        raise UnspeakableTextError(voice)
