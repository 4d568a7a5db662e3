"""The fetched voices: one folder each, found anew whenever something is added or taken away.

A folder is complete when it is there: it is put in place by one rename. Looking costs one listing,
so every process of an installation sees a new voice with its next question.
"""

import functools
import hashlib
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from inference.checkpoint_errors import CheckpointCorruptError, CheckpointMissingError
from inference.speech import Gender, Voice, VoiceQuality
from inference.voice_catalogue.catalogue import PREFIX, folder_name

FOLDER_VARIABLE: Final = "AVATAR_VOICES_DIR"
DATA_VARIABLE: Final = "AVATAR_DATA_DIR"
DEFAULT_DATA: Final = Path(__file__).resolve().parents[2] / "data"

NOTE: Final = "voice.json"
MODEL: Final = "model.onnx"
CONFIG: Final = "config.json"
CARD: Final = "MODEL_CARD"
NOTE_VERSION: Final = 1

SPEED: Final = 15.0  # characters a second; readers of the data sets differ by a quarter
_QUALITY_WORDS: Final = {"high": "high quality", "low": "low quality", "x_low": "lowest quality"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InstalledVoice:
    """One voice of one fetched network.

    Attributes:
        voice: as it is offered.
        key: Piper's name for the network.
        folder: where its files lie.
        speaker: number of the speaker in the network; ``None`` where there is only one.
        sha256: of the network and its settings as they were put here, by file name.
    """

    voice: Voice
    key: str
    folder: Path
    speaker: int | None
    sha256: Mapping[str, str]

    def checked(self, name: str) -> Path:
        """One of the files, after a look whether it is still the one that was put here.

        Args:
            name: ``MODEL`` or ``CONFIG``.

        Raises:
            CheckpointMissingError: it is gone.
            CheckpointCorruptError: it has changed.
        """
        path = self.folder / name
        try:
            status = path.stat()
            found = _sha256(path, status.st_size, status.st_mtime_ns)
        except OSError as error:
            hint = f"fetch it again: `python -m inference voices fetch {self.key}`"
            raise CheckpointMissingError(self.voice.id, hint) from error
        if found != self.sha256.get(name):
            raise CheckpointCorruptError(self.voice.id, self.sha256.get(name, ""), found)
        return path


class FolderState(NamedTuple):
    """What tells one state of the folder from another.

    Attributes:
        folder: where it is.
        names: of the voices' folders.
        changed_ns: when something was last put in or taken out.
    """

    folder: Path
    names: tuple[str, ...]
    changed_ns: int


def voices_folder() -> Path:
    """Where fetched voices are kept; it need not exist."""
    own = os.environ.get(FOLDER_VARIABLE, "").strip()
    if own:
        return Path(own).expanduser().resolve()
    data = os.environ.get(DATA_VARIABLE, "").strip()
    return (Path(data).expanduser().resolve() if data else DEFAULT_DATA) / "piper-voices"


def folder_state() -> FolderState | None:
    """What the folder looks like now; ``None`` if there is none."""
    folder = voices_folder()
    try:
        names = tuple(sorted(path.name for path in folder.glob("[!.]*")))
        return FolderState(folder, names, folder.stat().st_mtime_ns)
    except OSError:
        return None


@functools.lru_cache(maxsize=4)
def voices_in(state: FolderState | None) -> tuple[InstalledVoice, ...]:
    """The voices of a folder in this state, by language and name."""
    if state is None:
        return ()
    found = [voice for name in state.names for voice in _read(state.folder / name)]
    return tuple(sorted(found, key=lambda each: (each.voice.language, each.voice.name)))


def installed_voices() -> tuple[InstalledVoice, ...]:
    """Every fetched voice; empty if there is none."""
    return voices_in(folder_state())


def find_installed(voice: str) -> InstalledVoice | None:
    """The fetched voice with this id, if there is one."""
    return next((each for each in installed_voices() if each.voice.id == voice), None)


def is_installed(key: str) -> bool:
    """Whether the network of this name has been fetched."""
    return any(each.key == key for each in installed_voices())


def _read(folder: Path) -> list[InstalledVoice]:
    """The voices of one folder; none where it is not one of ours."""
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        if note["version"] != NOTE_VERSION:
            return []
        speakers: dict[str, int] = note["speakers"]
        if not speakers:
            return [_installed(folder, note, "", None)]
        return [_installed(folder, note, name, number) for name, number in speakers.items()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError):
        _log.warning("the voice in %s cannot be read", folder.name)
        return []


def _installed(
    folder: Path, note: dict[str, Any], speaker: str, number: int | None
) -> InstalledVoice:
    key: str = note["key"]
    _, name, quality = key.split("-")
    shown = name.replace("_", " ").title()
    if speaker:
        shown += f", {speaker.replace('_', ' ')}"
    if quality in _QUALITY_WORDS:
        shown += f" ({quality.replace('_', ' ')})"
    gender: Gender = note["gender"]
    words = [word for word in (gender, _QUALITY_WORDS.get(quality, "good quality")) if word]
    voice = Voice(
        id=PREFIX + folder_name(key) + (f"-{number}" if number is not None else ""),
        name=shown,
        language=note["language"],
        quality=VoiceQuality.NEURAL,
        description=", ".join(words),
        adapter="piper",
        characters_per_second=SPEED,
        gender=gender,
        age="adult" if gender else "",
        can_pitch=True,
    )
    return InstalledVoice(voice, key, folder, number, note["sha256"])


@functools.lru_cache(maxsize=64)
def _sha256(path: Path, _size: int, _changed_ns: int) -> str:
    """The file's digest, computed once per process for each state of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
