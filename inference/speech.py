"""Speech as values: voices, phonemes in time, synthesised sentences."""

from dataclasses import dataclass
from enum import StrEnum

from inference.media import AudioClip


class VoiceQuality(StrEnum):
    """How natural a voice sounds."""

    NEURAL = "neural"
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can be chosen.

    Attributes:
        id: stable key, letters, digits, ``-`` and ``_`` only, for example ``kokoro-alpha-en``.
        name: as shown to people.
        language: BCP 47 tag of the language it speaks, for example ``en-US``.
        quality: how natural it sounds.
        description: two or three words, for example ``warm, female``.
        adapter: name of the synthesiser that speaks it: ``piper``, ``kokoro`` or ``espeak``.
        characters_per_second: average speed at rate 1.0, for estimates of length.
    """

    id: str
    name: str
    language: str
    quality: VoiceQuality
    description: str
    adapter: str
    characters_per_second: float


@dataclass(frozen=True, slots=True)
class PhonemeSpan:
    """One phoneme in time.

    Attributes:
        symbol: IPA as espeak-ng writes it, stress marks kept in front (``ˈ``, ``ˌ``), length mark
            behind (``ː``); a space or ``_`` is a pause.
        start: seconds.
        end: seconds; not before ``start``.
    """

    symbol: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SynthesizedSpeech:
    """One sentence, spoken.

    Attributes:
        text: the sentence as given.
        audio: its sound.
        phonemes: in order, not overlapping, times from the start of ``audio``; ``None`` where the
            synthesiser does not report them.
    """

    text: str
    audio: AudioClip
    phonemes: tuple[PhonemeSpan, ...] | None
