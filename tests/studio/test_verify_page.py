"""Tests for the page that tells whether a video was made here."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from media_jobs import verifying
from media_jobs.models import ProvenanceRecord
from media_jobs.verifying import Answer, Verdict
from studio import verdict_words

CODES = (
    "same_file",
    *(f"credentials_{state}" for state in ("none", "ours", "trusted", "unknown", "altered")),
    *(f"watermark_{state}" for state in ("ours", "foreign", "none")),
    *(f"label_{state}" for state in ("seen", "gone", "never")),
)


@pytest.fixture(autouse=True)
def site(settings, alice):
    cache.clear()
    settings.SITE_URL = "https://studio.example.org"


def test_everything_that_can_be_found_has_words():
    assert set(verdict_words.REASONS) == set(CODES)
    assert set(verdict_words.ANSWERS) == set(Answer)
    assert set(verdict_words.KINDS) == set(ProvenanceRecord.Kind)


def test_anybody_may_open_it_and_reads_what_it_cannot_say(client):
    response = client.get("/verify/")

    html = response.content.decode()
    assert response.status_code == 200
    assert "It cannot say" in html
    assert "that something is real" in html


@pytest.fixture
def answered(monkeypatch):
    """Any file gets this answer."""
    verdict = Verdict(Answer.COPY, ("credentials_none", "watermark_ours"), "00000000ff", kind="dub")
    monkeypatch.setattr(verifying, "verify_file", lambda _: verdict)


def sent(client, **headers):
    file = SimpleUploadedFile("film.mp4", b"....ftypisom")
    return client.post("/verify/", {"file": file}, headers=headers)


def test_the_answer_comes_with_its_reasons(client, answered):
    html = sent(client).content.decode()

    assert "Made here, and changed since" in html
    assert "Found in the picture, with a number of this site." in html
    assert "a real video, dubbed into another language" in html
    assert "<form" in html


def test_the_script_gets_the_answer_alone(client, answered):
    html = sent(client, x_part="answer").content.decode()

    assert "Made here, and changed since" in html
    assert "<form" not in html


def test_a_link_elsewhere_is_refused_with_a_way_out(client):
    response = client.post("/verify/", {"link": "https://other.example.org/watch/x/"})

    assert response.status_code == 400
    assert "Save the video and send the file." in response.content.decode()


def test_what_is_too_large_is_refused(client, settings):
    settings.VERIFY_MAX_MB = 1

    response = client.post(
        "/verify/", CONTENT_LENGTH=str(2 << 20), content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 413


def test_who_asks_too_often_waits(client, answered, settings):
    settings.VERIFY_PER_HOUR = 1

    responses = [sent(client) for _ in range(2)]

    assert [response.status_code for response in responses] == [200, 429]
    assert int(responses[1]["Retry-After"]) > 0
