"""``python -m inference voices``: which voices there are, and more of them.

``voices`` lists those that are here, ``voices catalogue`` those that can be fetched,
``voices fetch ID`` fetches one, ``voices remove ID`` takes a fetched one away.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from tqdm import tqdm

from inference.commands.result import Result
from inference.errors import InputError
from inference.speech import Voice
from inference.voice_catalogue.catalogue import CatalogueVoice, catalogue, find_in_catalogue
from inference.voice_catalogue.fetching import Progress, fetch_voice, remove_voice
from inference.voice_catalogue.installed import is_installed
from inference.voices import available_voices

ACTIONS: Final = ("list", "catalogue", "fetch", "remove")


def run(arguments: argparse.Namespace) -> Result:
    """Do one of the actions.

    Raises:
        InputError: no voice speaks the language, or the voice to fetch or remove is not named.
        VoiceFetchError: it could not be fetched.
    """
    if arguments.action in ("fetch", "remove"):
        if not arguments.voice:
            raise InputError(f"voices {arguments.action} needs the name of a voice")
        if arguments.action == "fetch":
            return _fetched(arguments.voice, quiet=arguments.json)
        return _removed(arguments.voice)
    if arguments.voice:
        raise InputError(f"voices {arguments.action} takes no name; --language narrows the list")
    listed = _catalogued if arguments.action == "catalogue" else _present
    return listed(arguments.language)


def _present(language: str | None) -> Result:
    voices = [v for v in available_voices() if not language or _speaks(v.language, language)]
    if not voices:
        raise InputError(f"no voice speaks {language!r}; give a tag such as en, en-US or de")
    rows = [(v.id, v.name, v.language, v.quality.value, v.description) for v in voices]
    return Result(_table(rows), {"voices": [_facts(voice) for voice in voices]})


def _catalogued(language: str | None) -> Result:
    offered = [v for v in catalogue() if not language or _speaks(v.language, language)]
    if not offered:
        raise InputError(f"no voice that can be fetched speaks {language!r}")
    rows = [_catalogue_row(voice) for voice in offered]
    facts = [
        {
            "id": voice.id,
            "name": voice.name,
            "language": voice.language,
            "language_name": voice.language_name,
            "gender": voice.gender,
            "quality": voice.quality,
            "n_speakers": voice.n_speakers,
            "size_bytes": voice.size_bytes,
            "installed": is_installed(voice.key),
        }
        for voice in offered
    ]
    return Result(_table(rows), {"catalogue": facts})


def _catalogue_row(voice: CatalogueVoice) -> tuple[str, ...]:
    several = f"{voice.n_speakers} speakers" if voice.n_speakers > 1 else voice.gender
    here = "here" if is_installed(voice.key) else ""
    megabytes = f"{voice.size_bytes / 1e6:.0f} MB"
    return (voice.id, voice.language_name, voice.quality, several, megabytes, here)


def _fetched(name: str, *, quiet: bool) -> Result:
    offered = find_in_catalogue(name)
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(unit="B", unit_scale=True, desc=offered.key, disable=hidden) as bar:
        voices = fetch_voice(offered.id, _moving(bar))
    lines = [f"{voice.id} is ready ({voice.name}, {voice.language})" for voice in voices]
    return Result("\n".join(lines), {"voices": [_facts(voice) for voice in voices]})


def _removed(name: str) -> Result:
    offered = find_in_catalogue(name)
    if not remove_voice(offered.key):
        raise InputError(f"voice {offered.id} has not been fetched")
    return Result(f"{offered.id} is removed", {"removed": offered.id})


def _moving(bar: Any) -> Progress:
    """Progress of a download, shown on a bar."""

    def move(received: int, total: int) -> None:
        bar.total = total
        bar.update(received - bar.n)

    return move


def _facts(voice: Voice) -> dict[str, Any]:
    return asdict(voice) | {"kind": voice.kind}


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Iterable[str], widths: Iterable[int]) -> str:
    pad: Callable[[str, int], str] = str.ljust
    return "  ".join(map(pad, row, widths)).rstrip()


def _speaks(tag: str, wanted: str) -> bool:
    tag, wanted = tag.lower(), wanted.lower().replace("_", "-")
    return tag == wanted or tag.startswith(f"{wanted}-")
