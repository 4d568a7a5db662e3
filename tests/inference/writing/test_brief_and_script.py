"""Tests for `inference.writing.brief`, `script` and `length`."""

import pytest

from inference.language_errors import BriefError
from inference.speaking_rates import letters_for, speaking_rate, spoken_seconds
from inference.writing.brief import Platform, ScriptBrief, ScriptPart
from inference.writing.length import cut_to, fits
from inference.writing.script import VideoScript

SCRIPT = VideoScript(
    title="Bees",
    description="Why bees matter.",
    hashtags=("bees", "nature"),
    hook="Have you heard a bee today?",
    body="Bees carry pollen. Without them there is little fruit.",
    call_to_action="Plant a flower.",
    language="en",
    writer="gemini",
)


def test_a_brief_survives_json():
    brief = ScriptBrief("bees", "children", "warm", 30, "pt-BR", Platform.LESSON)

    assert ScriptBrief.from_json(brief.to_json()) == brief


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({}, "topic"),
        ({"topic": " \n"}, "topic"),
        ({"topic": "?!"}, "topic"),
        ({"topic": "x" * 1001}, "topic"),
        ({"topic": 5}, "topic"),
        ({"topic": "bees", "audience": "x" * 201}, "audience"),
        ({"topic": "bees", "seconds": 14}, "seconds"),
        ({"topic": "bees", "seconds": 91}, "seconds"),
        ({"topic": "bees", "seconds": "30"}, "seconds"),
        ({"topic": "bees", "seconds": True}, "seconds"),
        ({"topic": "bees", "language": "en; DROP"}, "language"),
        ({"topic": "bees", "platform": "radio"}, "platform"),
        ({"topic": "bees", "model": "gpt"}, "model"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_with_a_brief_is_named(values, name):
    with pytest.raises(BriefError) as caught:
        ScriptBrief.from_json(values)

    assert caught.value.name == name


def test_invisible_characters_are_taken_out_and_joiners_kept():
    brief = ScriptBrief("be\u202ees\x00 and\u200b  wasps", audience="क्\u200dष")

    assert brief.topic == "bees and wasps"
    assert brief.audience == "क्\u200dष"


def test_a_script_survives_json():
    values = SCRIPT.to_json()

    assert values["estimated_seconds"] == SCRIPT.estimated_seconds > 5
    assert VideoScript.from_json(values) == SCRIPT


def test_what_is_said_is_one_paragraph_a_part():
    assert SCRIPT.text.split("\n\n") == [SCRIPT.hook, SCRIPT.body, SCRIPT.call_to_action]


@pytest.mark.parametrize(
    "change",
    [
        {"body": 1},
        {"title": "x" * 101},
        {"hashtags": ["two words"]},
        {"hashtags": "bees"},
        {"hashtags": ["x"] * 9},
        {"hook": "", "body": " ", "call_to_action": ""},
        {"unknown": ""},
    ],
    ids=str,
)
def test_an_edited_script_that_is_none_is_refused(change):
    with pytest.raises(BriefError):
        VideoScript.from_json(SCRIPT.to_json() | change)


def test_a_script_that_lacks_a_part_is_refused():
    values = SCRIPT.to_json()
    del values["hook"]

    with pytest.raises(BriefError) as caught:
        VideoScript.from_json(values)
    assert caught.value.name == "hook"


def test_hashtags_of_any_script_are_possible():
    tagged = SCRIPT.with_part(ScriptPart.HASHTAGS, ("मधुमक्खी", "蜜蜂"))

    assert tagged.part(ScriptPart.HASHTAGS) == "#मधुमक्खी #蜜蜂"


@pytest.mark.parametrize("language", ["en", "es", "hi", "xx"])
def test_text_of_the_right_number_of_letters_lasts_as_long_as_was_asked(language):
    sentence = "Thirteen common words say about this much and then they come to rest. "
    text = (sentence * 40)[: letters_for(45, language)]

    assert fits(text, 45, language)
    assert spoken_seconds(text, language) == pytest.approx(45, rel=0.05)


def test_languages_have_their_own_speed():
    assert speaking_rate("en-GB") == speaking_rate("en")
    assert speaking_rate("it") < speaking_rate("en")


def test_a_text_is_cut_at_the_end_of_a_sentence():
    text = "One sentence. Another sentence. A third sentence."

    assert cut_to(text, 2.5, "en") == "One sentence. Another sentence."
    assert cut_to(text, 0.1, "en") == "One sentence."
