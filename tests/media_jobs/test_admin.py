"""Tests for the Django admin of videos, jobs, presenters and files."""

import pytest

from accounts.models import User
from media_jobs.models import MediaJob, QualityReport, Video

PAGES = ("avatar", "video", "mediajob", "mediaasset", "upload", "qualityreport", "dubproject")


@pytest.fixture
def as_admin(client, db):
    client.force_login(User.objects.create_superuser("root@example.org", "x"))
    return client


@pytest.fixture
def rows(make_finished, make_upload, make_dub, anna):
    """A row of every page."""
    video = make_finished()
    Video.objects.update(report={"engine": "warp"})
    return {
        "avatar": anna,
        "video": video,
        "mediajob": video.jobs.get(),
        "mediaasset": video.file,
        "upload": make_upload("alice.png", "face"),
        "dubproject": make_dub(),
        "qualityreport": QualityReport.objects.create(
            video=video, report={"grade": "<good>"}, picture=video.poster
        ),
    }


@pytest.mark.parametrize("page", PAGES)
def test_lists_can_be_searched_and_filtered(as_admin, rows, page):
    response = as_admin.get(
        f"/admin/media_jobs/{page}/", {"q": "alice" if page != "avatar" else "anna"}
    )

    assert response.context["cl"].result_count >= 1


@pytest.mark.parametrize("page", ["video", "mediajob", "mediaasset"])
def test_a_row_is_found_by_its_id(as_admin, rows, page):
    response = as_admin.get(f"/admin/media_jobs/{page}/", {"q": str(rows[page].pk)})

    assert [row.pk for row in response.context["cl"].result_list] == [rows[page].pk]


@pytest.mark.parametrize("page", PAGES)
def test_rows_can_be_looked_at_but_not_added(as_admin, rows, page):
    assert as_admin.get(f"/admin/media_jobs/{page}/{rows[page].pk}/change/").status_code == 200
    assert as_admin.get(f"/admin/media_jobs/{page}/add/").status_code == 403


def test_thumbnails_are_shown_to_administrators_only(as_admin, client, make_finished, anna, alice):
    video = make_finished(content=b"poster")
    poster = f"/admin/media_jobs/video/{video.pk}/thumbnail"

    assert poster in as_admin.get("/admin/media_jobs/video/").text
    assert as_admin.get(poster).getvalue() == b"poster"
    assert as_admin.get(f"/admin/media_jobs/avatar/{anna.pk}/thumbnail").status_code == 200
    assert as_admin.get("/admin/media_jobs/video/nonsense/thumbnail").status_code == 404
    client.force_login(alice)
    assert client.get(poster).status_code == 302


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("video", "&quot;engine&quot;: &quot;warp&quot;"),
        ("upload", "&quot;verdict&quot;: &quot;good&quot;"),
        ("qualityreport", "&lt;good&gt;"),
    ],
)
def test_stored_facts_can_be_read(as_admin, rows, page, shown):
    text = as_admin.get(f"/admin/media_jobs/{page}/{rows[page].pk}/change/").text

    assert "<pre>{" in text
    assert shown in text


@pytest.mark.parametrize("page", ["video", "upload", "qualityreport"])
def test_people_see_no_thumbnails_of_the_admin(client, alice, rows, page):
    client.force_login(alice)

    response = client.get(f"/admin/media_jobs/{page}/{rows[page].pk}/thumbnail")

    assert response.status_code == 302


def test_an_administrator_cannot_fetch_the_film_of_another_person(as_admin, make_finished):
    video = make_finished()

    assert as_admin.get(f"/media/{video.file.pk}/film.mp4").status_code == 404


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [("cancel_jobs", "queued", "cancelled"), ("retry_jobs", "failed", "queued")],
)
def test_jobs_can_be_cancelled_and_retried(as_admin, make_job, action, before, after):
    jobs = [make_job(), make_job()]
    MediaJob.objects.filter(pk=jobs[0].pk).update(state=before)
    MediaJob.objects.filter(pk=jobs[1].pk).update(state="succeeded")

    response = as_admin.post(
        "/admin/media_jobs/mediajob/",
        {"action": action, "_selected_action": [job.pk for job in jobs]},
        follow=True,
    )

    states = dict(MediaJob.objects.values_list("pk", "state"))
    assert states == {jobs[0].pk: after, jobs[1].pk: "succeeded"}
    assert len(response.context["messages"]) == 2
