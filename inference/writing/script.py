"""A script: what is said in a video, and what is written beside it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

from inference.language_errors import BriefError
from inference.speaking_rates import spoken_seconds
from inference.writing.brief import SPOKEN_PARTS, ScriptPart, language_tag, typed_text

MAX_TITLE_LENGTH: Final = 100  # characters, what the strictest of the platforms shows
MAX_DESCRIPTION_LENGTH: Final = 600
MAX_PART_LENGTH: Final = 4000
MAX_HASHTAGS: Final = 8
MAX_HASHTAG_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class VideoScript:
    """A script that can be spoken as it is.

    Attributes:
        title: of the video.
        description: one or two sentences to go with it.
        hashtags: without ``#``, letters, digits and ``_`` only.
        hook: the first sentence or two, spoken.
        body: the main part, spoken.
        call_to_action: the end, spoken.
        language: BCP 47 tag.
        writer: id of who wrote it, for example ``gemini`` or ``local``.
        is_draft: whether a person must look it over before anybody hears it, since the writer is
            known to be weak.

    Raises:
        BriefError: a part is missing where something must be said, or far too long.
    """

    title: str
    description: str
    hashtags: tuple[str, ...]
    hook: str
    body: str
    call_to_action: str
    language: str
    writer: str
    is_draft: bool = False

    def __post_init__(self) -> None:
        limits = {
            "title": MAX_TITLE_LENGTH,
            "description": MAX_DESCRIPTION_LENGTH,
            **{part.value: MAX_PART_LENGTH for part in SPOKEN_PARTS},
        }
        for name, limit in limits.items():
            object.__setattr__(self, name, typed_text(name, getattr(self, name), limit))
        language_tag(self.language)
        if not self.text:
            raise BriefError("body", "there is nothing to say")
        if len(self.hashtags) > MAX_HASHTAGS:
            raise BriefError("hashtags", f"at most {MAX_HASHTAGS} are possible")
        if not all(map(_is_hashtag, self.hashtags)):
            raise BriefError("hashtags", "letters, digits and _ only")

    @property
    def text(self) -> str:
        """Everything that is spoken, one paragraph a part."""
        return "\n\n".join(filter(None, (self.hook, self.body, self.call_to_action)))

    @property
    def estimated_seconds(self) -> float:
        """About how long it lasts when spoken, in seconds."""
        return round(spoken_seconds(self.text, self.language), 1)

    def part(self, part: ScriptPart) -> str:
        """One part as text; hashtags as ``#one #two``."""
        if part is ScriptPart.HASHTAGS:
            return " ".join(f"#{tag}" for tag in self.hashtags)
        text: str = getattr(self, part.value)
        return text

    def with_part(self, part: ScriptPart, value: str | tuple[str, ...]) -> Self:
        """The same script with one part put in."""
        changed: Any = {part.value: value}
        return replace(self, **changed)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote, perhaps edited by a person.

        Raises:
            BriefError: a part is missing, unknown, too long or of the wrong kind.
        """
        given = {name: value for name, value in values.items() if name != "estimated_seconds"}
        wrong = sorted(set(given) ^ set(cls.__slots__))
        if wrong:
            raise BriefError(wrong[0], "missing" if wrong[0] in cls.__slots__ else "not known")
        hashtags = given.pop("hashtags")
        if not isinstance(hashtags, list | tuple):
            raise BriefError("hashtags", "a list is needed")
        return cls(**given, hashtags=tuple(hashtags))

    def to_json(self) -> dict[str, Any]:
        """Plain values, with the estimated length."""
        values = asdict(self) | {"hashtags": list(self.hashtags)}
        return values | {"estimated_seconds": self.estimated_seconds}


def is_tag_letter(letter: str) -> bool:
    """Whether a hashtag may hold this character; marks are vowels in Indic and Arabic writing."""
    return letter == "_" or unicodedata.category(letter)[0] in "LMN"


def _is_hashtag(tag: Any) -> bool:
    is_short = isinstance(tag, str) and 0 < len(tag) <= MAX_HASHTAG_LENGTH
    return is_short and all(map(is_tag_letter, tag))
