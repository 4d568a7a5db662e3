"""Tests for `inference.synthesis.speakable`."""

import pytest

from inference.synthesis.speakable import speakable

CASES = {
    "pictures go": ("Hi \N{GRINNING FACE} there \N{THUMBS UP SIGN}!", "Hi there !"),
    "markup goes": ("**Bold** and `code`", "Bold and code"),
    "control characters go": ("a\x00b\x01c\u200bd", "a b c d"),
    "half a character goes": ("a \ud83d b", "a b"),
    "brackets of phoneme input go": ("[[he]] {hi}", "he hi"),
    "addresses lose their scheme": ("See https://example.com/a?b=1.", "See example.com/a."),
    "money is said after the sum": ("It cost $3.50 or €20.", "It cost 3 dollars 50 or 20 euros."),
    "one dollar": ("Only $1!", "Only 1 dollar!"),
    "dashes are pauses": ("Well—really – yes - no, 10-20", "Well, really, yes, no, 10-20"),
    "titles have no dot": ("Dr. Smith met Prof. Li", "Doctor Smith met Professor Li"),
    "numbers stay": ("3.14 on 2024-05-06 at 12:30", "3.14 on 2024-05-06 at 12:30"),
    "only symbols": ("… — !", ""),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_text_is_made_sayable(text, expected):
    assert speakable(text, "en-US") == expected


def test_other_languages_keep_the_currency_sign():
    assert speakable("Das kostet €20.", "de") == "Das kostet 20 €."


def test_letters_with_accents_are_composed():
    assert speakable("cafe\u0301", "fr-FR") == "café"
