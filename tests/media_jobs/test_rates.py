"""Tests for `media_jobs.rates` and the throttle of the API as a whole."""

import pytest
from django.core.cache import cache
from django.urls import URLPattern, get_resolver
from rest_framework.views import APIView

from media_jobs import rates, throttles


@pytest.fixture(autouse=True)
def from_the_beginning(monkeypatch):
    """A clock that stands still, ten seconds into a minute."""
    cache.clear()
    monkeypatch.setattr(rates.time, "time", lambda: 600_010.0)


def test_within_the_limit_nobody_waits():
    assert [rates.seconds_to_wait("x", 2) for _ in range(2)] == [0, 0]


def test_over_the_limit_one_waits_for_the_next_window(monkeypatch):
    waits = [rates.seconds_to_wait("x", 1) for _ in range(2)]
    monkeypatch.setattr(rates.time, "time", lambda: 600_060.0)

    assert waits == [0, 50]
    assert rates.seconds_to_wait("x", 1) == 0


def test_without_a_limit_nothing_is_counted():
    assert not any(rates.seconds_to_wait("x", 0) for _ in range(5))


def test_a_counter_that_the_cache_dropped_stops_nobody(monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *_: None)

    assert rates.seconds_to_wait("x", 1) == 0


def test_people_see_a_page_that_says_when_to_try_again(as_alice, settings):
    settings.RATES_REQUESTS_PER_MINUTE = 1
    as_alice.get("/library/")

    response = as_alice.get("/library/")

    assert (response.status_code, response["Retry-After"]) == (429, "50")
    assert "50 seconds" in response.text


def test_programs_get_json(as_alice, settings):
    settings.RATES_REQUESTS_PER_MINUTE = 1
    as_alice.get("/api/v1/voices/")

    response = as_alice.get("/api/v1/voices/")

    assert (response.status_code, response["Retry-After"]) == (429, "50")
    assert response.json()["code"] == "throttled"


def test_one_persons_requests_do_not_count_for_another(as_alice, bob, settings):
    from django.test import Client

    settings.RATES_REQUESTS_PER_MINUTE = 1
    other = Client()
    other.force_login(bob)
    as_alice.get("/library/")

    assert other.get("/library/").status_code == 200


def test_strangers_count_by_their_address(client, alice, settings):
    settings.RATES_REQUESTS_PER_MINUTE = 1
    client.get("/accounts/login/")

    assert client.get("/accounts/login/").status_code == 429
    assert client.get("/accounts/login/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_api_has_a_limit_of_its_own(as_alice, settings):
    settings.RATES_API_PER_MINUTE = 2
    for _ in range(2):
        as_alice.get("/api/v1/voices/")

    response = as_alice.get("/api/v1/jobs/")

    assert (response.status_code, response["Retry-After"]) == (429, "50")
    assert response.json()["code"] == "throttled"
    assert as_alice.get("/library/").status_code == 200


def test_a_view_with_several_throttles_counts_once(as_alice, settings):
    settings.RATES_API_PER_MINUTE = 2
    path = "/api/v1/dubs/0b6c1b3e-9d5c-4f8e-8a52-0d5f7f6c5a11/targets/"

    assert [as_alice.get(path).status_code for _ in range(3)] == [405, 405, 429]


def every_api_view():
    def patterns(resolver):
        for entry in resolver.url_patterns:
            yield from (entry,) if isinstance(entry, URLPattern) else patterns(entry)

    views = (getattr(pattern.callback, "cls", None) for pattern in patterns(get_resolver()))
    return {view for view in views if isinstance(view, type) and issubclass(view, APIView)}


def test_every_view_of_the_api_counts_for_the_whole():
    views = every_api_view()
    ours = (throttles.ApiThrottle, throttles._PostThrottle)

    assert len(views) > 20
    uncounted = {
        view for view in views if not any(issubclass(t, ours) for t in view.throttle_classes)
    }
    assert uncounted == set()
