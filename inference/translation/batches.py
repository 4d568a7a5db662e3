"""Lines put together for one question to a language model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from inference.translation.protocol import SourceLine, TranslationOrder

# A small model still counts right, and a question with its answer stays below 8,000 tokens, which
# is what a free account at Groq has for a minute.
MAX_LINES: Final = 16
MAX_CHARACTERS: Final = 1600  # of the lines
N_BEFORE: Final = 4  # neighbours that are shown as well
N_AFTER: Final = 2
MAX_NEIGHBOUR: Final = 400  # characters of one neighbour


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines that are asked for at once.

    Attributes:
        lines: to translate, not empty.
        before: neighbours before the first, in order.
        after: neighbours after the last.
    """

    lines: tuple[SourceLine, ...]
    before: tuple[SourceLine, ...] = ()
    after: tuple[SourceLine, ...] = ()


def batches_of(
    order: TranslationOrder, wanted: Sequence[SourceLine], max_lines: int = MAX_LINES
) -> Iterator[Batch]:
    """The wanted lines in portions; lines that do not follow one another are never together.

    Args:
        order: with every line, in order.
        wanted: lines of it, in order.
        max_lines: of one portion, at least 1.
    """
    places = {line.id: place for place, line in enumerate(order.lines)}
    group: list[SourceLine] = []
    for line in wanted:
        n_letters = sum(len(each.text) for each in group) + len(line.text)
        follows = bool(group) and places[line.id] == places[group[-1].id] + 1
        if group and (not follows or len(group) >= max_lines or n_letters > MAX_CHARACTERS):
            yield _batch(order, group, places[group[0].id])
            group = []
        group.append(line)
    if group:
        yield _batch(order, group, places[group[0].id])


def _batch(order: TranslationOrder, group: Sequence[SourceLine], first: int) -> Batch:
    end = first + len(group)
    before = order.lines[max(0, first - N_BEFORE) : first]
    after = order.lines[end : end + N_AFTER]
    return Batch(tuple(group), _short(before), _short(after))


def _short(lines: Sequence[SourceLine]) -> tuple[SourceLine, ...]:
    return tuple(line for line in lines if 0 < len(line.text) <= MAX_NEIGHBOUR)
