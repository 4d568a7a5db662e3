"""What the stages of a dub keep, by content: the same question finds the same answer.

Nothing in it is ever changed, so several dubs may use it at once, and whatever was used least
recently may be deleted at any time.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

FACES: Final = "faces"
PIECES: Final = "pieces"
FORMER: Final = "former"


def content_key(*parts: object) -> str:
    """A name for what was made from these parts: plain values, arrays and paths' contents apart.

    Args:
        parts: plain values that JSON can hold, and arrays of numbers, which count to the bit.
    """
    told = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            told.update(f"{part.dtype}{part.shape}".encode())
            told.update(np.ascontiguousarray(part).tobytes())
        else:
            told.update(json.dumps(part, sort_keys=True, ensure_ascii=False).encode())
        told.update(b"\0")
    return told.hexdigest()


@dataclass(frozen=True, slots=True)
class DubCache:
    """A folder with one subfolder a stage.

    Attributes:
        folder: made when needed.
    """

    folder: Path

    @property
    def faces(self) -> Path:
        """Where face tracks are kept, for ``track_faces``."""
        return self.folder / FACES

    def piece(self, key: str) -> Path:
        """Where a piece of the picture lies, or will lie."""
        place = self.folder / PIECES
        place.mkdir(parents=True, exist_ok=True)
        return place / f"{key}.mp4"

    def load(self, kind: str, key: str) -> Any:
        """What was saved; ``None`` if there is nothing, or it is damaged."""
        path = self._path(kind, key)
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            os.utime(path)
        except (OSError, ValueError):
            return None
        return found

    def save(self, kind: str, key: str, values: Mapping[str, Any]) -> None:
        """Keep plain values, in one step."""
        path = self._path(kind, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}-{os.getpid()}")
        part.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        part.replace(path)

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / f"{key}.json"


def is_kept(path: Path) -> bool:
    """Whether a file is there; it counts as used from now on."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True
