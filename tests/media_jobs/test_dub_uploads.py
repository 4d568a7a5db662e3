"""Tests for what is sent to be dubbed: videos, and subtitles in place of listening."""

import json
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from media_jobs import dub_preparation, upload_sessions, uploads
from media_jobs.models import MediaAsset, Upload
from media_jobs.refusals import ServiceError

SRT = "1\n00:00:00,500 --> 00:00:02,000\nGood day.\n\n2\n00:00:02,500 --> 00:00:05,000\nBye.\n"
VTT = "WEBVTT\n\n00:00.500 --> 00:02.000\nGood day.\n"


@pytest.fixture(autouse=True)
def no_throttle():
    cache.clear()


@pytest.fixture
def send(as_alice, quick):
    def post(file, purpose):
        return as_alice.post("/api/v1/uploads/", {"file": file, "purpose": purpose})

    return post


def text_file(content, name="talk.srt", encoding="utf-8"):
    return SimpleUploadedFile(name, content.encode(encoding), "text/plain")


def test_a_video_to_be_dubbed_comes_with_what_matters_for_dubbing(send, sent):
    advice = [{"code": "sound_only", "level": "warning", "facts": {}}]
    found = {"kind": "video", "advice": advice, "can_dub": True, "can_lip_sync": False}

    made = send(sent("me.mp4", **found), "dub")

    row = made.json()
    assert (made.status_code, row["purpose"], row["thumbnail_url"] is None) == (201, "dub", False)
    assert row["inspection"]["advice"] == advice
    assert row["inspection"]["can_lip_sync"] is False


def test_a_video_in_which_nobody_was_heard_can_come_with_subtitles(send, sent):
    advice = [{"code": "music_only", "level": "error", "facts": {}}]

    made = send(sent("me.mp4", kind="video", advice=advice, can_dub=False), "dub")

    assert (made.status_code, made.json()["inspection"]["advice"]) == (201, advice)


@pytest.mark.parametrize(
    ("name", "found", "code"),
    [
        ("me.wav", {}, "not_a_video"),
        ("me.png", {"kind": "picture"}, "not_a_video"),
        ("me.mp4", {"kind": "video", "has_sound": False}, "no_sound"),
        ("me.mp4", {"kind": "video", "duration": 14_401.0}, "video_too_long"),
        (
            "me.mp4",
            {
                "kind": "video",
                "can_dub": False,
                "advice": [
                    {"code": "music_only", "level": "error", "facts": {}},
                    {"code": "too_small", "level": "error", "facts": {}},
                ],
            },
            "too_small",
        ),
    ],
    ids=["sound", "picture", "silent", "long", "small"],
)
def test_what_cannot_be_dubbed_is_refused_with_what_was_found(send, sent, name, found, code):
    refused = send(sent(name, **found), "dub")

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, code)
    assert problem["inspection"] is not None
    assert not MediaAsset.objects.exists()


def test_only_videos_to_be_dubbed_may_be_very_large(alice, settings):
    settings.UPLOADS_MAX_MB = 1
    settings.UPLOADS_MAX_DUB_MB = 3

    session = upload_sessions.begin(alice, name="film.mp4", purpose="dub", size=2 << 20)
    for purpose, size in (("face", 2 << 20), ("dub", 4 << 20), ("subtitles", 6 << 20)):
        with pytest.raises(ServiceError) as refused:
            upload_sessions.begin(alice, name="film.mp4", purpose=purpose, size=size)
        assert refused.value.code == "file_too_large"

    assert session.size == 2 << 20


@pytest.mark.parametrize(
    ("file", "n_cues"),
    [
        (text_file(SRT), 2),
        (text_file(VTT, "talk.vtt"), 1),
        (text_file(SRT, encoding="utf-16"), 2),
        (text_file(SRT.replace("Good", "Schön"), encoding="cp1252"), 2),
    ],
    ids=["srt", "vtt", "utf-16", "windows"],
)
def test_subtitles_are_kept_with_what_is_in_them(send, file, n_cues):
    made = send(file, "subtitles")

    row = made.json()
    assert (made.status_code, row["kind"], row["thumbnail_url"]) == (201, "subtitles", None)
    assert row["inspection"]["n_cues"] == n_cues


@pytest.mark.parametrize(
    "file",
    [
        text_file("just a letter"),
        text_file("{}", "a.json"),
        text_file("{" * 5000, "a.json"),
        text_file("\0\1\2 --> \3"),
        SimpleUploadedFile("a.srt", bytes(range(256)) * 20, "text/plain"),
    ],
    ids=["text", "empty json", "deep json", "control characters", "binary"],
)
def test_what_is_no_subtitles_is_refused(send, file):
    refused = send(file, "subtitles")

    assert (refused.status_code, refused.json()["code"]) == (422, "bad_subtitles")
    assert not MediaAsset.objects.exists()


def test_subtitles_can_come_in_pieces(as_alice, quick):
    begun = as_alice.post(
        "/api/v1/uploads/sessions/",
        {"name": "talk.srt", "purpose": "subtitles", "size": len(SRT)},
        "application/json",
    ).json()
    address = f"/api/v1/uploads/sessions/{begun['id']}/"
    as_alice.put(f"{address}?offset=0", SRT.encode(), content_type="application/octet-stream")

    done = as_alice.post(f"{address}finish/", {}, "application/json")

    assert (done.status_code, done.json()["kind"]) == (201, "subtitles")


def test_subtitles_take_the_place_of_listening(alice, make_dub, send):
    row = send(text_file(SRT), "subtitles").json()

    project = make_dub(subtitles=row["id"])
    dub_preparation.prepare_next()

    project.refresh_from_db()
    assert project.lines[0]["text"] == "Good day."
    assert not Upload.objects.unused().exists()


def test_whose_files_fill_their_room_can_send_no_more(alice, make_upload, settings, as_alice):
    upload = make_upload("me.mp4", purpose="dub", duration=8.0)
    path = Path(upload.asset.file.path)
    MediaAsset.objects.filter(pk=upload.asset_id).update(size_bytes=3 << 20)
    settings.STORAGE_MAX_MB = 2

    session = {"name": "b.mp4", "purpose": "dub", "size": 10}
    refused = as_alice.post("/api/v1/uploads/sessions/", session, "application/json")

    assert (refused.status_code, refused.json()["code"]) == (507, "storage_full")
    assert path.exists()
    shown = as_alice.get("/api/v1/storage/").json()
    assert (shown["max_storage_mb"], shown["max_dub_seconds"]) == (2, 14_400)
    assert json.dumps(shown)
    assert uploads.max_bytes("dub") == 4096 << 20
