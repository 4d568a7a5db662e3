"""The arguments of ``python -m inference talk`` for subtitles and captions, and what they ask."""

import argparse
import json
from pathlib import Path
from typing import Any, Final

from inference.captions.style import (
    WHITE,
    YELLOW,
    CaptionLook,
    CaptionPosition,
    CaptionSize,
    CaptionStyle,
)
from inference.commands.output_files import UnwritableOutputError
from inference.errors import InputError, UnreadableSubtitlesError
from inference.subtitles import read_subtitles
from inference.transcripts import Transcript

NONE: Final = "none"
OPTIONS: Final = ("position", "size", "colour", "style")
SUFFIXES: Final = {"srt": ".srt", "vtt": ".vtt"}


def add_caption_arguments(talk: argparse.ArgumentParser) -> None:
    """Everything that can be said about the words of a talking video."""
    words = talk.add_argument_group("subtitles and captions")
    words.add_argument("--srt", metavar="OUT.srt", help="also write subtitles as SubRip")
    words.add_argument("--vtt", metavar="OUT.vtt", help="also write subtitles as WebVTT")
    words.add_argument(
        "--captions",
        action="store_true",
        help="write what is said into the picture; so does any of the following",
    )
    words.add_argument("--caption-position", choices=tuple(CaptionPosition))
    words.add_argument("--caption-size", choices=tuple(CaptionSize))
    words.add_argument("--caption-colour", metavar="#RRGGBB", help=f"default: {WHITE}")
    words.add_argument("--caption-style", choices=tuple(CaptionLook))
    words.add_argument(
        "--highlight",
        metavar="#RRGGBB",
        help=f"colour of the word that is being said, or {NONE}; default: {YELLOW}",
    )
    words.add_argument(
        "--transcript",
        metavar="FILE",
        help="what is said in the recording, instead of recognising it: JSON of `transcribe`,"
        " SRT or WebVTT",
    )


def captions_of(arguments: argparse.Namespace) -> CaptionStyle | None:
    """The wished captions; ``None`` where nothing was said about them.

    Raises:
        InputError: a colour is not one.
    """
    given: dict[str, Any] = {
        name: value for name in OPTIONS if (value := getattr(arguments, f"caption_{name}"))
    }
    if arguments.highlight:
        given["highlight"] = None if arguments.highlight == NONE else arguments.highlight
    if not (given or arguments.captions):
        return None
    return CaptionStyle.from_json(given)


def transcript_of(arguments: argparse.Namespace, language: str) -> Transcript | None:
    """What ``--transcript`` names.

    Args:
        arguments: of the command.
        language: tag, where it was given; subtitle files seldom name theirs.

    Raises:
        InputError: it cannot be read, or there is no recording that it could belong to.
    """
    if not arguments.transcript:
        return None
    if arguments.audio is None:
        raise InputError("--transcript goes with --audio; the words of a text are known")
    path = Path(arguments.transcript)
    if path.suffix.lower() != ".json":
        return read_subtitles(path, language)
    try:
        stored = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UnreadableSubtitlesError(path, str(error)) from None
    if not isinstance(stored, dict):
        raise UnreadableSubtitlesError(path, "it holds no transcript")
    return Transcript.from_json(stored)


def check_subtitle_names(arguments: argparse.Namespace) -> bool:
    """Whether subtitle files are wanted.

    Raises:
        UnwritableOutputError: a name has another ending than its format.
    """
    for name, suffix in SUFFIXES.items():
        out = getattr(arguments, name)
        if out and Path(out).suffix.lower() != suffix:
            raise UnwritableOutputError(Path(out), f"the name must end in {suffix}")
    return bool(arguments.srt or arguments.vtt)
