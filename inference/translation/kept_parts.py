"""Parts of a text that stay as they are in every language."""

import re
from collections import Counter
from typing import Final

# Web and mail addresses, placeholders of programs, tags, names of accounts, pauses of a script.
KEPT: Final = re.compile(
    r"""
    (?:https?://|www\.)[^\s<>"]*[^\s<>".,;:!?)\]'’]
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | \b(?:[\w-]+\.)+(?:com|org|net|io|dev|app|edu|gov|info)(?:\.[a-z]{2})?\b
      (?:/[^\s<>"]*[^\s<>".,;:!?)\]'’])?
    | \$?\{\{?[^{}\s][^{}\n]{0,60}\}?\}
    | (?<![\d\w%])%(?:\(\w{1,40}\)|\d\$)?[-+0\#]{0,3}\d{0,3}(?:\.\d{1,2})?[sdifgxXu@](?!\w)
    | </?[A-Za-z][^<>\n]{0,100}>
    | &(?:[a-z]{2,8}|\#\d{1,6});
    | (?<![\w@])[@\#]\w{2,40}
    | \[\s*pause\b[^\[\]\n]{0,30}\]
    """,
    re.VERBOSE,
)


def kept_parts(text: str) -> tuple[str, ...]:
    """What has to stand in every translation of a text, in order."""
    return tuple(match[0] for match in KEPT.finditer(text))


def lost_parts(text: str, translation: str) -> tuple[str, ...]:
    """What has to stand in a translation and does not, or less often than in the text."""
    lost: list[str] = []
    for part, times in Counter(kept_parts(text)).items():
        lost += [part] * (times - translation.count(part))
    return tuple(lost)
