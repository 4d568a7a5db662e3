"""A script cut into what is said in one go, with the pauses and the emphasis of each piece.

Sentences are found in the text without markup. Cutting it changes white space only, so a place is
carried over as the number of characters before it that are not white space.
"""

import bisect
import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from inference.script_markup import ParsedScript, ScriptEmphasis, ScriptPause, parse_script
from inference.sentences import sentence_pieces

MAX_PAUSE: Final = 10.0  # seconds, however many pauses stand side by side


@dataclass(frozen=True, slots=True)
class ScriptPiece:
    """A sentence, or a part of a very long one.

    Attributes:
        text: as it is captioned, composed (Unicode NFC).
        pause: silence after it, in seconds at the voice's own speed.
        written_pause: silence after it that the script asks for, in seconds at any speed, instead
            of a shorter ``pause``; 0 for none.
        lead: silence that the script asks for before it, in seconds at any speed.
        pauses: silences inside it, each before a word.
        emphases: what is stressed in it.
    """

    text: str
    pause: float
    written_pause: float = 0.0
    lead: float = 0.0
    pauses: tuple[ScriptPause, ...] = ()
    emphases: tuple[ScriptEmphasis, ...] = ()

    def silence_after(self, rate: float) -> float:
        """Seconds of silence after it, spoken at a rate."""
        return max(self.pause / rate, self.written_pause)


def script_pieces(script: str) -> tuple[ScriptPiece, ...]:
    """What is said one after another; none where a script holds only markup and white space."""
    parsed = parse_script(unicodedata.normalize("NFC", script))
    pieces = sentence_pieces(parsed.text)
    if not (parsed.pauses or parsed.emphases):
        return tuple(ScriptPiece(piece.text, piece.pause) for piece in pieces)
    dense = _places_of_letters(parsed.text)
    ends = list(itertools.accumulate(len(_places_of_letters(piece.text)) for piece in pieces))
    cut = [
        ScriptPiece(
            piece.text, piece.pause, emphases=_emphases_in(piece.text, start, parsed, dense)
        )
        for piece, start in zip(pieces, [0, *ends], strict=False)
    ]
    for pause in parsed.pauses:
        _put_pause(cut, ends, bisect.bisect_left(dense, pause.position), pause.duration)
    return tuple(cut)


def parts_between_pauses(script: str) -> tuple[ScriptPiece, ...]:
    """Pieces without pauses inside, for voices that cannot be told where to be silent."""
    return tuple(part for piece in script_pieces(script) for part in _parts(piece))


def _places_of_letters(text: str) -> list[int]:
    return [index for index, letter in enumerate(text) if not letter.isspace()]


def _emphases_in(
    text: str, start: int, parsed: ParsedScript, dense: Sequence[int]
) -> tuple[ScriptEmphasis, ...]:
    """The emphases of the piece whose first letter is the ``start``-th of the script."""
    places = _places_of_letters(text)
    found = []
    for emphasis in parsed.emphases:
        first = bisect.bisect_left(dense, emphasis.start) - start
        last = bisect.bisect_left(dense, emphasis.end) - start - 1
        if first < len(places) and last >= 0 and last >= first:
            begin, end = places[max(0, first)], places[min(last, len(places) - 1)] + 1
            found.append(ScriptEmphasis(begin, end))
    return tuple(found)


def _put_pause(cut: list[ScriptPiece], ends: list[int], n_before: int, duration: float) -> None:
    """Give the pause that lies after ``n_before`` letters to its piece, in place."""
    index = bisect.bisect_left(ends, n_before)
    if not cut or index >= len(cut):
        return
    piece = cut[index]
    if n_before == 0:
        cut[0] = replace(piece, lead=min(MAX_PAUSE, piece.lead + duration))
    elif n_before == ends[index]:
        longer = min(MAX_PAUSE, piece.written_pause + duration)
        cut[index] = replace(piece, written_pause=longer)
    else:
        start = ends[index - 1] if index else 0
        position = _word_start(piece.text, _places_of_letters(piece.text)[n_before - start])
        cut[index] = _with_pause(piece, position, duration)


def _word_start(text: str, position: int) -> int:
    """The start of a word from which a position lies inside clinging punctuation."""
    while position < len(text) and not (text[position].isalnum() or text[position] in "\"'“‘«¿¡(["):
        position += 1
    return position


def _with_pause(piece: ScriptPiece, position: int, duration: float) -> ScriptPiece:
    if position >= len(piece.text):
        longer = min(MAX_PAUSE, piece.written_pause + duration)
        return replace(piece, written_pause=longer)
    durations = {pause.position: pause.duration for pause in piece.pauses}
    durations[position] = min(MAX_PAUSE, durations.get(position, 0.0) + duration)
    pauses = tuple(ScriptPause(place, durations[place]) for place in sorted(durations))
    return replace(piece, pauses=pauses)


def _parts(piece: ScriptPiece) -> Iterator[ScriptPiece]:
    starts = [0, *(pause.position for pause in piece.pauses)]
    ends = [*starts[1:], len(piece.text)]
    durations = [*(pause.duration for pause in piece.pauses), piece.written_pause]
    for index, (start, end, duration) in enumerate(zip(starts, ends, durations, strict=True)):
        text = piece.text[start:end].strip()
        is_last = index == len(starts) - 1
        emphases = tuple(
            ScriptEmphasis(max(0, one.start - start), min(len(text), one.end - start))
            for one in piece.emphases
            if one.start < end and one.end > start
        )
        yield ScriptPiece(
            text,
            piece.pause if is_last else 0.0,
            written_pause=duration,
            lead=0.0 if index else piece.lead,
            emphases=emphases,
        )
