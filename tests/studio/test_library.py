"""Tests for the library page."""

import json
import re

import pytest

from media_jobs import services
from studio.views import PAGE_SIZE


def data_of(response, name="studio-data"):
    """A data block of a page."""
    block = re.search(rf'<script id="{name}"[^>]*>(.*?)</script>', response.content.decode())
    return json.loads(block[1])


def titles(response):
    return [film.video.title for film in response.context["films"]]


# -- studio ---------------------------------------------------------------------------------------


def test_an_empty_library_leads_to_the_first_video(as_alice):
    page = as_alice.get("/library/").content.decode()

    assert "Make the first video" in page
    assert re.search(r"data-when-filled\s+hidden", page)
    assert not re.search(r"data-when-empty\s+hidden", page)


def test_the_library_shows_own_videos_outside_the_trash(as_alice, bob, make_video):
    make_video(title="Mine")
    make_video(title="Not mine", owner=bob)
    services.delete_video(make_video(title="Gone"))

    assert titles(as_alice.get("/library/")) == ["Mine"]


def test_a_finished_card_can_be_played_and_downloaded(as_alice, make_video):
    make_video()

    page = as_alice.get("/library/").content.decode()

    assert 'data-act="play"' in page
    assert "1:02" in page
    assert "1.2 MB" in page
    assert "?download=1" in page


def test_a_card_that_failed_for_its_text_offers_to_edit_it_instead(as_alice, make_video):
    video = make_video("failed", job={"error_code": "unspeakable_text"})

    page = as_alice.get("/library/").content.decode()

    assert "The voice cannot say this text" in page
    assert 'data-act="retry"' not in page
    assert f"?from={video.pk}" in page


def test_a_failed_card_explains_itself_and_offers_another_try(as_alice, make_video):
    make_video("failed", job={"error_code": "job_time_limit"})

    page = as_alice.get("/library/").content.decode()

    assert "It took too long" in page
    assert "Split it into two shorter videos" in page
    assert 'data-act="retry"' in page
    assert 'data-act="play"' not in page


def test_a_card_says_that_a_recording_is_one(as_alice, make_video):
    make_video(title="Typed")
    assert "Recording</li>" not in as_alice.get("/library/").content.decode()

    make_video(title="Recorded", kind="recording", script="", language="")
    assert as_alice.get("/library/").content.decode().count("Recording</li>") == 1


def test_the_empty_library_waits_behind_the_last_video(as_alice, make_video):
    make_video()

    page = as_alice.get("/library/").content.decode()

    assert re.search(r"data-when-empty\s+hidden", page)
    assert not re.search(r"data-when-filled\s+hidden", page)


def test_an_unfinished_card_carries_its_job(as_alice, make_video):
    make_video("running", job={"stage": "lip_sync", "progress": 0.5})

    page = as_alice.get("/library/").content.decode()

    assert "Moving the lips" in page
    assert 'data-act="cancel"' in page
    assert "data-snapshot=" in page


def test_titles_are_shown_as_text(as_alice, make_video):
    make_video(title="<script>alert(1)</script>")

    page = as_alice.get("/library/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_searching_looks_into_titles(as_alice, make_video):
    make_video(title="How a Volcano is born")
    make_video(title="Opening hours")

    assert titles(as_alice.get("/library/", {"q": "volcano"})) == ["How a Volcano is born"]


def test_a_search_without_hits_says_so(as_alice, make_video):
    make_video()

    page = as_alice.get("/library/", {"q": "zebra"}).content.decode()

    assert "No title holds “zebra”." in page


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("newest", ["b", "C", "a"]),
        ("oldest", ["a", "C", "b"]),
        ("title", ["a", "b", "C"]),
        ("nonsense", ["b", "C", "a"]),
    ],
    ids=str,
)
def test_the_order_can_be_chosen(as_alice, make_video, sort, order):
    for title in ("a", "C", "b"):
        make_video(title=title)

    response = as_alice.get("/library/", {"sort": sort})

    assert titles(response) == order


def test_more_videos_are_fetched_page_by_page(as_alice, make_video):
    for n in range(PAGE_SIZE + 2):
        make_video("cancelled", title=f"Part {n}")

    first = as_alice.get("/library/")
    more = as_alice.get(first.context["next_page"], headers={"HX-Request": "true"})

    assert len(titles(first)) == PAGE_SIZE
    assert titles(more) == ["Part 1", "Part 0"]
    assert "<html" not in more.content.decode()
    assert more.context["next_page"] == ""


def test_a_library_of_many_videos_needs_few_queries(
    as_alice, make_video, django_assert_max_num_queries
):
    for _ in range(PAGE_SIZE):
        make_video()

    with django_assert_max_num_queries(10):
        as_alice.get("/library/")


def test_a_video_deleted_on_its_page_can_be_brought_back_from_the_library(as_alice, make_video):
    video = make_video(title="Gone")
    services.delete_video(video)

    response = as_alice.get("/library/", {"deleted": video.pk})

    assert response.context["deleted"] == video
    assert f'data-deleted="{video.pk}"' in response.content.decode()


def test_a_deleted_video_of_somebody_else_is_not_named(as_alice, bob, make_video):
    video = make_video(owner=bob)
    services.delete_video(video)

    assert as_alice.get("/library/", {"deleted": video.pk}).context["deleted"] is None


# -- one video ------------------------------------------------------------------------------------
