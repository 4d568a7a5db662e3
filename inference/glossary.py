"""Words with a fixed translation, as a person lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from inference.errors import InputError

MAX_TERMS: Final = 1000
MAX_TERM_LENGTH: Final = 200  # characters


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A word or phrase with a fixed translation.

    Attributes:
        term: as it stands in the source, matched as whole words, whatever its capitals.
        translation: as it must stand in the target; ``None``: it is not translated at all.
    """

    term: str
    translation: str | None = None

    def __post_init__(self) -> None:
        for text in (self.term, self.translation or "-"):
            if not text.strip() or len(text) > MAX_TERM_LENGTH:
                raise InputError(f"a glossary entry needs 1 to {MAX_TERM_LENGTH} characters")

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"term": self.term, "translation": self.translation}


def glossary_of(stored: list[Mapping[str, Any]]) -> tuple[GlossaryTerm, ...]:
    """Read a glossary of plain values.

    Raises:
        InputError: an entry is empty or too long, or there are too many.
    """
    if len(stored) > MAX_TERMS:
        raise InputError(f"a glossary has at most {MAX_TERMS} entries")
    return tuple(
        GlossaryTerm(str(entry.get("term") or ""), entry.get("translation") or None)
        for entry in stored
    )
