"""What people say in one breath, with its usual translation."""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from inference.sentences import CLOSERS, OPENERS
from inference.voices import main_language

_FILE: Final = Path(__file__).with_name("phrasebook.toml")
_MARKS: Final = ".!?…,;:"


def usual_translation(sentence: str, source: str, target: str) -> str:
    """The usual translation of a short utterance, ending as it ends; empty where none is known.

    Args:
        sentence: as it is written.
        source: BCP 47 tag.
        target: tag.
    """
    bare = sentence.strip(OPENERS + CLOSERS + _MARKS + " ")
    key = " ".join(bare.replace("’", "'").casefold().split())
    pair = f"{main_language(source)}-{main_language(target)}"
    known = _phrases().get(pair, {})
    asked = key + "?" if "?" in sentence else key
    text = known.get(asked) or known.get(key) or known.get(key.replace(",", ""))
    if not text:
        return ""
    at = sentence.index(bare)
    written = text if bare[:1].islower() else text[:1].upper() + text[1:]
    return f"{sentence[:at]}{written}{sentence[at + len(bare) :]}"


@functools.cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    with _FILE.open("rb") as file:
        phrases: dict[str, dict[str, str]] = tomllib.load(file)
    return phrases
