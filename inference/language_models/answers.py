"""Answers of language models, read tolerantly."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

_OUTER_BRACES: Final = re.compile(r"\{.*\}", re.DOTALL)
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_THOUGHTS: Final = re.compile(r"<think>.*?</think>", re.DOTALL)


class UnusableAnswerError(ValueError):
    """An answer holds not what was asked for. Says why, for the second try; never leaves us."""


def json_object(answer: str) -> Mapping[str, Any]:
    """The JSON object in a model's answer.

    Thoughts, code fences, words around the object and commas too many are forgiven.

    Raises:
        UnusableAnswerError: there is no object in it.
    """
    braces = _OUTER_BRACES.search(_THOUGHTS.sub("", answer))
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
