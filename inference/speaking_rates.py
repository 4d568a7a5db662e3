"""How long a text lasts when it is spoken, and how much text fits a length."""

import functools
from typing import Final

from inference.sentences import sentence_pieces, spoken_length
from inference.speech import VoiceQuality
from inference.voices import available_voices, main_language

UNKNOWN_SPEED: Final = 13.5  # characters a second, for languages that no voice speaks
PAUSE_SHARE: Final = 0.06  # of the time, where sentences are of common length


@functools.cache
def speaking_rate(language: str) -> float:
    """Characters a second in this language: the middle between its slowest and fastest good voice.

    Args:
        language: BCP 47 tag; its first part decides.
    """
    main = main_language(language)
    speaks = [voice for voice in available_voices() if main_language(voice.language) == main]
    best = [voice for voice in speaks if voice.quality is VoiceQuality.NEURAL] or speaks
    speeds = [voice.characters_per_second for voice in best] or [UNKNOWN_SPEED]
    return (min(speeds) + max(speeds)) / 2


def spoken_seconds(text: str, language: str) -> float:
    """About how long ``text`` lasts when spoken at normal speed, in seconds."""
    pieces = sentence_pieces(text)
    letters = sum(spoken_length(piece.text) for piece in pieces)
    return letters / speaking_rate(language) + sum(piece.pause for piece in pieces)


def letters_for(seconds: float, language: str) -> int:
    """About how many characters of text last that long."""
    return round(seconds * (1 - PAUSE_SHARE) * speaking_rate(language))
