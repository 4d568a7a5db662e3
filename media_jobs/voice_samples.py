"""A few spoken words of each voice, made once, to listen to before choosing."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.conf.locale import LANG_INFO

from inference.espeak_languages import ESPEAK_LANGUAGES


def path_of(voice_id: str) -> Path:
    """Where the sample of a voice lies, or would lie."""
    return Path(settings.JOBS_VOICE_SAMPLES_DIR) / f"{voice_id}.m4a"


@cache
def language_name(tag: str) -> str:
    """The English name of a language, with its region where that matters."""
    return _names().get(tag) or _names().get(tag.partition("-")[0]) or tag


@cache
def main_language_name(tag: str) -> str:
    """The English name of a language, wherever it is spoken."""
    main = tag.partition("-")[0].lower()
    if name := _names().get(main) or LANG_INFO.get(main, {}).get("name"):
        return str(name)
    regional = (name for known, name in _names().items() if known.partition("-")[0] == main)
    return next(regional, tag).partition(" (")[0]


@cache
def _names() -> dict[str, str]:
    return {tag: name for _, tag, name in ESPEAK_LANGUAGES}
