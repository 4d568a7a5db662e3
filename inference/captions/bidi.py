"""The order of letters on a line that is read in both directions.

The implicit part of the Unicode bidirectional algorithm (UAX #9, revision 50): rules W1 to W7, N0
to N2, I1, I2, L1 and L2. Captions hold no embedding or isolating characters; ``plain`` takes out
those that a text brings.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

RTL_LANGUAGES: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
)
CONTROLS: Final = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
)
BRACKETS: Final = {
    "(": ")",
    "[": "]",
    "{": "}",
    "⟨": "⟩",
    "「": "」",
    "『": "』",
    "〈": "〉",
    "《": "》",
}
CLOSING: Final = {closing: opening for opening, closing in BRACKETS.items()}
STRONG: Final = frozenset({"L", "R", "AL"})
NUMBERS: Final = frozenset({"EN", "AN"})
SEPARATORS: Final = frozenset({"ES", "ET", "CS"})


def plain(text: str) -> str:
    """The text without marks that steer its direction, and with simple spaces."""
    return " ".join(text.translate(CONTROLS).split())


def is_rtl(text: str, language: str) -> bool:
    """Whether a line starts on the right: by its language, or else by its first letter."""
    if language:
        return language.partition("-")[0].lower() in RTL_LANGUAGES
    return next((kind != "L" for kind in _classes(text) if kind in STRONG), False)


def levels_of(text: str, *, rtl: bool) -> list[int]:
    """The embedding level of every character: even ones are read to the right, odd to the left.

    Args:
        text: one line, ``plain``.
        rtl: whether the line as a whole is read to the left.
    """
    base, outside = int(rtl), "R" if rtl else "L"
    kinds = _numbered(_classes(text), outside)
    _pair_brackets(text, kinds, outside)
    _settle_neutrals(kinds, outside)
    levels = [base + _raised(kind, base) for kind in kinds]
    for index in range(len(text) - 1, -1, -1):  # L1: spaces at the end
        if not text[index].isspace():
            break
        levels[index] = base
    return levels


def visual_order(levels: Sequence[int]) -> list[int]:
    """Indices from left to right (rule L2).

    Args:
        levels: of characters, or of runs of characters of one level.
    """
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        for start, end in _runs_from(levels, order, level):
            order[start:end] = order[start:end][::-1]
    return order


def _runs_from(levels: Sequence[int], order: list[int], level: int) -> Iterator[tuple[int, int]]:
    place = 0
    for high, run in groupby([levels[index] >= level for index in order]):
        n_items = len(list(run))
        if high:
            yield place, place + n_items
        place += n_items


def _classes(text: str) -> list[str]:
    known = (unicodedata.bidirectional(character) or "L" for character in text)
    return ["NSM" if kind == "BN" else kind for kind in known]  # joiners go with what they join


def _numbered(kinds: list[str], outside: str) -> list[str]:
    """Rules W1 to W7: marks, numbers and what stands between numbers."""
    kinds = _marks_joined(kinds, outside)
    strong = outside
    for index, kind in enumerate(kinds):
        if kind in STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[index] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for index in range(1, len(kinds) - 1):
        before, kind, after = kinds[index - 1 : index + 2]
        if (
            before == after
            and before in NUMBERS
            and (kind == "CS" or (kind, before) == ("ES", "EN"))
        ):
            kinds[index] = before
    _terms_joined(kinds)
    strong = outside
    for index, kind in enumerate(kinds):
        if kind in STRONG:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"
        elif kind in SEPARATORS:
            kinds[index] = "ON"
    return kinds


def _marks_joined(kinds: list[str], outside: str) -> list[str]:
    joined: list[str] = []
    for kind in kinds:
        joined.append((joined[-1] if joined else outside) if kind == "NSM" else kind)
    return joined


def _terms_joined(kinds: list[str]) -> None:
    """Rule W5: currency and per cent signs belong to the number they touch."""
    place = 0
    for kind, run in groupby(list(kinds)):
        end = place + len(list(run))
        touching = kinds[place - 1 : place] + kinds[end : end + 1]
        if kind == "ET" and "EN" in touching:
            kinds[place:end] = ["EN"] * (end - place)
        place = end


def _as_strong(kind: str) -> str:
    return "R" if kind in NUMBERS else kind


def _pair_brackets(text: str, kinds: list[str], outside: str) -> None:
    """Rule N0: both brackets of a pair go the way of what they enclose."""
    for opening, closing in _pairs(text, kinds):
        inside = {_as_strong(kind) for kind in kinds[opening + 1 : closing]} & {"L", "R"}
        if not inside:
            continue
        strong = (_as_strong(kind) for kind in reversed(kinds[:opening]))
        before = next((kind for kind in strong if kind in {"L", "R"}), outside)
        direction = outside if outside in inside or before == outside else before
        kinds[opening] = kinds[closing] = direction


def _pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if kinds[index] != "ON":
            continue
        if character in BRACKETS:
            waiting.append((character, index))
        elif any(opening == CLOSING.get(character) for opening, _ in waiting):
            while waiting:
                opening, place = waiting.pop()
                if opening == CLOSING[character]:
                    pairs.append((place, index))
                    break
    return sorted(pairs)


def _settle_neutrals(kinds: list[str], outside: str) -> None:
    """Rules N1 and N2: what has no direction takes that of both sides, or the line's."""
    place, before = 0, outside
    for neutral, run in groupby([kind not in {"L", "R", *NUMBERS} for kind in kinds]):
        end = place + len(list(run))
        if neutral:
            after = _as_strong(kinds[end]) if end < len(kinds) else outside
            kinds[place:end] = [before if before == after else outside] * (end - place)
        else:
            before = _as_strong(kinds[end - 1])
        place = end


def _raised(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base % 2:
        return int(kind != "R")
    return {"L": 0, "R": 1}.get(kind, 2)
