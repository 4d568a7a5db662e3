"""Text made ready for a synthesiser: what cannot be said is taken out, some signs are spelt out."""

import re
import unicodedata
from typing import Final

from inference.synthesis.traced_text import TracedText

# pictures, variation selectors, joiners, tags: a presenter does not say "grinning face"
_PICTURES: Final = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\ufe00-\ufe0f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_WEB_ADDRESS: Final = re.compile(r"\b(?:https?://|www\.)(\S+?)(?=[.,;:!?)\]\"'»”]*(?:\s|$))")
_MARKUP: Final = re.compile(r"[*_#~`|<>\\^[\]{}]+")
_MONEY: Final = re.compile(r"(US\$|[$€£¥₹])\s?(\d[\d.,\u00a0]*\d|\d)(?!\d)")
_DOLLARS_AND_CENTS: Final = re.compile(r"(\d[\d,]*)\.(\d\d)")
_DOTTED_TITLE: Final = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|Mme|Sra|Dra|Dott|Sig)\.(?=\s)")
_DASH: Final = re.compile(r"\s*—\s*|\s+[–-]{1,2}\s+")
_WHITE_SPACE: Final = re.compile(r"\s+")
_DECOMPOSED: Final = re.compile(r"\w[^\w\s!-/:-@\[-`{-~]+")
# control, private and unassigned characters are neither letters, spaces nor ASCII signs
_CONTROLS: Final = re.compile(r"[^\w !-/:-@\[-`{-~]+")

CURRENCIES: Final = {
    "$": "dollars",
    "US$": "US dollars",
    "€": "euros",
    "£": "pounds",
    "¥": "yen",
    "₹": "rupees",
}
ENGLISH_TITLES: Final = {"Dr": "Doctor", "Prof": "Professor", "Jr": "Junior", "Sr": "Senior"}


def speakable(text: str, language: str) -> str:
    """What a synthesiser should read; see ``speakable_text``."""
    return speakable_text(TracedText.of(text), language).text


def speakable_text(written: TracedText, language: str) -> TracedText:
    """What a synthesiser should read: no pictures, markup or control characters.

    Sums of money are put into the order in which they are said, web addresses lose their scheme,
    dashes become commas, the dot after a title goes, since synthesisers pause there.

    Args:
        written: one sentence.
        language: BCP 47 tag.

    Returns:
        One line; empty when there is no letter or digit in it.
    """
    english = language.partition("-")[0] == "en"
    text = written.sub(_DECOMPOSED, lambda found: unicodedata.normalize("NFC", found[0]))
    text = text.sub(_WEB_ADDRESS, lambda found: _spoken_address(found[1]))
    text = (
        text.sub(_DASH, ", ").sub(_PICTURES, " ").sub(_MARKUP, " ").sub(_CONTROLS, _spoken_control)
    )
    text = text.sub(_MONEY, lambda found: _spoken_money(found[1], found[2], english=english))
    text = text.sub(_DOTTED_TITLE, lambda found: _spoken_title(found[1], english=english))
    text = text.sub(_WHITE_SPACE, " ").stripped()
    return text if any(map(str.isalnum, text.text)) else TracedText.of("")


def _spoken_control(found: re.Match[str]) -> str:
    """A space for each character of Unicode's control classes that the pattern may have met."""
    return "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in found[0])


def _spoken_address(address: str) -> str:
    return re.sub(r"[?#].*$", "", address).rstrip("/")


def _spoken_money(sign: str, amount: str, *, english: bool) -> str:
    if not english:
        return f"{amount} {sign}"
    words = CURRENCIES[sign]
    cents = _DOLLARS_AND_CENTS.fullmatch(amount)
    if cents:
        return f"{cents[1]} {words} {int(cents[2])}" if int(cents[2]) else f"{cents[1]} {words}"
    return f"{amount} {words.removesuffix('s') if amount == '1' else words}"


def _spoken_title(title: str, *, english: bool) -> str:
    return ENGLISH_TITLES.get(title, title) if english else title
