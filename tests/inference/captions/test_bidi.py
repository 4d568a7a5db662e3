"""Tests for `inference.captions.bidi`; the orders are those that browsers show."""

import pytest

from inference.captions.bidi import is_rtl, levels_of, plain, visual_order


def shown(text, *, rtl):
    return "".join(text[index] for index in visual_order(levels_of(text, rtl=rtl)))


@pytest.mark.parametrize(
    ("text", "rtl", "left_to_right"),
    [
        ("abc def", False, "abc def"),
        ("אבג דה", True, "הד גבא"),
        ("abc אבג def", False, "abc גבא def"),
        ("אבג abc דה", True, "הד abc גבא"),
        ("אב 12 גד", True, "דג 12 בא"),  # numbers read to the right
        ("אב 1,250.5 גד", True, "דג 1,250.5 בא"),  # with what separates their digits
        ("אב $50 גד", True, "דג $50 בא"),
        ("شسي ٤٥", True, "٤٥ يسش"),
        ("אבג!", True, "!גבא"),
        ("abc!", True, "!abc"),
        ("abc (אב) d", False, "abc (בא) d"),
        ("אב (abc) ג", True, "ג )abc( בא"),
        ("אב (abc ג) d", True, "d )ג abc( בא"),  # brackets go with the line, not with their inside
    ],
)
def test_letters_stand_where_both_directions_want_them(text, rtl, left_to_right):
    assert shown(text, rtl=rtl) == left_to_right


def test_a_language_decides_where_lines_begin_and_else_their_first_letter():
    assert is_rtl("Avatar Studio", "ar")
    assert is_rtl("2024 שלום", "")
    assert not is_rtl("שלום", "en-US")
    assert not is_rtl("2024", "")


def test_marks_that_steer_the_direction_are_taken_out():
    assert plain("a\u202e b\u2067c\n\td\u200f") == "a bc d"
