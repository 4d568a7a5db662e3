"""Tests for addresses that open a file by themselves: `signed_urls`, `media_views`."""

import re

import pytest
from django.utils import timezone

from media_jobs import signed_urls, storage


@pytest.fixture
def asset(make_finished):
    return make_finished(title="How a volcano is born").file


@pytest.fixture
def url(asset) -> str:
    return storage.asset_url(asset, "Volcano")


def later(monkeypatch, hours):
    now = timezone.now().timestamp()
    monkeypatch.setattr(signed_urls.time, "time", lambda: now + hours * 3600)


def test_a_signed_address_opens_without_a_session(client, url):
    response = client.get(url, HTTP_RANGE="bytes=2-5")

    assert response.status_code == 206
    assert response.getvalue() == b"2345"


def test_it_works_for_half_of_its_lifetime_at_least(client, url, monkeypatch):
    later(monkeypatch, 5.9)

    assert client.get(url).status_code == 200


def test_it_ends(client, url, monkeypatch):
    later(monkeypatch, 12.1)

    assert client.get(url)["Location"].startswith("/accounts/login/")


def test_its_owner_still_gets_the_file(as_alice, url, monkeypatch):
    monkeypatch.setattr(signed_urls, "is_signed", lambda *_: False)

    assert as_alice.get(url).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda url: re.sub(r"expires=(\d+)", lambda m: f"expires={int(m[1]) + 1}", url),
        lambda url: re.sub(r"expires=\d+", "expires=9999999999", url),
        lambda url: re.sub(r"expires=\d+", "expires=-1", url),
        lambda url: re.sub(r"expires=\d+", "expires=²", url),
        lambda url: re.sub(r"signature=\w+", "signature=", url),
        lambda url: re.sub(r"signature=\w+", "signature=é", url),
        lambda url: url.partition("?")[0],
    ],
    ids=["later", "much later", "before", "no digit", "unsigned", "not ascii", "bare"],
)
def test_it_cannot_be_changed(client, url, change):
    assert client.get(change(url)).status_code == 302


def test_a_signature_opens_one_file_only(client, make_finished, url):
    other = make_finished(title="Secret").file
    parameters = url.partition("?")[2]

    response = client.get(f"/media/{other.pk}/secret.mp4?{parameters}")

    assert response.status_code == 302


def test_the_thumbnail_does_not_open_the_picture(client, make_avatar, alice):
    mine = make_avatar(owner=alice)
    small = storage.thumbnail_url(mine)

    assert client.get(small).status_code == 200
    assert client.get(small.replace("/thumbnail", "/picture")).status_code == 302


def test_an_address_stays_the_same_so_that_caches_help(asset, url):
    assert storage.asset_url(asset, "Volcano") == url


def test_another_secret_opens_nothing(client, url, settings):
    settings.SECRET_KEY = "another"

    assert client.get(url).status_code == 302


def test_a_file_opened_as_a_page_can_do_nothing(client, url):
    response = client.get(url)

    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Content-Disposition"] == "inline"
