"""Tests for `studio.topics` and `studio.looks`."""

from inference.captions.layout import SHAPES
from inference.captions.style import CaptionLook, CaptionPosition, CaptionSize, CaptionStyle
from inference.writing.brief import Platform, ScriptPart
from media_jobs.formats import FORMATS
from studio import choices, looks, topics


def voice(language, name, quality="neural"):
    return {"language": language, "language_name": name, "quality": quality}


def test_every_platform_is_offered_with_a_format_that_exists():
    assert {place.id for place in topics.PLACES} == set(Platform)
    assert {place.aspect for place in topics.PLACES} <= set(FORMATS)


def test_short_films_for_phones_are_upright():
    upright = {place.id for place in topics.PLACES if place.aspect == "9:16"}

    assert upright == {Platform.REELS, Platform.TIKTOK, Platform.SHORTS}


def test_every_part_of_a_script_has_a_card_spoken_ones_in_the_order_of_speech():
    assert [part.id for part in topics.PARTS] == list(ScriptPart)
    assert [part.id for part in topics.PARTS if part.is_spoken] == [
        "hook",
        "body",
        "call_to_action",
    ]


def test_a_language_stands_once_by_its_natural_voice():
    rows = topics.languages(
        [voice("en-GB", "English", "basic"), voice("en-US", "English"), voice("en-US", "English")]
    )

    assert rows == [{"tag": "en-US", "name": "English", "is_natural": True}]


def test_natural_languages_come_before_basic_ones_each_by_name():
    rows = topics.languages(
        [
            voice("sw", "Swahili", "basic"),
            voice("es-ES", "Spanish"),
            voice("ar", "Arabic", "basic"),
            voice("fr-FR", "French"),
        ]
    )

    assert [row["name"] for row in rows] == ["French", "Spanish", "Arabic", "Swahili"]


def test_a_voice_of_every_language_is_no_language():
    assert topics.languages([voice("mul", "Any language")]) == []


def test_every_installed_voice_speaks_a_language_that_can_be_chosen():
    offered = {row["name"] for row in topics.languages(choices.voices())}

    assert {row["language_name"] for row in choices.voices()} - offered <= {"Any language"}


def test_every_choice_of_captions_has_a_button():
    assert {option.id for option in looks.POSITIONS} == set(CaptionPosition)
    assert {option.id for option in looks.SIZE_OPTIONS} == set(CaptionSize)
    assert {option.id for option in looks.STYLES} == set(CaptionLook)


def test_the_preview_measures_captions_as_the_painter_does():
    measures = looks.caption_measures()

    assert measures["usual"] == CaptionStyle().to_json()
    for name, shape in SHAPES.items():
        assert measures["shapes"][name]["em"] == shape.em
        assert measures["shapes"][name]["bottom"] == shape.bottom


def test_voices_are_filtered_by_language_without_dialects():
    offered = [voice("en-US", "English (America)"), voice("en-GB", "English (Great Britain)")]

    assert choices.spoken_languages(offered) == [{"tag": "en", "name": "English"}]
