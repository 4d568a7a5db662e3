"""Tests for `inference.writing.spoken` and `answers`."""

import pytest

from inference.language_models.answers import UnusableAnswerError
from inference.writing.answers import parts_of
from inference.writing.brief import ScriptPart
from inference.writing.spoken import hashtags, spoken_text, without_repeats, written_text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Plain words. And more.", "Plain words. And more."),
        ("**Bold** and _thin_ and `code`.", "Bold and thin and code."),
        ("# Bees\n\n- They fly\n- They hum", "Bees. They fly. They hum."),
        ("1. First step.\n2) Second step.", "First step. Second step."),
        ("**Hook:** Look at this!", "Look at this!"),
        ("Narrator: Once upon a time.", "Once upon a time."),
        ("[0:00-0:05] HOST: Hello there.", "Hello there."),
        ("Hello. [upbeat music] (pauses) *smiles warmly* Bye.", "Hello. Bye."),
        ("Pollen (a fine dust) is light.", "Pollen (a fine dust) is light."),
        ("Go to https://evil.example/x?a=1 now.", "Go to now."),
        ("Visit evil.com or www.evil.org!", "Visit or!"),
        ("See [our page](https://evil.example).", "See our page."),
        ("Follow @evil_bees now 🐝🐝!", "Follow now!"),
        ("<b>Bees</b><script>alert(1)</script> hum.", "Bees alert(1) hum."),
        ("```text\nBees hum.\n```", "Bees hum."),
        ("Snake_case stays, 3 * 4 does not.", "Snake_case stays, 3 4 does not."),
        ("It costs 5 °C — really “true”.", "It costs 5 °C — really “true”."),
        ("蜜蜂很忙。\n- 它们飞", "蜜蜂很忙。 它们飞."),
        ("   \n***\n", ""),
    ],
)
def test_only_words_are_left(written, said):
    assert spoken_text(written, "bees") == said


def test_addresses_of_the_topic_may_be_said():
    topic = "our shop bees.com and @bees"

    assert spoken_text("Visit bees.com or wasps.com, @bees!", topic) == "Visit bees.com or, @bees!"


def test_titles_lose_quotes_and_marks_but_get_no_full_stop():
    assert written_text('**"Title: The busy bee"**', "bees") == "The busy bee"


def test_a_sentence_is_said_once():
    assert without_repeats("Bees hum. Bees fly. Bees hum!") == "Bees hum. Bees fly."


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        (["#Bees", "busy bees", "bees", "a-b", "🐝", "7", 5], ("Bees", "busyBees", "aB")),
        ("#bees, #honey #bees", ("bees", "honey")),
        ([f"t{'x' * n}" for n in range(12)], tuple(f"t{'x' * n}" for n in range(8))),
        ({"not": "a list"}, ()),
    ],
    ids=["mixed", "text", "many", "wrong"],
)
def test_hashtags_take_the_form_that_all_platforms_know(written, tags):
    assert hashtags(written) == tags


@pytest.mark.parametrize(
    "answer",
    [
        '{"hook": "Hi."}',
        'Sure!\n```json\n{"Hook": "Hi.",}\n```\nAnything else?',
        '<think>{"hook": "no"}</think>{"hook": "Hi."}',
    ],
)
def test_answers_are_read_tolerantly(answer):
    assert parts_of(answer, ScriptPart.HOOK) == {ScriptPart.HOOK: "Hi."}


def test_line_breaks_inside_strings_are_forgiven():
    assert parts_of('{"body": "One.\nTwo."}', ScriptPart.BODY) == {ScriptPart.BODY: "One.\nTwo."}


@pytest.mark.parametrize(
    "answer",
    ["", "no", "[]", '{"hook": ""}', '{"hook": 5}', '{"body": "x"}', '{"hook": "x"', "{" * 5000],
    ids=lambda answer: answer[:12] or "nothing",
)
def test_an_answer_without_the_part_is_unusable(answer):
    with pytest.raises(UnusableAnswerError):
        parts_of(answer, ScriptPart.HOOK)
