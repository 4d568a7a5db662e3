"""Translated lines in the answers of language models."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from inference.language_models.answers import UnusableAnswerError, json_object
from inference.translation.prompts import repeats_rules
from inference.translation.protocol import SourceLine

LONGEST_SHARE: Final = 4  # no translation is so many times as long as what it translates
SHORT_TEXT: Final = 40  # characters; of less nothing can be said about the length


def line_texts(answer: str, lines: Sequence[SourceLine]) -> dict[str, str]:
    """The translations in an answer by id; lines that are missing or absurd are left out.

    Args:
        answer: of the model.
        lines: that were asked for, numbered from 1.

    Raises:
        UnusableAnswerError: there is no list of lines in it.
    """
    numbered: dict[int, list[str]] = {}
    for n, text in _entries(json_object(answer).get("lines")):
        numbered.setdefault(n, []).append(" ".join(text.split()))
    found = {}
    for n, line in enumerate(lines, start=1):
        texts = numbered.get(n, [])
        if len(texts) == 1 and _is_sensible(texts[0], line.text):
            found[line.id] = texts[0]
    return found


def shorter_text(answer: str) -> str:
    """The shortened line in an answer.

    Raises:
        UnusableAnswerError: there is none in it.
    """
    text = json_object(answer).get("text")
    if not isinstance(text, str) or not text.strip() or repeats_rules(text):
        raise UnusableAnswerError('there is no "text" in it')
    return " ".join(text.split())


def _entries(listed: Any) -> Iterator[tuple[int, str]]:
    """Numbers and texts; small models leave the numbers out or make them keys.

    Raises:
        UnusableAnswerError: there is no list of lines.
    """
    if isinstance(listed, dict):
        listed = [{"n": n, "text": text} for n, text in listed.items()]
    if not isinstance(listed, list):
        raise UnusableAnswerError('there is no list "lines" in it')
    for place, entry in enumerate(listed, start=1):
        given = entry if isinstance(entry, dict) else {"n": place, "text": entry}
        n = str(given.get("n", "")).removesuffix(".0")
        text = given.get("text", given.get("translation"))
        if n.isdigit() and isinstance(text, str):
            yield int(n), text


def _is_sensible(text: str, original: str) -> bool:
    longest = max(SHORT_TEXT, LONGEST_SHARE * len(original))
    return bool(text) and len(text) <= longest and not repeats_rules(text)
