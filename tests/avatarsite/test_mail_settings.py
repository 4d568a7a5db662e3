"""Tests for the settings of e-mail and links."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from avatarsite import env
from media_jobs.mail_server import MailServer

NAME = "AVATAR_TEST_VALUE"
REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", ""),
        ("https://studio.example.org", "https://studio.example.org"),
        ("http://10.0.0.2:8000/", "http://10.0.0.2:8000"),
    ],
)
def test_the_address_of_the_site_has_no_slash_at_its_end(monkeypatch, written, meant):
    monkeypatch.setenv(NAME, written)

    assert env.site_url(NAME) == meant


@pytest.mark.parametrize(
    "written",
    [
        "studio.example.org",
        "ftp://studio.example.org",
        "https://studio.example.org/path",
        "https://me@studio.example.org",
        "https://studio.example.org?x=1",
        "https://studio.example.org:port",
        "https://",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(monkeypatch, written):
    monkeypatch.setenv(NAME, written)

    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.site_url(NAME)


def test_a_sender_is_a_name_with_an_address_or_the_address_alone(monkeypatch):
    monkeypatch.setenv(NAME, "Grüße <studio@example.org>")
    named = env.mail_sender(NAME, "x@example.org")
    monkeypatch.setenv(NAME, "studio@example.org")

    assert named.endswith("<studio@example.org>")
    assert env.mail_sender(NAME, "x@example.org") == "studio@example.org"


@pytest.mark.parametrize("written", ["Avatar Studio", "studio@", "a b <c>"])
def test_a_sender_without_an_address_is_refused(monkeypatch, written):
    monkeypatch.setenv(NAME, written)

    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.mail_sender(NAME, "x@example.org")


def test_a_server_without_a_sender_ends_the_start_and_shows_no_password(tmp_path):
    finished = subprocess.run(
        [sys.executable, "-c", "import avatarsite.settings"],
        cwd=REPOSITORY,
        env=os.environ
        | {
            "AVATAR_DATA_DIR": str(tmp_path),
            "AVATAR_SMTP_URL": "smtp://me:s3cret@mail.example.org",
            "AVATAR_MAIL_FROM": "",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert finished.returncode == 1
    assert "AVATAR_SMTP_URL needs AVATAR_MAIL_FROM" in finished.stderr
    assert "s3cret" not in finished.stderr


@pytest.mark.parametrize(
    ("server", "site", "found"),
    [
        (None, "", set()),
        (MailServer("mail.example.org", 587, starttls=True), "https://x.example.org", set()),
        (MailServer("mail.example.org", 587, starttls=True), "", {"media_jobs.W004"}),
        (
            MailServer("mail.example.org", 587, "me", "x"),
            "https://x.example.org",
            {"media_jobs.W003"},
        ),
    ],
    ids=["no server", "well set", "no address of the site", "password in the open"],
)
def test_what_cannot_be_meant_is_warned_of(settings, server, site, found):
    settings.MAIL_SERVER, settings.SITE_URL = server, site

    warnings = {message.id for message in run_checks() if message.id in WARNED}

    assert warnings == found


WARNED = {"media_jobs.W003", "media_jobs.W004"}
