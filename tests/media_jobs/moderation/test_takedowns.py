"""Tests for videos that nobody gets to see any more."""

import pytest

from accounts.models import AuditEvent
from media_jobs import services, sharing, takedowns
from media_jobs.refusals import ServiceError
from media_jobs.storage import asset_url


@pytest.fixture
def video(make_finished):
    return make_finished()


@pytest.fixture
def take_down(moderator):
    return lambda video, reason="No.": takedowns.take_down(video, moderator, reason)


def paths_of(video) -> list[str]:
    """Signed and plain addresses of the film."""
    return [asset_url(video.file, video.title), f"/media/{video.file.pk}/film.mp4"]


def test_nobody_gets_the_files_its_owner_included(as_alice, video, take_down):
    paths = paths_of(video)
    before = [as_alice.get(path).status_code for path in paths]

    take_down(video)

    assert before == [200, 200]
    assert [as_alice.get(path).status_code for path in paths] == [404, 404]


def test_links_end_and_work_again_once_it_is_put_back(client, video, take_down, moderator):
    link = sharing.share(video, days=7)
    page = sharing.page_url(link).removeprefix("https://studio.example.org")
    film = sharing.file_url(link, "video.mp4")

    take_down(video)
    down = [client.get(path).status_code for path in (page, film)]
    video.refresh_from_db()
    takedowns.put_back(video, moderator)

    assert down == [410, 410]
    assert [client.get(path).status_code for path in (page, film)] == [200, 200]


def test_its_owner_is_told_why_by_mail_and_on_its_page(as_alice, video, take_down, mailoutbox):
    take_down(video, "It shows <b>somebody</b> else.")

    [mail] = mailoutbox
    page = as_alice.get(f"/videos/{video.pk}/").text
    assert "was taken down" in mail.subject
    assert mail.to == ["alice@example.org"]
    assert "It shows <b>somebody</b> else." in mail.body
    assert "It shows &lt;b&gt;somebody&lt;/b&gt; else." in mail.alternatives[0].content
    assert "It shows &lt;b&gt;somebody&lt;/b&gt; else." in page
    assert "<video" not in page
    assert "Taken down" in as_alice.get("/library/").text


def test_it_is_on_record_who_did_it_and_why(video, take_down, moderator):
    take_down(video, "Fraud.")

    event = AuditEvent.objects.get(action="video.taken_down")
    assert (event.actor, event.object_id, event.changes) == (
        moderator,
        str(video.pk),
        {"reason": [None, "Fraud."]},
    )


def test_nothing_more_is_made_of_it(video, take_down):
    take_down(video)
    video.refresh_from_db()

    with pytest.raises(ServiceError) as caught:
        services.measure_video(video)

    assert caught.value.code == "video_taken_down"


def test_what_is_under_way_is_stopped(make_job, moderator):
    job = make_job()

    takedowns.take_down(job.video, moderator, "No.")

    job.refresh_from_db()
    assert job.state == "cancelled"
    with pytest.raises(ServiceError) as caught:
        services.retry_job(job)
    assert caught.value.code == "video_taken_down"


@pytest.mark.parametrize(
    ("reasons", "code"), [([" "], "empty_reason"), (["No."] * 2, "already_taken_down")]
)
def test_it_is_taken_down_once_and_for_a_reason(video, take_down, reasons, code):
    *first, last = reasons
    for reason in first:
        take_down(video, reason)

    with pytest.raises(ServiceError) as caught:
        take_down(video, last)

    assert caught.value.code == code
    assert AuditEvent.objects.filter(action="video.taken_down").count() == len(first)


def test_what_is_up_cannot_be_put_back(video, moderator):
    with pytest.raises(ServiceError) as caught:
        takedowns.put_back(video, moderator)

    assert caught.value.code == "not_taken_down"
