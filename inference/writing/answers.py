"""Answers of language models, read tolerantly."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from inference.writing.brief import ScriptPart

_OUTER_BRACES: Final = re.compile(r"\{.*\}", re.DOTALL)
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_THOUGHTS: Final = re.compile(r"<think>.*?</think>", re.DOTALL)


class UnusableAnswerError(ValueError):
    """An answer holds not what was asked for. Says why, for the second try; never leaves us."""


def parts_of(answer: str, *parts: ScriptPart) -> dict[ScriptPart, Any]:
    """The wanted parts of a script from a model's answer.

    Thoughts, code fences, words around the object and commas too many are forgiven, and names of
    the parts that differ in case or hyphens.

    Raises:
        UnusableAnswerError: there is no object in it, or a part is missing or empty.
    """
    values = _object(_THOUGHTS.sub("", answer))
    named = {_name(key): value for key, value in values.items()}
    found = {part: named.get(part.value) for part in parts}
    for part, value in found.items():
        is_list = part is ScriptPart.HASHTAGS and isinstance(value, list)
        if not value or not (is_list or isinstance(value, str)):
            raise UnusableAnswerError(f"{part.value} is missing or of the wrong kind")
    return found


def _object(answer: str) -> Mapping[str, Any]:
    braces = _OUTER_BRACES.search(answer)
    if not braces:
        raise UnusableAnswerError("it holds no JSON object")
    for text in (braces[0], _TRAILING_COMMA.sub(r"\1", braces[0])):
        try:
            # strict=False: models put real line breaks into strings
            values = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        if isinstance(values, dict):
            return values
    raise UnusableAnswerError("it is not valid JSON")


def _name(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")
