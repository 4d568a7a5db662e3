"""What a command hands back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """A command's outcome, for people and for machines.

    Attributes:
        text: lines for a terminal; may be empty.
        facts: what ``--json`` prints.
    """

    text: str
    facts: Mapping[str, Any]
