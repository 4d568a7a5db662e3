"""Hearing how a voice says a word before the word goes into the dictionary."""

import uuid
from pathlib import Path

from accounts.models import User
from inference.errors import UnknownVoiceError
from inference.voices import find_voice
from media_jobs import inspection, personal
from media_jobs.refusals import refuse


def hear(owner: User, *, word: str, say: str, voice: str, text: str = "") -> bytes:
    """Speak a word, or a sentence with it.

    Args:
        owner: whose other words count too.
        word: as it is written.
        say: as it is to be said; empty for as the voice says it anyway.
        voice: id of the voice.
        text: a sentence with the word; the word alone if empty.

    Returns:
        The sound, as AAC in an MP4 container.

    Raises:
        ServiceError: ``bad_pronunciation``, ``unknown_voice``, ``voice_not_local`` or ``busy``.
        UnusableMaterialError: the voice cannot say it.
    """
    try:
        known = find_voice(voice)
    except UnknownVoiceError:
        raise refuse("voice", "unknown_voice", "Choose a voice from the list.") from None
    if known.kind != "local":
        detail = "A voice of another machine cannot be tried; choose one of this machine."
        raise refuse("voice", "voice_not_local", detail)
    tried = [{"word": word, "say": say}] if say.strip() else []
    personal.checked_pronunciations(tried)
    others = [each for each in personal.pronunciations_of(owner) if not _same(each["word"], word)]
    with inspection.scratch() as folder:
        out = Path(folder) / f"{uuid.uuid4().hex}.m4a"
        spec = {"voice": voice, "text": text.strip() or word, "out": str(out)}
        inspection.ask("say", {**spec, "pronunciations": [*others, *tried]}, field="word")
        return out.read_bytes()


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
