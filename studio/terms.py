"""The rules of this site, from a text file that its owner may replace.

The file is UTF-8: ``# `` begins a heading, ``- `` a point of a list, empty lines part paragraphs.
Nothing in it is markup, so whatever it holds is shown as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

HEADING: Final = "# "
POINT: Final = "- "


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the rules.

    Attributes:
        kind: ``heading``, ``list`` or ``text``.
        lines: points of a list; else one line.
    """

    kind: str
    lines: Sequence[str]


def read(path: Path) -> list[Block]:
    """The rules in a file; none where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return list(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    lines = (line.strip() for line in text.splitlines())
    for kind, group in groupby(lines, key=_kind):
        found = list(group)
        if kind == "list":
            yield Block(kind, [line.removeprefix(POINT) for line in found])
        elif kind == "heading":
            yield from (Block(kind, [line.removeprefix(HEADING)]) for line in found)
        elif kind == "text":
            yield Block(kind, [" ".join(found)])


def _kind(line: str) -> str:
    if line.startswith(HEADING):
        return "heading"
    if line.startswith(POINT):
        return "list"
    return "text" if line else ""
