"""Tests for choices about a video: pitch, captions, backgrounds; and for its subtitles."""

import math
from pathlib import Path

import pytest

from media_jobs import actors, pipeline_factory, services
from media_jobs.models import MediaAsset, MediaJob, Upload, Video
from media_jobs.pipeline_factory import MaterialGoneError
from media_jobs.refusals import ServiceError

CAPTIONS = {
    "position": "top",
    "size": "large",
    "colour": "#ffffff",
    "style": "box",
    "highlight": None,
}
GRADIENT = {"kind": "gradient", "from": "#112233", "to": "#445566"}


@pytest.fixture
def scene(make_upload):
    """A picture to stand before."""
    return make_upload("us.png", "background", verdict="unusable")


def asked_of(video: Video, tmp_path: Path) -> dict:
    job = MediaJob.objects.get(video_id=video.pk)
    return dict(pipeline_factory.prepare(job, tmp_path).request.spec)


@pytest.mark.parametrize(
    "background", ["own", "mist", "#aabbcc", GRADIENT, {"kind": "blurred"}], ids=str
)
def test_a_background_reaches_the_renderer_and_the_next_copy(make_video, tmp_path, background):
    video = make_video(background=background)

    assert asked_of(video, tmp_path)["background"] == background
    assert video.settings["background"] == background


def test_a_picture_of_ones_own_stays_as_long_as_a_video_shows_it(
    as_alice, make_video, scene, tmp_path
):
    chosen = {"kind": "picture", "upload": str(scene.pk)}
    video = make_video(background=chosen)

    asked = asked_of(video, tmp_path)["background"]
    refused = as_alice.delete(f"/api/v1/uploads/{scene.pk}/")

    assert asked == {"kind": "picture", "path": scene.asset.file.path}
    assert video.settings["background"] == chosen
    assert (refused.status_code, refused.json()["code"]) == (409, "upload_in_use")


def test_with_the_video_its_picture_goes(make_video, scene, settings):
    video = make_video(background={"kind": "picture", "upload": scene.pk})
    MediaJob.objects.update(state="succeeded")
    services.delete_video(video)
    settings.JOBS_TRASH_DAYS = 0

    assert services.purge_trash() == 1

    assert not Upload.objects.exists()
    assert not MediaAsset.objects.exists()


def test_without_its_picture_a_video_is_not_made(make_video, scene, tmp_path):
    video = make_video(background={"kind": "picture", "upload": scene.pk})
    Video.objects.update(backdrop=None)

    with pytest.raises(MaterialGoneError) as failed:
        asked_of(video, tmp_path)

    assert failed.value.code == "background_gone"


@pytest.mark.parametrize(
    ("background", "code"),
    [
        ("nowhere", "unknown_background"),
        ("#12345", "bad_background"),
        ({"kind": "gradient", "from": "#112233"}, "bad_background"),
        ({"kind": "gradient", "from": "red", "to": "#112233"}, "bad_background"),
        ({"kind": "picture", "path": "/etc/passwd"}, "unknown_upload"),
        ({"kind": "picture", "upload": "x"}, "unknown_upload"),
        ({"kind": "film"}, "bad_background"),
        ({}, "bad_background"),
    ],
    ids=str,
)
def test_impossible_backgrounds_are_refused(make_video, background, code):
    with pytest.raises(ServiceError) as refused:
        make_video(background=background)

    assert (refused.value.code, list(refused.value.fields)) == (code, ["background"])


def test_a_recording_is_no_background(as_alice, make_video, make_upload, sent, quick):
    recording = make_upload()

    with pytest.raises(ServiceError) as refused:
        make_video(background={"kind": "picture", "upload": recording.pk})
    form = {"file": sent("a.mp4", kind="video"), "purpose": "background"}
    film = as_alice.post("/api/v1/uploads/", form)

    assert refused.value.code == "not_a_picture"
    assert (film.status_code, film.json()["code"]) == (422, "not_a_picture")


def test_someone_elses_picture_is_no_background(make_video, make_upload, bob):
    theirs = make_upload("us.png", "background", owner=bob)

    with pytest.raises(ServiceError) as refused:
        make_video(background={"kind": "picture", "upload": theirs.pk})

    assert refused.value.code == "unknown_upload"


def test_captions_are_frozen_with_the_order(make_video, tmp_path):
    video = make_video(captions=CAPTIONS)

    asked = asked_of(video, tmp_path)
    assert (asked["captions"], asked["subtitles"]) == (CAPTIONS, True)
    assert video.settings["captions"] == CAPTIONS


@pytest.mark.parametrize(
    "wrong",
    [{"position": "left"}, {"colour": "white"}, {"highlight": "#xyzxyz"}, {"font": "Arial"}],
    ids=str,
)
def test_impossible_captions_are_refused(make_video, wrong):
    with pytest.raises(ServiceError) as refused:
        make_video(captions={**CAPTIONS, **wrong})

    assert (refused.value.code, list(refused.value.fields)) == ("bad_captions", ["captions"])


@pytest.mark.parametrize("pitch", [-6.5, 7, math.nan, math.inf])
def test_the_pitch_has_limits(alice, anna, pitch):
    speech = {"kind": "text", "text": "Hi.", "voice": "piper-joe-en", "pitch": pitch}

    with pytest.raises(ServiceError) as refused:
        services.create_video(alice, avatar=anna, speech=speech)

    assert refused.value.code == "bad_pitch"


def test_the_api_takes_all_of_it(as_alice, anna, scene):
    speech = {"kind": "text", "text": "Hi.", "voice": "piper-joe-en", "pitch": -2.5}
    order = {
        "avatar": anna.pk,
        "speech": speech,
        "captions": {"size": "small"},
        "background": {"kind": "picture", "upload": scene.pk},
    }

    made = as_alice.post("/api/v1/videos/", order, content_type="application/json").json()

    assert made["settings"]["speech"]["pitch"] == made["settings"]["pitch"] == -2.5
    assert made["settings"]["captions"]["size"] == "small"
    assert made["settings"]["captions"]["highlight"] == "#ffd400"
    assert made["settings"]["background"] == {"kind": "picture", "upload": str(scene.pk)}
    assert (made["subtitles"], made["transcript_url"]) == (None, None)


@pytest.mark.usefixtures("fake_rendering")
def test_what_is_said_can_be_fetched_by_its_owner_alone(as_alice, make_video, client, bob):
    video = make_video()
    actors.run_next_job()

    made = as_alice.get(f"/api/v1/videos/{video.pk}/").json()
    links = made["subtitles"]
    shown = as_alice.get(links["vtt_url"])
    saved = as_alice.get(links["srt_download_url"])
    transcript = as_alice.get(made["transcript_url"])

    assert (shown["Content-Type"], shown.getvalue()) == (
        "text/vtt; charset=utf-8",
        b"result.vtt",
    )
    assert not shown["Content-Disposition"].startswith("attachment")
    assert saved["Content-Disposition"] == 'attachment; filename="Hello there.srt"'
    assert saved["Content-Type"] == "application/x-subrip"
    assert transcript["Content-Type"] == "application/json"
    client.force_login(bob)
    assert client.get(links["vtt_url"].partition("?")[0]).status_code == 404


@pytest.mark.usefixtures("fake_rendering")
def test_subtitles_go_with_the_video(make_video, settings):
    video = make_video()
    actors.run_next_job()
    services.delete_video(video)
    settings.JOBS_TRASH_DAYS = 0

    services.purge_trash()

    assert not MediaAsset.objects.exists()
