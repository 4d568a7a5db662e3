"""Parts of scripts in the answers of language models."""

from typing import Any

from inference.language_models.answers import UnusableAnswerError, json_object
from inference.writing.brief import ScriptPart


def parts_of(answer: str, *parts: ScriptPart) -> dict[ScriptPart, Any]:
    """The wanted parts of a script from a model's answer.

    Names of the parts may differ in case or hyphens; see ``json_object`` for what else is forgiven.

    Raises:
        UnusableAnswerError: there is no object in it, or a part is missing or empty.
    """
    named = {_name(key): value for key, value in json_object(answer).items()}
    found = {part: named.get(part.value) for part in parts}
    for part, value in found.items():
        is_list = part is ScriptPart.HASHTAGS and isinstance(value, list)
        if not value or not (is_list or isinstance(value, str)):
            raise UnusableAnswerError(f"{part.value} is missing or of the wrong kind")
    return found


def _name(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")
