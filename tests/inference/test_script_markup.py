"""Tests for `inference.script_markup`."""

import pytest

from inference.script_markup import parse_script, plain_text, script_hints


def stressed(script):
    parsed = parse_script(script)
    return [parsed.text[one.start : one.end] for one in parsed.emphases]


@pytest.mark.parametrize(
    ("script", "text", "seconds"),
    [
        ("One [pause] two", "One two", 0.5),
        ("One [pause 2s] two", "One two", 2.0),
        ("One [pause 1.5 s] two", "One two", 1.5),
        ("One [pause 1,5s] two", "One two", 1.5),
        ("One [pause 500ms] two", "One two", 0.5),
        ("One [Pause: 3 seconds] two", "One two", 3.0),
        ("One [pause 2] two", "One two", 2.0),
        ("One [pause 99s] two", "One two", 10.0),
        ("One [pause for effect] two", "One two", 0.5),
        ("One[pause 1s]two", "One two", 1.0),
        ("One [pause 1s], two", "One, two", 1.0),
        ("你好[pause 1s]世界", "你好世界", 1.0),
    ],
)
def test_a_pause_is_taken_out_of_the_text(script, text, seconds):
    parsed = parse_script(script)

    assert parsed.text == text
    assert [pause.duration for pause in parsed.pauses] == [seconds]


def test_a_pause_lies_before_the_word_after_it():
    parsed = parse_script("One [pause 1s] two [pause 2s] three")

    assert [parsed.text[pause.position :] for pause in parsed.pauses] == ["two three", "three"]


@pytest.mark.parametrize(
    ("script", "text", "words"),
    [
        ("a *very* good day", "a very good day", ["very"]),
        ("a **very** good day", "a very good day", ["very"]),
        ("***Wow!*** Yes.", "Wow! Yes.", ["Wow!"]),
        ("*two words* here", "two words here", ["two words"]),
        ("(*in brackets*), *then*.", "(in brackets), then.", ["in brackets", "then"]),
        ("这是*重要*的", "这是重要的", ["重要"]),
        ("*مرحبا* بكم", "مرحبا بكم", ["مرحبا"]),
        ("* *first* item", "* first item", ["first"]),
        ("*wow [pause 1s] yes*", "wow yes", ["wow yes"]),
    ],
)
def test_stars_mark_emphasis(script, text, words):
    assert plain_text(script) == text
    assert stressed(script) == words


@pytest.mark.parametrize(
    "script",
    [
        "2 * 3 * 4",
        "2*3*4",
        "* one\n* two",
        "an *unclosed star",
        "a price* and terms*",
        "[applause] [1] [x]",
        "**",
        "* *",
        "re*mark*able",
        "*two\nlines*",
    ],
)
def test_what_is_no_markup_stays_text(script):
    parsed = parse_script(script)

    assert parsed.text == script
    assert not parsed.pauses
    assert not parsed.emphases


def test_hints_say_what_and_where():
    script = "A *star [pause 20s] and [pause long] *closed* [pause]."

    hints = [(hint.code, script[hint.start : hint.end]) for hint in script_hints(script)]

    assert hints == [
        ("emphasis_not_closed", "*"),
        ("pause_too_long", "[pause 20s]"),
        ("pause_not_understood", "[pause long]"),
    ]


def test_plain_text_has_no_hints():
    assert script_hints("Nothing * special [here], 2 * 3.") == ()
