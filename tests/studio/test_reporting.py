"""Tests for the page on which strangers report a shared video."""

import re

import pytest
from django.core import signing
from django.core.cache import cache

from media_jobs import services, sharing
from media_jobs.models import Report
from studio import reporting


@pytest.fixture(autouse=True)
def site(settings):
    cache.clear()
    settings.SITE_URL = "https://studio.example.org"


@pytest.fixture
def video(make_video):
    return make_video(title="Fire <b>")


@pytest.fixture
def page(video) -> str:
    link = sharing.share(video, days=7)
    return f"/watch/{sharing.token_of(link)}/report/"


@pytest.fixture
def stamp(monkeypatch) -> str:
    """Of a form that was handed out some seconds ago."""
    monkeypatch.setattr(reporting, "QUICKEST", -1)
    return reporting.new_stamp()


def test_the_share_page_leads_to_the_form(client, page):
    shared = client.get(page.removesuffix("report/")).text

    form = client.get(page)

    assert f'href="{page}"' in shared
    assert form.status_code == 200
    assert "Fire &lt;b&gt;" in form.text
    assert form["Referrer-Policy"] == "no-referrer"
    assert not form.cookies


def test_a_report_is_taken_with_its_number(client, page, video, stamp):
    values = {"reason": "likeness", "text": "Me!", "email": "zoe@example.org", "stamp": stamp}

    answer = client.post(page, values)

    report = Report.objects.get()
    assert (report.video, report.reason, report.text) == (video, "likeness", "Me!")
    assert report.reference in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "spite"},
        {"email": "no"},
        {"reason": "other"},
        {"text": "x" * 2001},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_kept(client, page, stamp, wrong):
    values = {"reason": "hate", "text": "", "email": "", "stamp": stamp, **wrong}

    answer = client.post(page, values)

    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert not Report.objects.exists()


@pytest.mark.parametrize("trap", [{"website": "https://x"}, {"stamp": "forged"}, {"stamp": ""}])
def test_programs_are_thanked_and_not_heard(client, page, stamp, trap):
    answer = client.post(page, {"reason": "hate", "stamp": stamp, **trap})

    assert answer.status_code in (200, 422)
    assert not Report.objects.exists()


def test_nobody_types_that_fast(client, page):
    handed_out = re.search(r'name="stamp" value="([^"]+)"', client.get(page).text)[1]

    client.post(page, {"reason": "hate", "stamp": handed_out})

    assert signing.TimestampSigner(salt=reporting.SALT).unsign(handed_out)
    assert not Report.objects.exists()


def test_who_reports_too_much_waits(client, page, stamp, monkeypatch):
    monkeypatch.setattr("studio.report_views.REPORTS_AN_HOUR", 1)

    answers = [
        client.post(page, {"reason": reason, "stamp": stamp}) for reason in ("hate", "sexual")
    ]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1]["Retry-After"]) > 0


def test_the_title_of_a_locked_video_is_not_told(client, video):
    link = sharing.share(video, days=7, password="open sesame")

    answer = client.get(f"/watch/{sharing.token_of(link)}/report/")

    assert answer.status_code == 200
    assert "Fire" not in answer.text


def test_ended_and_made_up_links_take_no_reports(client, page, video, stamp):
    made_up = client.post("/watch/made-up/report/", {"reason": "hate", "stamp": stamp})
    services.delete_video(video)

    assert made_up.status_code == 404
    assert client.post(page, {"reason": "hate", "stamp": stamp}).status_code == 410
    assert not Report.objects.exists()
