"""Languages that a video can be dubbed into.

A target is named by the first part of its tag: which accent is heard is a matter of the voice.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from inference.voice_catalogue.remote import ANY_LANGUAGE
from inference.voices import available_voices, main_language
from media_jobs import translators, voice_samples
from media_jobs.refusals import ServiceError, refuse

TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
MAX_TAG: Final = 35  # characters
MAX_TARGETS: Final = 20  # of one project


@dataclass(frozen=True, slots=True)
class Language:
    """A language.

    Attributes:
        language: first part of a BCP 47 tag.
        name: in English.
        n_voices: how many voices speak it.
        can_translate: whether somebody here can translate into it.
    """

    language: str
    name: str
    n_voices: int
    can_translate: bool

    @property
    def can_speak(self) -> bool:
        """Whether there is a voice."""
        return self.n_voices > 0


def known_languages() -> list[Language]:
    """Every language that can be spoken here, by name."""
    voices = Counter(
        main_language(voice.language)
        for voice in available_voices()
        if voice.language != ANY_LANGUAGE
    )
    languages = (
        Language(tag, voice_samples.main_language_name(tag), n, translators.can_translate_into(tag))
        for tag, n in voices.items()
    )
    return sorted(languages, key=lambda language: language.name)


def checked_target(tag: str) -> str:
    """The language that a dub is to speak.

    Returns:
        Its first part, in lower case.

    Raises:
        ServiceError: ``unknown_language`` or ``no_voice_for_language``.
    """
    language = main_language(checked_source(tag, "targets"))
    if not any(main_language(voice.language) == language for voice in available_voices()):
        detail = f"No voice here speaks {voice_samples.main_language_name(language)}."
        raise ServiceError("no_voice_for_language", detail, {"targets": [detail]})
    return language


def checked_source(tag: str, field: str = "source_language") -> str:
    """A language as the recogniser may be told.

    Raises:
        ServiceError: ``unknown_language``.
    """
    if len(tag) > MAX_TAG or not TAG.fullmatch(tag):
        detail = f"{tag[:MAX_TAG]!r} is no language tag such as en or pt."
        raise ServiceError("unknown_language", detail, {field: [detail]})
    return tag


def too_many_targets() -> ServiceError:
    """The refusal of one language more than a project may have."""
    detail = f"A video can be dubbed into {MAX_TARGETS} languages at most."
    return refuse("targets", "too_many_targets", detail)


def refuse_same(source: str, target: str) -> None:
    """A video is not dubbed into its own language.

    Raises:
        ServiceError: ``same_language``.
    """
    if source and main_language(source) == target:
        detail = f"The video speaks {voice_samples.main_language_name(target)} already."
        raise ServiceError("same_language", detail, {"targets": [detail]})
