"""Tests for ``avatarsite.middleware.guard_the_api`` and ``avatarsite.failures``."""

import pytest

from avatarsite import failures


def test_a_program_that_asks_over_http_is_told_and_not_led_on(client, alice, settings):
    settings.SECURE_SSL_REDIRECT = True

    refused = client.get("/api/v1/videos/", headers={"Authorization": "Bearer avs_secret"})
    page = client.get("/library/")

    assert (refused.status_code, refused.json()["code"]) == (403, "https_only")
    assert page["Location"].startswith("https://")


def test_answers_of_the_api_are_kept_by_nobody(as_alice):
    assert as_alice.get("/api/v1/videos/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/videos/0.5/restore/"])
def test_addresses_of_the_api_that_lead_nowhere_answer_in_its_shape(as_alice, path):
    response = as_alice.post(path)

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: failures.bad_request(request, Exception()), 400),
        (lambda request: failures.forbidden(request, Exception()), 403),
        (failures.failed, 500),
    ],
)
def test_other_failures_do_too_and_pages_stay_pages(rf, answer, status):
    told, shown = answer(rf.get("/api/v1/videos/")), answer(rf.get("/library/"))

    assert (told.status_code, told["Content-Type"]) == (status, "application/json")
    assert (shown.status_code, shown["Content-Type"]) == (status, "text/html; charset=utf-8")
