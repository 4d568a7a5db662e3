"""Single symbols with times joined into phonemes.

The networks count stress marks, length marks and accents as symbols of their own; a phoneme of
ours carries them.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

from inference.speech import PhonemeSpan

STRESS_MARKS: Final = frozenset("ˈˌ")
FOLLOWING_MARKS: Final = frozenset("ːˑʰʲ˞ˤʷⁿ")
_MARKS: Final = STRESS_MARKS | FOLLOWING_MARKS
WORD_BREAK: Final = " "
PAUSE: Final = "_"


def joined_phonemes(symbols: Iterable[PhonemeSpan]) -> tuple[PhonemeSpan, ...]:
    """Phonemes from single symbols.

    Args:
        symbols: in order, each one IPA character or several, a space between words,
            punctuation or ``^ $ _`` where nothing is said.

    Returns:
        Phonemes in order; a space is left between words, everything else silent is ``_``.
    """
    joined: list[PhonemeSpan] = []
    stress: PhonemeSpan | None = None
    for span in symbols:
        if span.symbol in STRESS_MARKS:
            stress = span
        elif joined and _is_mark(span.symbol) and is_sound(joined[-1].symbol):
            joined[-1] = _merge(joined[-1], span, joined[-1].symbol + span.symbol)
        elif not _is_letter(span.symbol):
            _add_silence(joined, span)
        elif stress:
            joined.append(PhonemeSpan(stress.symbol + span.symbol, stress.start, span.end))
            stress = None
        else:
            joined.append(span)
    return tuple(joined)


def _add_silence(joined: list[PhonemeSpan], span: PhonemeSpan) -> None:
    symbol = WORD_BREAK if span.symbol == WORD_BREAK else PAUSE
    if joined and not is_sound(joined[-1].symbol):
        before = joined[-1].symbol
        both = WORD_BREAK if before == symbol == WORD_BREAK else PAUSE
        joined[-1] = _merge(joined[-1], span, both)
    else:
        joined.append(PhonemeSpan(symbol, span.start, span.end))


def _merge(first: PhonemeSpan, second: PhonemeSpan, symbol: str) -> PhonemeSpan:
    return PhonemeSpan(symbol, first.start, max(first.end, second.end))


def _is_mark(symbol: str) -> bool:
    return symbol in FOLLOWING_MARKS or all(map(unicodedata.combining, symbol))


def _is_letter(symbol: str) -> bool:
    return any(letter.isalpha() and letter not in _MARKS for letter in symbol)


def is_sound(symbol: str) -> bool:
    """Whether a phoneme is one, and neither a pause nor the space between words."""
    return symbol not in {WORD_BREAK, PAUSE}


def covering_phonemes(phonemes: Iterable[PhonemeSpan], duration: float) -> tuple[PhonemeSpan, ...]:
    """The phonemes cut to ``[0, duration]``, with pauses put into every gap.

    Args:
        phonemes: in order; times may lie outside.
        duration: seconds.
    """
    covering: list[PhonemeSpan] = []
    now = 0.0
    for span in phonemes:
        start, end = max(now, span.start), min(duration, span.end)
        if end <= start:
            continue
        if start > now:
            _add_silence(covering, PhonemeSpan(PAUSE, now, start))
        if is_sound(span.symbol):
            covering.append(PhonemeSpan(span.symbol, start, end))
        else:
            _add_silence(covering, PhonemeSpan(span.symbol, start, end))
        now = end
    if now < duration:
        _add_silence(covering, PhonemeSpan(PAUSE, now, duration))
    return tuple(covering)
