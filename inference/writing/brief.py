"""What a script is to be about and what it is for."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, Self

from inference.language_errors import BriefError

MIN_SECONDS: Final = 15
MAX_SECONDS: Final = 90
DEFAULT_SECONDS: Final = 45
MAX_TOPIC_LENGTH: Final = 1000  # characters
MAX_WISH_LENGTH: Final = 200

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_SPACES: Final = re.compile(r"[^\S\n]+")


class Platform(StrEnum):
    """Where the video will be shown."""

    REELS = "reels"
    TIKTOK = "tiktok"
    SHORTS = "shorts"
    LINKEDIN = "linkedin"
    YOUTUBE = "youtube"
    LESSON = "lesson"


class ScriptPart(StrEnum):
    """A part of a script that can be written anew by itself."""

    HOOK = "hook"
    BODY = "body"
    CALL_TO_ACTION = "call_to_action"
    TITLE = "title"
    DESCRIPTION = "description"
    HASHTAGS = "hashtags"


SPOKEN_PARTS: Final = (ScriptPart.HOOK, ScriptPart.BODY, ScriptPart.CALL_TO_ACTION)


@dataclass(frozen=True, slots=True)
class ScriptBrief:
    """An order for a script, checked when it is made.

    Control characters are taken out of what people typed; everything else of it is kept, for it
    is material to write about and never an instruction.

    Attributes:
        topic: what it is about, 1 to 1,000 characters.
        audience: whom it is for; may be empty.
        tone: how it should sound; may be empty.
        seconds: wished length when spoken, 15 to 90.
        language: BCP 47 tag of the language to write in.
        platform: where it will be shown.

    Raises:
        BriefError: one of them is missing, too long or out of range; ``name`` says which.
    """

    topic: str
    audience: str = ""
    tone: str = ""
    seconds: int = DEFAULT_SECONDS
    language: str = "en"
    platform: Platform = Platform.REELS

    def __post_init__(self) -> None:
        object.__setattr__(self, "topic", typed_text("topic", self.topic, MAX_TOPIC_LENGTH))
        for name in ("audience", "tone"):
            object.__setattr__(self, name, typed_text(name, getattr(self, name), MAX_WISH_LENGTH))
        if not any(map(str.isalnum, self.topic)):
            raise BriefError("topic", "say what the video should be about")
        if isinstance(self.seconds, bool) or not isinstance(self.seconds, int):
            raise BriefError("seconds", "a whole number is needed")
        if not MIN_SECONDS <= self.seconds <= MAX_SECONDS:
            raise BriefError("seconds", f"between {MIN_SECONDS} and {MAX_SECONDS} are possible")
        object.__setattr__(self, "language", language_tag(self.language))
        object.__setattr__(self, "platform", _platform(self.platform))

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote, or what a person filled in.

        Raises:
            BriefError: a value is missing, unknown or of the wrong kind.
        """
        unknown = sorted(set(values) - set(cls.__slots__))
        if unknown:
            raise BriefError(unknown[0], "this is not known")
        if "topic" not in values:
            raise BriefError("topic", "say what the video should be about")
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"platform": self.platform.value}


def typed_text(name: str, text: Any, limit: int) -> str:
    """What somebody typed, in composed form, without control characters and outer white space.

    Args:
        name: of the field, for the error.
        text: as it came.
        limit: characters that are allowed.

    Raises:
        BriefError: it is no text, or too long.
    """
    if not isinstance(text, str):
        raise BriefError(name, "a text is needed")
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(letter for letter in composed if letter == "\n" or _is_printable(letter))
    tidy = _SPACES.sub(" ", printable).strip()
    if len(tidy) > limit:
        raise BriefError(name, f"at most {limit} characters are possible")
    return tidy


def language_tag(tag: Any) -> str:
    """The tag, if it has the form of one.

    Raises:
        BriefError: it has not.
    """
    if not isinstance(tag, str) or not _TAG.fullmatch(tag):
        raise BriefError("language", "a language tag such as en or pt-BR is needed")
    return tag


def _platform(name: Any) -> Platform:
    try:
        return Platform(name)
    except ValueError:
        raise BriefError("platform", f"one of {', '.join(Platform)} is needed") from None


def _is_printable(letter: str) -> bool:
    """Joiners shape Indic and Persian writing; other invisible characters only hide things."""
    return (
        unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cs", "Cn"}
        or letter in "\u200c\u200d"
    )
