"""The text a command is to say."""

import argparse
import sys
from pathlib import Path

from inference.errors import EmptyTextError, InputError
from inference.pronunciations import NO_PRONUNCIATIONS, Pronunciations

STANDARD_INPUT = "-"


def script_of(arguments: argparse.Namespace) -> str:
    """What ``--text`` or ``--text-file`` give.

    Raises:
        EmptyTextError: there is nothing to say.
        InputError: the file cannot be read.
    """
    text: str = arguments.text if arguments.text is not None else read_text(arguments.text_file)
    if not text.strip():
        raise EmptyTextError
    return text


def pronunciations_of(arguments: argparse.Namespace) -> Pronunciations:
    """What the file of ``--pronunciations`` holds; nothing without one.

    Raises:
        InvalidPronunciationError: an entry cannot be used.
        InputError: the file cannot be read.
    """
    if not arguments.pronunciations:
        return NO_PRONUNCIATIONS
    return Pronunciations.from_json_text(read_text(arguments.pronunciations))


def read_text(name: str) -> str:
    """What a UTF-8 file holds, or standard input for ``-``.

    Raises:
        InputError: it cannot be read.
    """
    try:
        if name == STANDARD_INPUT:
            return sys.stdin.read()
        return Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"cannot read {name}: it is not UTF-8 text") from error
