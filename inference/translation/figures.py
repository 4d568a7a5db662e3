"""Numbers in figures: whether a translation has the same, and how a language writes them."""

import re
from collections import Counter
from typing import Final

from inference.translation.kept_parts import KEPT
from inference.voices import main_language

HALF_A_DAY: Final = 12  # hours
# groups of three and decimals; the pieces of a time or a date are numbers of their own
NUMBER: Final = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])(?![.,]\d)")
_RUN: Final = re.compile(
    r"(?<!\d)\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
)
_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th|[ºª°]|\.?[oa]\b|er\b|e\b|ème)", re.IGNORECASE)
_DECIMAL_POINT: Final = frozenset(
    {"am", "bn", "en", "fil", "gu", "he", "hi", "ja", "kn", "ko", "ml", "mr", "ms", "my", "ne"}
    | {"pa", "si", "sw", "ta", "te", "th", "tl", "ur", "yue", "zh"}
)


def has_other_numbers(text: str, translation: str) -> bool:
    """Whether a translation names a number that the text does not, or leaves a long one out.

    Numbers of one figure and ordinals may be written in words; hours may be counted by twelve or
    by twenty-four.
    """
    before, after = _figures(text), _figures(translation)
    all_before, all_after = _figures(text, ordinals=True), _figures(translation, ordinals=True)
    added = [number for number in after - all_before if not _is_hour(number, before)]
    lost = [number for number in before - all_after if not _is_hour(number, after)]
    is_lost = any(len(number) > 1 for number in lost)
    return is_lost or any(len(number) > 1 or lost for number in added)


def localised(number: str, source: str, target: str) -> str:
    """A number with the marks of another language: ``1,250.5`` is ``1.250,5`` in Portuguese.

    Args:
        number: figures with the marks of ``source``.
        source: BCP 47 tag.
        target: tag.
    """
    if _has_point(source) == _has_point(target):
        return number
    return number.translate(str.maketrans(".,", ",."))


def _has_point(language: str) -> bool:
    return main_language(language) in _DECIMAL_POINT or language.lower() in ("es-mx", "es-us")


def _figures(text: str, *, ordinals: bool = False) -> Counter[str]:
    """Every number by its figures alone, so that the marks between them do not matter."""
    bare = KEPT.sub(" ", text)
    if not ordinals:
        bare = _ORDINAL.sub(" ", bare)
    runs = (re.sub(r"\D", "", match[0]) for match in _RUN.finditer(bare))
    return Counter(run.lstrip("0") or "0" for run in runs)


def _is_hour(number: str, others: Counter[str]) -> bool:
    """Whether a number is an hour that the other text counts by the other clock."""
    hour = int(number) if len(number) <= len("24") else -1
    twins = {hour + HALF_A_DAY, hour - HALF_A_DAY}
    return hour >= 0 and any(str(twin) in others for twin in twins if twin >= 0)
