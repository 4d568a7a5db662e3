"""The Piper voices that can be fetched: a list that comes with the product.

Made by ``python -m tools.voice_catalogue`` from the list that the project publishes beside the
voices, with the size and MD5 digest of every file. The address is that of the original; a mirror
with the same folders is named by ``AVATAR_VOICES_BASE_URL``.

Source: https://huggingface.co/rhasspy/piper-voices (MIT; every voice has a licence of its own).
"""

import functools
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from inference.errors import UnknownCatalogueVoiceError
from inference.speech import Gender

CATALOGUE_FILE: Final = Path(__file__).with_name("piper_voices.json")
BASE_URL_VARIABLE: Final = "AVATAR_VOICES_BASE_URL"
OFFICIAL_BASE_URL: Final = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
PREFIX: Final = "piper-"

# Piper's own words for its sizes of network, best first
QUALITIES: Final = ("high", "medium", "low", "x_low")


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of a voice.

    Attributes:
        path: below the base address.
        size_bytes: its length.
        md5: digest, hexadecimal.
    """

    path: str
    size_bytes: int
    md5: str

    @property
    def url(self) -> str:
        """Where it lies now."""
        return f"{base_url()}/{quote(self.path)}"


@dataclass(frozen=True, slots=True)
class CatalogueVoice:
    """A voice that can be fetched.

    Attributes:
        key: Piper's name for it, for example ``en_US-ryan-high``; not always ASCII.
        language: BCP 47 tag.
        language_name: in English, with the country.
        gender: how it sounds; empty where nobody has said.
        n_speakers: how many people it speaks as.
        speakers: number of each of them that is offered, by name; empty if there is one.
        model: the network.
        config: its settings.
        card: what it was made from and its licence, for people.
    """

    key: str
    language: str
    language_name: str
    gender: Gender
    n_speakers: int
    speakers: Mapping[str, int]
    model: PublishedFile
    config: PublishedFile
    card: PublishedFile

    @property
    def id(self) -> str:
        """What it is asked for by: the key in ASCII with ``piper-`` before it."""
        return PREFIX + folder_name(self.key)

    @property
    def name(self) -> str:
        """For people."""
        return self.key.split("-")[1].replace("_", " ").title()

    @property
    def quality(self) -> str:
        """One of ``QUALITIES``."""
        return self.key.split("-")[2]

    @property
    def files(self) -> tuple[PublishedFile, ...]:
        """All of them, the large one last."""
        return (self.card, self.config, self.model)

    @property
    def size_bytes(self) -> int:
        """Of all files."""
        return sum(file.size_bytes for file in self.files)


def base_url() -> str:
    """The address below which the voices lie."""
    return os.environ.get(BASE_URL_VARIABLE, "").strip().rstrip("/") or OFFICIAL_BASE_URL


def folder_name(key: str) -> str:
    """The key without accents: a name for folders and addresses."""
    decomposed = unicodedata.normalize("NFKD", key)
    return "".join(letter for letter in decomposed if letter.isascii())


@functools.cache
def catalogue() -> tuple[CatalogueVoice, ...]:
    """Every voice that can be fetched, by language, then name, then quality."""
    rows = json.loads(CATALOGUE_FILE.read_text(encoding="utf-8"))
    voices = (_voice(row) for row in rows)
    return tuple(sorted(voices, key=_order))


def find_in_catalogue(voice: str) -> CatalogueVoice:
    """The voice with this id; Piper's own name for it does as well.

    Raises:
        UnknownCatalogueVoiceError: there is none.
    """
    for known in catalogue():
        if voice in (known.id, known.key):
            return known
    raise UnknownCatalogueVoiceError(voice)


def _order(voice: CatalogueVoice) -> tuple[str, str, int]:
    return (voice.language, voice.name, QUALITIES.index(voice.quality))


def _voice(row: dict[str, object]) -> CatalogueVoice:
    key = str(row["key"])
    code, name, quality = key.split("-")
    folder = f"{code.partition('_')[0]}/{code}/{name}/{quality}"
    paths = {
        "model": f"{folder}/{key}.onnx",
        "config": f"{folder}/{key}.onnx.json",
        "card": f"{folder}/MODEL_CARD",
    }
    files = {part: PublishedFile(path, *row.pop(part)) for part, path in paths.items()}  # type: ignore[misc]
    return CatalogueVoice(**row, **files)  # type: ignore[arg-type]
