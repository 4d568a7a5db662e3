"""Tests for settings of share links and marks: what cannot be is refused in one clear line."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from avatarsite import trust_settings


@pytest.mark.parametrize(
    ("written", "sites"),
    [
        ("", ["*"]),
        ("https://school.example.org", ["https://school.example.org"]),
        (
            "https://*.example.com, http://localhost:8080",
            ["https://*.example.com", "http://localhost:8080"],
        ),
    ],
    ids=["all", "one", "two"],
)
def test_sites_that_may_show_a_frame_are_read(monkeypatch, written, sites):
    monkeypatch.setenv("AVATAR_EMBED_SITES", written)

    assert trust_settings.frame_sources("AVATAR_EMBED_SITES") == sites


@pytest.mark.parametrize(
    "written",
    ["example.org", "https://a.example; script-src *", "https://a.example/path", "javascript:x"],
)
def test_nothing_else_gets_into_the_policy(monkeypatch, written):
    monkeypatch.setenv("AVATAR_EMBED_SITES", written)

    with pytest.raises(ImproperlyConfigured, match="AVATAR_EMBED_SITES"):
        trust_settings.frame_sources("AVATAR_EMBED_SITES")


def test_certificate_and_key_need_each_other(monkeypatch, tmp_path):
    certificate = tmp_path / "chain.pem"
    certificate.write_text("-----BEGIN CERTIFICATE-----")
    monkeypatch.setenv("AVATAR_C2PA_CERTIFICATE", str(certificate))

    with pytest.raises(ImproperlyConfigured, match="need each other"):
        trust_settings.certificate_files()


def test_a_file_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("AVATAR_C2PA_KEY", str(tmp_path / "key.pem"))

    with pytest.raises(ImproperlyConfigured, match=r"key\.pem"):
        trust_settings.certificate_files()


def test_without_files_the_site_makes_its_own(monkeypatch):
    for name in ("AVATAR_C2PA_CERTIFICATE", "AVATAR_C2PA_KEY"):
        monkeypatch.delenv(name, raising=False)

    assert trust_settings.certificate_files() == (None, None)
