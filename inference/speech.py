"""Speech as values: voices, phonemes in time, synthesised sentences."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from inference.media import AudioClip
from inference.transcripts import Word

Gender: TypeAlias = Literal["female", "male", ""]
Age: TypeAlias = Literal["adult", "child", ""]

REMOTE_ADAPTERS: Final = frozenset({"openai", "gemini"})


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
        language: BCP 47 tag of the language it speaks, for example ``en-US``; ``mul`` for a voice
            that speaks whatever language the text is in.
        quality: how natural it sounds.
        description: two or three words, for example ``warm, female``.
        adapter: name of the synthesiser that speaks it: ``piper``, ``kokoro``, ``espeak``,
            ``openai`` or ``gemini``.
        characters_per_second: average speed at rate 1.0, for estimates of length.
        gender: how it sounds to most listeners; empty where nobody has said.
        age: likewise.
        can_pitch: whether ``synthesize`` heeds its ``pitch``.
    """

    id: str
    name: str
    language: str
    quality: VoiceQuality
    description: str
    adapter: str
    characters_per_second: float
    gender: Gender = ""
    age: Age = ""
    can_pitch: bool = False

    @property
    def kind(self) -> Literal["local", "remote"]:
        """Whether this machine makes the sound, or a service that is sent the text."""
        return "remote" if self.adapter in REMOTE_ADAPTERS else "local"


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
        text: the sentence as the person wrote it, without markup.
        audio: its sound.
        phonemes: in order, not overlapping, times from the start of ``audio``; ``None`` where the
            synthesiser does not report them.
        words: of ``text``, in order, not overlapping, times from the start of ``audio``; empty
            where nothing is known of them.
    """

    text: str
    audio: AudioClip
    phonemes: tuple[PhonemeSpan, ...] | None
    words: tuple[Word, ...] = ()
