"""Tests for measuring finished videos."""

from pathlib import Path

import pytest

from media_jobs import actors, events, services
from media_jobs.models import MediaAsset, MediaJob, QualityReport, Video


def url(video) -> str:
    return f"/api/v1/videos/{video.pk}/quality/"


@pytest.fixture
def measured(make_finished, fake_rendering) -> Video:
    video = make_finished()
    services.measure_video(video)
    actors.run_next_job()
    return Video.objects.get(pk=video.pk)


def test_a_finished_video_is_measured_when_asked(as_alice, make_finished, fake_rendering):
    video = make_finished(title="Film")

    before = as_alice.get(url(video)).json()
    asked = as_alice.post(url(video))
    waiting = as_alice.get(url(video)).json()
    actors.run_next_job()
    report = as_alice.get(url(video)).json()

    assert (before["report"], before["job"], before["thumbnails"]) == (None, None, [])
    assert (asked.status_code, asked.json()["kind"]) == (202, "quality")
    assert waiting["job"]["state"] == "queued"
    assert report["job"]["state"] == "succeeded"
    assert report["report"]["lines"][0]["code"] == "closure"
    assert as_alice.get(report["picture_url"]).getvalue() == b"chart"
    (thumbnail,) = report["thumbnails"]
    assert thumbnail["facts"] == {"start": 1.0, "end": 1.5, "reason": "profile"}
    assert as_alice.get(thumbnail["url"]).getvalue() == b"frame"
    assert [span["thumbnail"] for span in report["report"]["untouched"]] == [
        thumbnail["url"],
        None,
    ]


def test_the_video_itself_is_left_as_it_is(as_alice, measured):
    shown = as_alice.get(f"/api/v1/videos/{measured.pk}/").json()

    assert (shown["job"]["kind"], shown["job"]["state"]) == ("talk", "succeeded")
    assert (shown["has_quality"], shown["duration"]) == (True, 2.0)


def test_asking_twice_makes_one_job(as_alice, make_finished):
    video = make_finished()

    first, second = (as_alice.post(url(video)) for _ in range(2))

    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"]


def test_measuring_again_replaces_report_and_pictures(measured):
    old = [Path(asset.file.path) for asset in measured.files[2:]]

    services.measure_video(measured)
    actors.run_next_job()

    assert len(old) == 2
    assert not any(path.exists() for path in old)
    assert QualityReport.objects.count() == 1
    assert MediaAsset.objects.count() == 4


def test_an_unfinished_video_cannot_be_measured(as_alice, make_video):
    response = as_alice.post(url(make_video()))

    assert (response.status_code, response.json()["code"]) == (409, "video_not_finished")


@pytest.mark.parametrize("method", ["get", "post"])
def test_someone_elses_video_is_not_found(client, bob, measured, method):
    client.force_login(bob)

    assert getattr(client, method)(url(measured)).status_code == 404
    assert client.get(f"/media/{measured.quality.picture.pk}/x.png").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_measure_nothing(client, make_finished, method):
    assert getattr(client, method)(url(make_finished())).status_code == 401


def test_every_video_is_made_before_any_is_measured(make_finished, make_job, bob):
    measuring, _ = services.measure_video(make_finished())
    waiting = [make_job(), make_job(owner=bob)]

    positions = events.queue_positions()

    assert positions[measuring.pk] == 3
    assert MediaJob.objects.claim_next() in waiting
    assert MediaJob.objects.claim_next() in waiting
    assert MediaJob.objects.claim_next() == measuring


def test_a_new_rendering_forgets_what_was_measured_before(measured, fake_rendering):
    pictures = [Path(asset.file.path) for asset in measured.quality.files]
    MediaJob.objects.filter(kind="talk").update(state="queued")

    actors.run_next_job()

    assert not QualityReport.objects.exists()
    assert not any(path.exists() for path in pictures)


def test_a_video_that_was_made_anew_is_not_measured_by_an_old_order(
    make_finished, fake_rendering, tmp_path
):
    video = make_finished()
    job, _ = services.measure_video(video)
    Video.objects.filter(pk=video.pk).update(file=video.poster)

    actors.run_next_job()

    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "video_gone")
    assert not QualityReport.objects.exists()


def test_the_report_of_a_rendering_and_its_curves_are_kept(as_alice, make_job, fake_rendering):
    make_job(curves=True, title="My film")

    actors.run_next_job()

    (shown,) = as_alice.get("/api/v1/videos/").json()["results"]
    curves = as_alice.get(shown["curves_url"])
    assert {"version": 1, "untouched_share": 0.0}.items() <= shown["report"].items()
    assert curves.getvalue() == b"{}"
    assert curves["Content-Disposition"] == 'attachment; filename="My film.json"'
    assert curves["Content-Type"] == "application/json"
