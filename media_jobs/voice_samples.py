"""A few spoken words of each voice, made once, to listen to before choosing."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language_info


def path_of(voice_id: str) -> Path:
    """Where the sample of a voice lies, or would lie."""
    return Path(settings.JOBS_VOICE_SAMPLES_DIR) / f"{voice_id}.m4a"


@cache
def language_name(tag: str) -> str:
    """The English name of a language, with its region where that matters: ``English (US)``."""
    language, _, region = tag.partition("-")
    try:
        name = str(get_language_info(language.lower())["name"])
    except KeyError:
        return tag
    return f"{name} ({region})" if region else name
