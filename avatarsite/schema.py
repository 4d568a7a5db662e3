"""What drf-spectacular cannot know: answers that every address of the API may give."""

from collections.abc import Mapping
from typing import Any, Final

METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})
PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
# By status: what it means, and for which requests it can be.
ALWAYS: Final[Mapping[str, str]] = {
    "400": "The input is not valid.",
    "401": "Nobody is signed in, or the token does not hold.",
    "403": "This may not be done.",
    "429": "Too much was asked for; wait as many seconds as `Retry-After` says.",
}
WITH_PLACE: Final = {"404": "There is nothing at this address, or it is not yours."}
WITH_CONTENT: Final = {"415": "The content is of another type than this address takes."}


def complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the answers that are the same everywhere; a hook after the schema is made."""
    for path, operations in result["paths"].items():
        for method in METHODS & operations.keys():
            operation = operations[method]
            wanted = dict(ALWAYS)
            if "{" in path or _is_paged(operation):
                wanted |= WITH_PLACE
            if "requestBody" in operation or method in ("post", "put", "patch"):
                wanted |= WITH_CONTENT
            for status, meaning in wanted.items():
                operation["responses"].setdefault(status, _answer(meaning))
    return result


def _is_paged(operation: Mapping[str, Any]) -> bool:
    return any(each.get("name") == "page" for each in operation.get("parameters", []))


def _answer(meaning: str) -> dict[str, Any]:
    return {"description": meaning, "content": {"application/json": {"schema": PROBLEM}}}
