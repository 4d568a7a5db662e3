"""What a dub is to be: an order as plain values, checked when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self

from inference.captions.style import CaptionStyle
from inference.dubbing.dub_script import DubScript
from inference.errors import InputError
from inference.glossary import GlossaryTerm, glossary_of
from inference.pronunciations import Pronunciations
from inference.provenance.marking import Provenance

MIN_RATE: Final = 0.5
MAX_RATE: Final = 2.0
MAX_PITCH: Final = 6.0  # semitones
EVERYBODY: Final = "*"  # in place of a speaker's id: whoever has no voice of their own


class Background(StrEnum):
    """What becomes of the video's own sound."""

    DUCK = "duck"  # it goes quiet under the dub and wherever the original speaks
    SEPARATE = "separate"  # voices are taken out of it, music and ambience stay
    OFF = "off"  # only the dub is heard


class CaptionLanguage(StrEnum):
    """Which words are burned in."""

    TARGET = "target"
    SOURCE = "source"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """How somebody sounds in the dub.

    Attributes:
        voice: id of a voice.
        rate: speed, within [0.5, 2.0]; fitting into time comes on top.
        pitch: semitones, within [-6, 6].

    Raises:
        InputError: a value is out of range.
    """

    voice: str
    rate: float = 1.0
    pitch: float = 0.0

    def __post_init__(self) -> None:
        if not self.voice:
            raise InputError("a voice is missing")
        if not MIN_RATE <= self.rate <= MAX_RATE:
            raise InputError(f"rate {self.rate:g} is not within {MIN_RATE:g} and {MAX_RATE:g}")
        if not -MAX_PITCH <= self.pitch <= MAX_PITCH:
            raise InputError(f"pitch {self.pitch:g} is not within {MAX_PITCH:g} semitones")

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"voice": self.voice, "rate": self.rate, "pitch": self.pitch}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote.

        Raises:
            InputError: a value is out of range.
        """
        rate, pitch = float(stored.get("rate") or 1.0), float(stored.get("pitch") or 0.0)
        return cls(str(stored.get("voice") or ""), rate, pitch)


@dataclass(frozen=True)
class DubSpec:
    """An order for a dub.

    Attributes:
        path: of the video.
        target: BCP 47 tag of the language it is to speak.
        source_language: tag of the language spoken; empty to find out.
        script: the lines, where somebody has looked at them; ``None``: they are found now.
        translation: text by line id; missing lines are translated now. An empty text leaves a
            line silent.
        translator: id of who translates what is missing; empty for the first that can.
        glossary: fixed translations.
        voices: by speaker id, or for ``EVERYBODY`` else; missing ones are chosen near the
            original's pitch and gender.
        line_voices: by line id, for lines that somebody gave a voice of their own.
        background: what becomes of the video's own sound.
        lip_sync: whether mouths move; else only the sound changes.
        engine: who redraws the mouth: ``warp`` or ``wav2lip``.
        captions: how words are burned in; ``None`` for not at all.
        caption_language: which words.
        pronunciations: how names and foreign words are said.
        cache: folder that keeps what every stage made, by content; ``None`` keeps nothing.
        provenance: how the video is marked as made by a machine; ``None`` for not at all.

    Raises:
        InputError: a value is out of range.
    """

    path: Path
    target: str
    source_language: str = ""
    script: DubScript | None = None
    translation: Mapping[str, str] = field(default_factory=dict)
    translator: str = ""
    glossary: tuple[GlossaryTerm, ...] = ()
    voices: Mapping[str, VoiceChoice] = field(default_factory=dict)
    line_voices: Mapping[str, VoiceChoice] = field(default_factory=dict)
    background: Background = Background.DUCK
    lip_sync: bool = True
    engine: str = "warp"
    captions: CaptionStyle | None = None
    caption_language: CaptionLanguage = CaptionLanguage.TARGET
    pronunciations: Pronunciations = field(default_factory=Pronunciations)
    cache: Path | None = None
    provenance: Provenance | None = None

    @property
    def changes_whole_picture(self) -> bool:
        """Whether every frame is drawn anew, mouths aside."""
        return self.provenance is not None and self.provenance.changes_picture

    def __post_init__(self) -> None:
        if not self.target:
            raise InputError("the language to dub into is missing")
        if self.engine not in ("warp", "wav2lip"):
            raise InputError(f"no engine is called {self.engine!r}")

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a row or a message."""
        return {
            "path": str(self.path),
            "target": self.target,
            "source_language": self.source_language,
            "script": self.script.to_json() if self.script else None,
            "translation": dict(self.translation),
            "translator": self.translator,
            "glossary": [term.to_json() for term in self.glossary],
            "voices": {key: choice.to_json() for key, choice in self.voices.items()},
            "line_voices": {key: choice.to_json() for key, choice in self.line_voices.items()},
            "background": str(self.background),
            "lip_sync": self.lip_sync,
            "engine": self.engine,
            "captions": self.captions.to_json() if self.captions else None,
            "caption_language": str(self.caption_language),
            "pronunciations": self.pronunciations.to_json(),
            "cache": str(self.cache) if self.cache else None,
            "provenance": self.provenance.to_json() if self.provenance else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote; what is optional may be absent.

        Raises:
            InputError: a value is missing or out of range.
        """
        try:
            script, captions = stored.get("script"), stored.get("captions")
            marks = stored.get("provenance")
            return cls(
                path=Path(stored["path"]),
                target=str(stored["target"]),
                source_language=str(stored.get("source_language") or ""),
                script=DubScript.from_json(script) if script else None,
                translation={k: str(v) for k, v in (stored.get("translation") or {}).items()},
                translator=str(stored.get("translator") or ""),
                glossary=glossary_of(stored.get("glossary") or []),
                voices=_choices(stored.get("voices")),
                line_voices=_choices(stored.get("line_voices")),
                background=Background(stored.get("background") or Background.DUCK),
                lip_sync=bool(stored.get("lip_sync", True)),
                engine=str(stored.get("engine") or "warp"),
                captions=CaptionStyle.from_json(captions) if captions else None,
                caption_language=CaptionLanguage(stored.get("caption_language") or "target"),
                pronunciations=Pronunciations.from_json(stored.get("pronunciations") or []),
                cache=Path(stored["cache"]) if stored.get("cache") else None,
                provenance=Provenance.from_json(marks) if marks else None,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"the order is incomplete: {error!r}") from error


def _choices(stored: Mapping[str, Any] | None) -> dict[str, VoiceChoice]:
    return {key: VoiceChoice.from_json(choice) for key, choice in (stored or {}).items()}
