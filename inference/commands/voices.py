"""``python -m inference voices``: which voices there are."""

import argparse
from dataclasses import asdict

from inference.commands.result import Result
from inference.errors import InputError
from inference.speech import Voice
from inference.voices import available_voices


def run(arguments: argparse.Namespace) -> Result:
    """List the voices, those of one language if it is named.

    Raises:
        InputError: no voice speaks the language.
    """
    language: str | None = arguments.language
    voices = [v for v in available_voices() if not language or _speaks(v, language)]
    if not voices:
        raise InputError(f"no voice speaks {language!r}; give a tag such as en, en-US or de")
    rows = [(v.id, v.name, v.language, v.quality.value, v.description) for v in voices]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return Result("\n".join(lines), {"voices": [asdict(voice) for voice in voices]})


def _speaks(voice: Voice, language: str) -> bool:
    tag, wanted = voice.language.lower(), language.lower().replace("_", "-")
    return tag == wanted or tag.startswith(f"{wanted}-")
