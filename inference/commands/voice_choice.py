"""Which voice speaks: the one that is named, else the best of the text's language."""

import argparse
import sys

from inference.commands.voice_arguments import AUTO
from inference.errors import InputError
from inference.language_detection import SURE, detect_language, language_mismatch
from inference.voices import DEFAULT_VOICE, find_voice, voice_for_language


def voice_of(arguments: argparse.Namespace, text: str) -> str:
    """Id of the voice that is to say a text.

    A voice that is named, but does not seem to speak the text's language, is kept, with a warning
    on standard error.

    Raises:
        UnknownVoiceError: the voice that is named does not exist.
        InputError: no voice speaks the language that is named.
    """
    if arguments.voice:
        named = find_voice(arguments.voice)
        _warn(text, named.id)
        return named.id
    if arguments.lang != AUTO:
        best = voice_for_language(arguments.lang)
        if best is None:
            raise InputError(
                f"no voice speaks {arguments.lang!r}; give a tag such as en, hi or pt-BR"
            )
        return best.id
    language, probability = detect_language(text)
    best = voice_for_language(language) if probability >= SURE else None
    return best.id if best else DEFAULT_VOICE


def _warn(text: str, voice: str) -> None:
    mismatch = language_mismatch(text, voice)
    if mismatch:
        sys.stderr.write(
            f"the text seems to be in {mismatch.language}, the voice speaks"
            f" {mismatch.voice_language}; --voice {mismatch.better_voice} speaks the text's\n"
        )
