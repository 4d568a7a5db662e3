"""Words that an administrator wants to be asked about.

A list has one entry a line: a word or several. A ``*`` stands for any letters within a word. Case,
accents that Unicode can write in two ways, and marks for pauses and emphasis make no difference. A
line that begins with ``#`` is a remark.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from inference.script_markup import is_unspaced, plain_text

INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # put between letters to hide
MAX_FOUND: Final = 20  # entries that are named


def found_in(text: str) -> list[str]:
    """Entries of the list that a text holds, as they are listed; at most twenty."""
    entries = _entries()
    if not entries:
        return []
    plain = folded(plain_text(text))
    return [entry for entry in entries if _pattern(entry).search(plain)][:MAX_FOUND]


def is_on() -> bool:
    """Whether there is a list."""
    return bool(_entries())


def folded(text: str) -> str:
    """A text as it is compared."""
    seen = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


def _entries() -> tuple[str, ...]:
    path = settings.MODERATION_WORDS_FILE
    listed = _file_entries(str(path), _changed_at(Path(path))) if path else ()
    return tuple(dict.fromkeys([*_clean(settings.MODERATION_WORDS), *listed]))


def _changed_at(path: Path) -> int:
    """When a file was changed, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def _file_entries(path: str, changed_at: int) -> tuple[str, ...]:
    """What a file lists; read anew when it was changed."""
    if not changed_at:
        return ()
    return tuple(_clean(Path(path).read_text(encoding="utf-8").splitlines()))


def _clean(lines: Iterable[str]) -> list[str]:
    entries = (line.strip() for line in lines)
    return [entry for entry in entries if entry.strip("* ") and not entry.startswith("#")]


@lru_cache(maxsize=4096)
def _pattern(entry: str) -> re.Pattern[str]:
    """Matches the entry as whole words; anywhere in scripts that put no spaces between them."""
    word = folded(entry)
    body = r"\s".join(_word_pattern(part) for part in word.split(" "))
    if is_unspaced(word.replace("*", "").replace(" ", "")):
        return re.compile(body)
    return re.compile(rf"(?<!\w){body}(?!\w)")


def _word_pattern(word: str) -> str:
    return r"\w*".join(re.escape(part) for part in word.split("*"))
