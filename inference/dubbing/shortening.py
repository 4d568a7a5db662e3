"""Shorter translations of lines that are too long, asked for once and then kept."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from inference.dubbing.dub_script import DubLine

VERSION: Final = 1

Shorten = Callable[[DubLine, str, float], str | None]


class Shortening:
    """Asks for shorter translations; the same question has the same answer after a restart."""

    def __init__(self, folder: Path, shorten: Shorten | None) -> None:
        """Prepare.

        Args:
            folder: in which answers are kept.
            shorten: gives a shorter translation of a line that takes about so many seconds;
                ``None`` where nobody can.
        """
        self._folder, self._shorten = folder, shorten

    def shorter(self, line: DubLine, text: str, seconds: float) -> str | None:
        """A translation that takes about so many seconds, or ``None`` where there is none.

        Args:
            line: of the original.
            text: its translation.
            seconds: that it may take.
        """
        seconds = round(seconds, 1)
        asked = [VERSION, line.text, text, seconds]
        key = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:38]
        path = self._folder / "shorter" / f"{key}.txt"
        if path.is_file():
            path.touch()
            return path.read_text(encoding="utf-8")
        found = self._shorten(line, text, seconds) if self._shorten else None
        if not found:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(found, encoding="utf-8")
        part.replace(path)
        return found
