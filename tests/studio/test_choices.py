"""Tests for `studio.choices` and `studio.movement`."""

import pytest

from media_jobs import formats
from studio import choices, movement

LIFE = {"blinks": 0.5, "gaze": 0, "head": 1.5, "brows": 1}


def start_of(video, user):
    return choices.copied(video, choices.presenters(user))


def test_own_faces_come_before_the_presenters(alice, anna, my_face):
    assert [row["name"] for row in choices.presenters(alice)] == ["Me", "Anna"]


def test_faces_of_others_are_not_offered(bob, anna, my_face):
    assert [row["name"] for row in choices.presenters(bob)] == ["Anna"]


def test_a_video_is_framed_as_it_is(alice, my_video_face):
    [row] = choices.presenters(alice)

    assert row["kind"] == "video"
    assert set(row["framing"]) == {choices.SOURCE_ASPECT}


def test_every_format_can_be_switched_to():
    pictures = [aspect.id for aspect in choices.ASPECTS if not aspect.is_of_video]

    assert pictures == list(formats.FORMATS)


def test_hints_name_the_limits_in_words(settings):
    settings.UPLOADS_MAX_MB = 300
    settings.UPLOADS_MAX_RECORDING_SECONDS = 5400
    settings.UPLOADS_MAX_FACE_VIDEO_SECONDS = 60

    hints = choices.limits()

    assert "Up to 1.5 hours, 300 MB" in hints["recording_hint"]
    assert "up to 1 minute, 300 MB" in hints["face_hint"]
    assert hints["upload_bytes"] == 300 * 1024 * 1024


def test_a_copy_takes_over_everything_that_was_chosen(alice, make_video):
    expression = {"name": "happy", "strength": 0.4}
    more = {"expression": expression, "life": LIFE, "fit": "hold", "curves": True, "engine": "warp"}

    start = start_of(make_video(settings=more), alice)

    assert start["expression"] == expression
    assert start["life"] == {"picture": LIFE, "video": None}
    assert (start["fit"], start["curves"], start["engine"]) == ("hold", True, "warp")
    assert (start["input"], start["text"]) == ("text", "How a volcano is born.")


def test_a_copy_of_a_recording_begins_with_it(alice, make_video):
    speech = {"kind": "recording", "upload": "some-id", "in_result": "cleaned", "start": 1.5}
    video = make_video(kind="recording", script="", settings={"speech": speech, "voice": None})

    start = start_of(video, alice)

    assert start["input"] == "recording"
    assert start["recording"] == speech


def test_a_copy_with_a_video_face_keeps_its_life_apart_from_that_of_pictures(
    alice, make_video, my_video_face
):
    chosen = {"avatar": str(my_video_face.pk), "life": LIFE, "format": "source"}

    start = start_of(make_video(settings=chosen, avatar=my_video_face), alice)

    assert start["life"] == {"picture": None, "video": LIFE}
    assert start["aspect"] == "source"


def test_an_old_video_can_be_copied(alice, make_video):
    start = start_of(make_video(), alice)

    assert start["expression"]["name"] == movement.NEUTRAL
    assert start["life"] == {"picture": None, "video": None}
    assert start["fit"] == movement.DEFAULT_FIT


@pytest.mark.parametrize(("is_owner", "offered"), [(True, ["warp", "wav2lip"]), (False, [])])
def test_an_engine_that_is_not_installed_is_shown_to_owners_alone(
    alice, settings, tmp_path, is_owner, offered
):
    settings.INFERENCE_CHECKPOINTS_DIR = tmp_path
    alice.is_owner = is_owner

    engines = choices.engines(alice)

    assert [engine["id"] for engine in engines] == offered
    assert all(engine["notice"] for engine in engines if engine["id"] == "wav2lip")
    assert not any(engine["available"] for engine in engines if engine["id"] == "wav2lip")


def test_expressions_lengths_and_lives_are_those_of_the_renderer():
    from inference.expression import EXPRESSIONS
    from inference.liveliness import LifeStrength
    from inference.video_source import Fit

    assert list(movement.titles(movement.EXPRESSIONS)) == list(EXPRESSIONS)
    assert list(movement.titles(movement.FITS)) == [fit.value for fit in Fit]
    LifeStrength(**dict.fromkeys(movement.titles(movement.LIVES), 1.0))
