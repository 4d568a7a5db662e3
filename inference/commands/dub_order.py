"""What the arguments of ``python -m inference dub`` ask for."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inference.commands.caption_arguments import captions_of
from inference.commands.provenance_arguments import provenance_of
from inference.commands.script_text import pronunciations_of, read_text
from inference.commands.translate import glossary_from
from inference.dubbing.dub_script import DubScript
from inference.dubbing.dub_spec import (
    EVERYBODY,
    Background,
    CaptionLanguage,
    DubSpec,
    VoiceChoice,
)
from inference.errors import InputError
from inference.provenance.marking import VideoKind


def spec_of(arguments: argparse.Namespace) -> DubSpec:
    """The order that the arguments give.

    Raises:
        InputError: a file cannot be read, or a value is out of range.
    """
    lines = _lines(arguments.lines_from)
    script = DubScript.from_json(lines["script"]) if lines.get("script") else None
    return DubSpec(
        path=Path(arguments.video),
        target=arguments.to,
        source_language=arguments.source_language,
        script=script,
        translation=_texts(lines),
        translator=arguments.translator,
        glossary=glossary_from(arguments.glossary),
        voices=_voices(arguments.voice),
        background=Background(arguments.background),
        lip_sync=not arguments.no_lip_sync,
        engine=arguments.engine,
        captions=captions_of(arguments),
        caption_language=CaptionLanguage(arguments.caption_language),
        pronunciations=pronunciations_of(arguments),
        cache=Path(arguments.cache) if arguments.cache else None,
        provenance=provenance_of(arguments, VideoKind.DUB, arguments.to),
    )


def _lines(name: str | None) -> Mapping[str, Any]:
    """What ``--lines`` wrote; nothing without a file."""
    if name is None:
        return {}
    try:
        stored = json.loads(read_text(name))
    except ValueError as error:
        raise InputError(f"{name} is no JSON: {error}") from None
    if not isinstance(stored, dict) or "script" not in stored:
        raise InputError(f"{name} does not hold what --lines writes")
    return stored


def _texts(lines: Mapping[str, Any]) -> dict[str, str]:
    stored = lines.get("translation") or {}
    if not isinstance(stored, dict):
        raise InputError("the translation must have a text for each line")
    return {str(line_id): str(text) for line_id, text in stored.items()}


def _voices(given: Sequence[str]) -> dict[str, VoiceChoice]:
    """Voices by speaker, or for everybody."""
    pairs = [one.rpartition("=") for one in given]
    return {speaker or EVERYBODY: VoiceChoice(voice) for speaker, _, voice in pairs}
