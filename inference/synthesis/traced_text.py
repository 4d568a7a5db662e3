"""Text that is changed for reading aloud, with the place where each character came from."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class TracedText:
    """What is read instead of what is written.

    Attributes:
        text: as it is read.
        places: for each of its characters the index of the written character it stands for.
    """

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, written: str) -> Self:
        """The written text itself."""
        return cls(written, tuple(range(len(written))))

    def sub(self, pattern: re.Pattern[str], change: str | Callable[[re.Match[str]], str]) -> Self:
        """The text with every match replaced; new characters share the places of the old ones.

        Args:
            pattern: never matches the empty string.
            change: the new text, as it is, or what makes it.
        """
        parts: list[str] = []
        places: list[int] = []
        start = 0
        for found in pattern.finditer(self.text):
            new = change if isinstance(change, str) else change(found)
            parts += [self.text[start : found.start()], new]
            places += self.places[start : found.start()]
            old = self.places[found.start() : found.end()]
            places += [old[index * len(old) // len(new)] for index in range(len(new))]
            start = found.end()
        if not parts:
            return self
        text = "".join([*parts, self.text[start:]])
        return type(self)(text, (*places, *self.places[start:]))

    def replaced(self, start: int, end: int, new: str) -> Self:
        """The text with other characters from ``start`` to ``end``, which share the old places."""
        old = self.places[start:end]
        shared = tuple(old[index * len(old) // len(new)] for index in range(len(new)))
        places = (*self.places[:start], *shared, *self.places[end:])
        return type(self)(self.text[:start] + new + self.text[end:], places)

    def inserted(self, position: int, new: str) -> Self:
        """The text with something put in, whose place is that of the character before it."""
        place = self.places[max(0, position - 1)] if self.places else 0
        places = (*self.places[:position], *[place] * len(new), *self.places[position:])
        return type(self)(self.text[:position] + new + self.text[position:], places)

    def stripped(self) -> Self:
        """The text without white space around it."""
        start = len(self.text) - len(self.text.lstrip())
        end = len(self.text.rstrip())
        return type(self)(self.text[start:end], self.places[start:end])
