"""How dubs of a project are to be made, checked choice by choice."""

from collections.abc import Mapping
from typing import Any, Final

from inference.dubbing.dub_spec import (
    MAX_PITCH,
    MAX_RATE,
    MIN_RATE,
    Background,
    CaptionLanguage,
)
from inference.errors import UnknownVoiceError
from inference.voice_catalogue.remote import ANY_LANGUAGE
from inference.voices import find_voice, main_language
from media_jobs import engines, order_choices, provenance, translators
from media_jobs.refusals import ServiceError, refuse

DEFAULTS: Final[Mapping[str, Any]] = {
    "background": Background.DUCK.value,
    "lip_sync": True,
    "engine": engines.WARP,
    "captions": None,
    "caption_language": CaptionLanguage.TARGET.value,
    "translator": "",
    "marks": dict(provenance.USUAL_MARKS),
}


def checked_options(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Those of ``DEFAULTS`` that are wished for.

    Raises:
        ServiceError: ``unknown_background``, ``unknown_engine``, ``engine_unavailable``,
            ``bad_captions``, ``unknown_caption_language``, ``label_required``,
            ``unknown_translator`` or ``translator_unavailable``.
    """
    options = {name: wanted[name] for name in DEFAULTS if name in wanted}
    if options.get("background", Background.DUCK) not in list(Background):
        raise refuse("background", "unknown_background", f"Choose one of {', '.join(Background)}.")
    if "engine" in options and options.get("lip_sync", True):
        order_choices.checked_engine(options["engine"])
    if "captions" in options:
        options["captions"] = order_choices.checked_captions(options["captions"])
    if options.get("caption_language", CaptionLanguage.TARGET) not in list(CaptionLanguage):
        detail = f"Choose one of {', '.join(CaptionLanguage)}."
        raise refuse("caption_language", "unknown_caption_language", detail)
    if "marks" in options:
        options["marks"] = provenance.checked_marks(options["marks"])
    translators.check_translator(options.get("translator", ""))
    return options


def checked_voice(
    wanted: str | Mapping[str, Any] | None, language: str, field: str
) -> dict[str, Any]:
    """How somebody is to sound.

    Args:
        wanted: id of a voice, or ``voice``, ``rate`` and ``pitch``.
        language: first part of the tag of what is to be spoken.
        field: the input that is at fault if it is.

    Raises:
        ServiceError: ``unknown_voice``, ``wrong_voice_language``, ``bad_rate`` or ``bad_pitch``.
    """
    choice = {"voice": wanted} if isinstance(wanted, str) else dict(wanted or {})
    rate, pitch = float(choice.get("rate") or 1.0), float(choice.get("pitch") or 0.0)
    try:
        voice = find_voice(str(choice.get("voice") or ""))
    except UnknownVoiceError:
        detail = "Choose a voice from the list."
        raise ServiceError("unknown_voice", detail, {field: [detail]}) from None
    if voice.language != ANY_LANGUAGE and main_language(voice.language) != language:
        detail = f"{voice.name} speaks another language."
        raise ServiceError("wrong_voice_language", detail, {field: [detail]})
    if not MIN_RATE <= rate <= MAX_RATE:
        detail = f"The speed must be {MIN_RATE:g} to {MAX_RATE:g}."
        raise ServiceError("bad_rate", detail, {field: [detail]})
    if not -MAX_PITCH <= pitch <= MAX_PITCH:
        detail = f"The pitch must be within {MAX_PITCH:g} semitones."
        raise ServiceError("bad_pitch", detail, {field: [detail]})
    return {"voice": voice.id, "rate": rate, "pitch": pitch}
