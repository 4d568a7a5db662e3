"""Tests for `studio.said` and the words on the page of a video."""

import json

import pytest
from django.core.files.base import ContentFile

from media_jobs.models import MediaAsset, WrittenScript
from studio import said

TRANSCRIPT = {
    "version": 1,
    "language": "en",
    "language_probability": 1.0,
    "duration": 65.0,
    "segments": [
        {"text": "How a volcano is <born>.", "start": 0.0, "end": 2.5, "words": []},
        {"text": "It begins below.", "start": 62.25, "end": 65.0, "words": []},
    ],
}


@pytest.fixture
def keep(alice):
    """Keeps bytes as a file of Alice's."""

    def make(content: bytes, content_type: str) -> MediaAsset:
        asset = MediaAsset(owner=alice, sha256="0" * 64, size_bytes=len(content))
        asset.content_type = content_type
        asset.file.save("words.bin", ContentFile(content), save=False)
        asset.save()
        return asset

    return make


@pytest.fixture
def subtitled(make_video, keep):
    def make(**fields):
        video = make_video(**fields)
        video.transcript = keep(json.dumps(TRANSCRIPT).encode(), "application/json")
        video.srt = keep(b"1\n", "application/x-subrip")
        video.vtt = keep(b"WEBVTT\n", "text/vtt")
        video.save()
        return video

    return make


def page(client, video) -> str:
    return client.get(f"/videos/{video.pk}/").content.decode()


def test_the_player_has_subtitles_that_are_on(as_alice, subtitled):
    shown = page(as_alice, subtitled())

    assert '<track kind="captions"' in shown
    assert 'srclang="en-US"' in shown
    assert "default>" in shown.split("<track", 1)[1].split("</video>", 1)[0]


def test_subtitles_are_off_where_captions_are_in_the_picture(subtitled):
    video = subtitled(settings={"captions": {"position": "top"}})

    assert said.subtitles_of(video)["is_shown"] is False


def test_subtitles_and_words_can_be_downloaded(as_alice, subtitled):
    video = subtitled()

    found = said.subtitles_of(video)

    for name in ("srt", "vtt", "transcript"):
        assert "download" in found[name]
        assert as_alice.get(found[name]).status_code == 200


def test_what_is_said_leads_to_its_time(as_alice, subtitled):
    shown = page(as_alice, subtitled())

    assert 'data-start="62.250"' in shown
    assert "1:02" in shown
    assert "How a volcano is &lt;born&gt;." in shown
    assert 'id="script-text"' not in shown


def test_a_video_without_a_transcript_shows_its_script(as_alice, make_video):
    shown = page(as_alice, make_video())

    assert 'id="script-text"' in shown
    assert "<track" not in shown


@pytest.mark.parametrize(
    "content", [b"no json", b'{"version": 99}', b"[]"], ids=["text", "version", "list"]
)
def test_a_damaged_transcript_is_left_out(keep, content):
    assert said.lines_of(keep(content, "application/json")) == []


def test_a_lost_transcript_is_left_out(keep):
    asset = keep(b"{}", "application/json")
    asset.file.storage.delete(asset.file.name)

    assert said.lines_of(asset) == []


def test_what_is_posted_stands_beside_a_video_about_a_topic(as_alice, make_video):
    video = make_video(kind="topic", description="How it begins.", hashtags=["volcano", "earth"])

    shown = page(as_alice, video)

    assert 'id="posting"' in shown
    assert "How it begins." in shown
    assert "#volcano #earth</textarea>" in shown


def test_other_videos_have_nothing_to_post(as_alice, make_video):
    assert 'id="posting"' not in page(as_alice, make_video())


def test_the_writer_captions_and_pitch_are_told(as_alice, alice, make_video):
    script = WrittenScript.objects.create(owner=alice, brief={}, script={"writer": "local"})
    choices = {"captions": {"position": "top", "size": "large", "style": "box"}, "pitch": -2}
    video = make_video(kind="topic", written_script=script, settings=choices)

    shown = page(as_alice, video)

    assert "SmolLM2" in shown
    assert "Top, Large, Box" in shown
    assert "−2 semitones" in shown


@pytest.mark.parametrize(
    ("background", "told"),
    [
        ("#c7d3d6", "#c7d3d6"),
        ({"kind": "gradient", "from": "#ffffff", "to": "#000000"}, "Gradient"),
        ({"kind": "picture", "upload": "x"}, "Own picture"),
        ({"kind": "blurred"}, "Blurred"),
        ("own", "As in the photo"),
    ],
    ids=["colour", "gradient", "picture", "blurred", "own"],
)
def test_an_own_background_is_told(as_alice, make_video, background, told):
    assert told in page(as_alice, make_video(settings={"background": background}))
