"""Tests for what pages say about the marks of videos, and offer."""

import pytest

from studio import choices
from studio.mark_words import facts_of

MARKS = {"identifier": "00000000ff", "label": {}, "watermark": True, "credentials": False}


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("page", ["/", "/dub/"])
@pytest.mark.parametrize(("policy", "offers"), [("optional", True), ("on", False), ("off", False)])
def test_the_label_is_offered_where_there_is_a_choice(as_alice, settings, page, policy, offers):
    settings.LABEL = policy

    html = as_alice.get(page).content.decode()

    assert ('name="mark_label"' in html) is offers


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize(("author", "offers"), [("account", True), ("none", False)])
def test_the_account_is_offered_where_it_would_be_named(as_alice, settings, author, offers):
    settings.CREDENTIALS_AUTHOR = author

    assert ('name="mark_account"' in as_alice.get("/").content.decode()) is offers


def test_a_copy_begins_with_the_marks_of_its_video(make_video):
    video = make_video(settings={"marks": {"label": False, "account": True}})

    assert choices.copied(video, [])["marks"] == {"label": False, "account": True}
    assert choices.first_choice([])["marks"] == {"label": True, "account": True}


def test_the_page_of_a_video_tells_its_marks(as_alice, make_video):
    video = make_video(report={"version": 1, "provenance": MARKS | {"label": {"language": "en"}}})

    html = as_alice.get(f"/videos/{video.pk}/").content.decode()

    assert "visible label, watermark" in html
    assert "00000000ff" in html


@pytest.mark.parametrize("report", [{}, {"provenance": None}])
def test_nothing_is_said_of_a_video_without_marks(report):
    assert not list(facts_of(report))
