"""What can be written into a script besides words: pauses and emphasis.

``[pause]``, ``[pause 2s]`` and ``[pause 500ms]`` are silences; ``*word*`` and ``**word**`` are said
with emphasis. Nothing here fails: whatever does not look like markup is text, and ``script_hints``
says what may have been meant otherwise. See docs/script.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

DEFAULT_PAUSE: Final = 0.5  # seconds
MAX_PAUSE: Final = 10.0
MAX_EMPHASIS: Final = 200  # characters; a longer stretch between stars is text
# letters of scripts that put no spaces between words
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_PAUSE: Final = re.compile(r"\[\s*pause\b[\s:]*([^\[\]\n]{0,30})\]", re.IGNORECASE)
_LENGTH: Final = re.compile(
    r"(\d{1,6}(?:[.,]\d{1,3})?)\s*(ms|milliseconds?|s|secs?|seconds?)?\s*", re.IGNORECASE
)
_EDGE_BEFORE: Final = rf"(?<![*\\])(?:(?<![^\W_])|(?<=[{_UNSPACED}]))"
_EDGE_AFTER: Final = rf"(?!\*)(?:(?![^\W_])|(?=[{_UNSPACED}]))"
_INSIDE: Final = rf"[^*\n]{{1,{MAX_EMPHASIS}}}?"
_STRONG: Final = re.compile(
    rf"{_EDGE_BEFORE}\*\*(?=[^\s*])((?:[^*\n]|(?<!\*)\*(?!\*)){{1,{MAX_EMPHASIS}}}?)(?<=\S)\*\*{_EDGE_AFTER}"
)
_EMPHASIS: Final = re.compile(rf"{_EDGE_BEFORE}\*(?=[^\s*])({_INSIDE})(?<=\S)\*{_EDGE_AFTER}")
_BRACES: Final = re.compile(r"\*\*\*(?=[^\s*])([^*\n]{1,200}?)(?<=\S)\*\*\*")
_OPENED: Final = re.compile(rf"{_EDGE_BEFORE}\*{{1,3}}(?=[^\W_])")
_SENTENCE_MARKS: Final = ".,;:!?…。、，！？；：।؟،؛)]}»”’"  # noqa: RUF001  of many scripts


@dataclass(frozen=True, slots=True)
class ScriptPause:
    """A silence.

    Attributes:
        position: index of the character of the text before which it lies.
        duration: seconds, within [0, 10].
    """

    position: int
    duration: float


@dataclass(frozen=True, slots=True)
class ScriptEmphasis:
    """Words that are stressed.

    Attributes:
        start: index of their first character in the text.
        end: index after their last.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedScript:
    """A script, taken apart.

    Attributes:
        text: the words without markup, as they are captioned.
        pauses: in order.
        emphases: in order, not overlapping.
    """

    text: str
    pauses: tuple[ScriptPause, ...] = ()
    emphases: tuple[ScriptEmphasis, ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptHint:
    """Something in a script that may not do what its writer means.

    Attributes:
        start: index in the script as it was written.
        end: index after it.
        code: ``pause_too_long``, ``pause_not_understood`` or ``emphasis_not_closed``.
        detail: in English, for a person.
    """

    start: int
    end: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text on its way: each character with whether it is emphasised, and pauses."""

    text: str
    is_strong: tuple[bool, ...]
    pauses: tuple[ScriptPause, ...]


def plain_text(script: str) -> str:
    """The words of a script as they are captioned: no markup."""
    return parse_script(script).text


def parse_script(script: str) -> ParsedScript:
    """Take a script apart; never fails."""
    if "*" not in script and "[" not in script:
        return ParsedScript(script)
    draft = _without_pauses(script)
    for pattern in (_BRACES, _STRONG, _EMPHASIS):
        draft = _without_stars(draft, pattern)
    return ParsedScript(draft.text, draft.pauses, tuple(_runs(draft.is_strong)))


def script_hints(script: str) -> tuple[ScriptHint, ...]:
    """What the writer of a script should know, in the order of the text."""
    hints = [hint for found in _PAUSE.finditer(script) for hint in _pause_hints(found)]
    blanked = script
    for pattern in (_BRACES, _STRONG, _EMPHASIS):
        blanked = pattern.sub(lambda found: " " + "x" * (len(found[0]) - 2) + " ", blanked)
    hints += [
        ScriptHint(
            found.start(), found.end(), "emphasis_not_closed", "the star is not closed by another"
        )
        for found in _OPENED.finditer(blanked)
    ]
    return tuple(sorted(hints, key=lambda hint: hint.start))


def _pause_hints(found: re.Match[str]) -> Iterator[ScriptHint]:
    wished = _wished_pause(found[1])
    place = found.start(), found.end()
    if wished is None:
        detail = "write a pause as [pause], [pause 2s] or [pause 500ms]"
        yield ScriptHint(*place, "pause_not_understood", detail)
    elif wished > MAX_PAUSE:
        detail = f"a pause lasts {MAX_PAUSE:.0f} seconds at most"
        yield ScriptHint(*place, "pause_too_long", detail)


def _wished_pause(length: str) -> float | None:
    """Seconds; ``None`` for what is no length."""
    if not length.strip():
        return DEFAULT_PAUSE
    found = _LENGTH.fullmatch(length)
    if not found:
        return None
    amount = float(found[1].replace(",", "."))
    return amount / 1000 if (found[2] or "s").lower().startswith("m") else amount


def _without_pauses(script: str) -> _Draft:
    parts: list[str] = []
    pauses: list[ScriptPause] = []
    start = n_letters = 0
    for found in _PAUSE.finditer(script):
        parts.append(script[start : found.start()])
        n_letters += len(parts[-1])
        start = found.end()
        before, after = parts[-1][-1:], script[start : start + 1]
        if _needs_space(before, after):
            parts.append(" ")
            n_letters += 1
        elif _needs_none(before, after):
            start += 1
        elif before == " " and after in _SENTENCE_MARKS and after:
            parts[-1] = parts[-1][:-1]
            n_letters -= 1
        wished = _wished_pause(found[1])
        duration = min(MAX_PAUSE, DEFAULT_PAUSE if wished is None else wished)
        pauses.append(ScriptPause(n_letters, duration))
    text = "".join([*parts, script[start:]])
    return _Draft(text, (False,) * len(text), tuple(pauses))


def _needs_space(before: str, after: str) -> bool:
    """Whether two words would run together without the pause between them."""
    touching = bool(before and after) and not (before.isspace() or after.isspace())
    return touching and after not in _SENTENCE_MARKS and not is_unspaced(before + after)


def _needs_none(before: str, after: str) -> bool:
    """Whether the space after the pause is one too many."""
    return after == " " and (not before or before.isspace())


def is_unspaced(letters: str) -> bool:
    """Whether a letter among these is of a script that puts no spaces between words."""
    return re.search(f"[{_UNSPACED}]", letters) is not None


def _without_stars(draft: _Draft, pattern: re.Pattern[str]) -> _Draft:
    is_strong = list(draft.is_strong)
    removed: set[int] = set()
    for found in pattern.finditer(draft.text):
        if any(map(str.isalnum, found[1])):
            removed.update(range(found.start(), found.start(1)), range(found.end(1), found.end()))
            is_strong[found.start(1) : found.end(1)] = [True] * len(found[1])
    if not removed:
        return draft
    kept = [index for index in range(len(draft.text)) if index not in removed]
    new_place = {old: new for new, old in enumerate(kept)}
    return _Draft(
        "".join(draft.text[index] for index in kept),
        tuple(is_strong[index] for index in kept),
        tuple(_moved(pause, new_place, len(kept)) for pause in draft.pauses),
    )


def _moved(pause: ScriptPause, new_place: dict[int, int], n_letters: int) -> ScriptPause:
    position = pause.position
    while position not in new_place and position <= max(new_place, default=-1):
        position += 1
    return ScriptPause(new_place.get(position, n_letters), pause.duration)


def _runs(is_strong: tuple[bool, ...]) -> Iterator[ScriptEmphasis]:
    start = 0
    for index, strong in enumerate((*is_strong, False)):
        if not strong:
            if index > start:
                yield ScriptEmphasis(start, index)
            start = index + 1
