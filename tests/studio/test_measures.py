"""Tests for `studio.measures` and `studio.making`."""

import pytest
from django.urls import reverse

from media_jobs.models import QualityReport, Video
from studio import making, measures


def page_of(client, video, name="studio:video"):
    return client.get(reverse(name, args=[video.pk])).content.decode()


def test_every_line_of_a_quality_report_has_words():
    from inference.quality.report import SCALES, Grade

    assert set(measures.LINES) == set(SCALES)
    assert {grade.value for grade in Grade} == {*measures.VERDICTS, measures.UNKNOWN}


def test_the_page_says_at_once_what_the_renderer_knows(as_alice, make_video, measured_video):
    page = page_of(as_alice, measured_video)

    assert "in 92.4% of the frames" in page
    assert "-16 LUFS, was -23.4" in page
    assert "29.97 a second" in page


def test_untouched_parts_lead_to_their_place_in_the_film(as_alice, measured_video):
    page = page_of(as_alice, measured_video)

    assert 'data-seek="62.5"' in page
    assert "Face turned away" in page
    assert "Mouth covered" in page


def test_measured_lines_come_with_plain_verdicts(as_alice, measured_video):
    found = measures.page_of(measured_video)

    assert [(line.value, line.verdict) for line in found["measures"]] == [
        ("+20 ms", "good"),
        ("81%", "fair"),
    ]
    assert "The times are estimates." in str(found["measures"][1].about)
    assert [str(line.title) for line in found["unknown"]] == ["Lips round"]
    assert str(found["verdict"].verdict_words) == "fair"


def test_a_video_that_nobody_measured_invites_to_do_so(as_alice, measured_video):
    QualityReport.objects.all().delete()

    page = page_of(as_alice, measured_video)

    assert "Check quality" in page
    assert "data-quality-invite" in page
    assert "Lips against sound" not in page


def test_the_results_can_be_fetched_alone(as_alice, measured_video):
    page = page_of(as_alice, measured_video, "studio:quality")

    assert "Lips against sound" in page
    assert "<html" not in page


def test_results_of_somebody_else_are_not_there(client, bob, measured_video):
    client.force_login(bob)

    assert client.get(reverse("studio:quality", args=[measured_video.pk])).status_code == 404


def test_an_old_video_without_a_report_has_a_page(as_alice, make_video):
    assert 'id="quality"' not in page_of(as_alice, make_video())


def facts(video, voice="Joe"):
    return {name: str(value) for name, value in making.facts_of(video, voice)}


def test_a_text_is_told_by_its_voice(make_video):
    found = facts(make_video())

    assert found["Voice"] == "Joe"
    assert found["Pace"] == "1.1×"
    assert found["Background"] == "Sand"
    assert "Recording" not in found


def test_a_recording_is_told_by_its_file(make_video):
    speech = {"kind": "recording", "name": "Monday.wav", "in_result": "cleaned"}
    video = make_video(kind=Video.Kind.RECORDING, script="", settings={"speech": speech})

    found = facts(video)

    assert (found["Recording"], found["Sound"]) == ("Monday.wav", "Without noise")
    assert "Voice" not in found


def test_the_face_of_a_video_is_told_with_its_length(make_video, my_video_face):
    found = facts(make_video(avatar=my_video_face, settings={"fit": "hold", "format": "source"}))

    assert found["Length"] == "Hold the last frame"
    assert "Background" not in found


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ({"name": "happy", "strength": 0.6}, "Happy, 60%"),
        ({"name": "neutral", "strength": 1}, "Neutral"),
        (None, "Neutral"),
    ],
    ids=["strong", "neutral", "nothing"],
)
def test_an_expression_is_told_with_its_strength(make_video, chosen, shown):
    assert facts(make_video(settings={"expression": chosen}))["Expression"] == shown


def test_only_life_that_was_changed_is_told(make_video):
    life = {"blinks": 1, "gaze": 1, "head": 0.5, "brows": 1}

    assert facts(make_video(settings={"life": life}))["Movement"] == "Head 50%"
    assert "Movement" not in facts(make_video())


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(25.0, 3, "25"), (29.97, 3, "29.97"), (-16.04, 1, "-16")],
    ids=str,
)
def test_numbers_have_no_needless_zeros(value, digits, shown):
    assert making.decimal(value, digits) == shown
