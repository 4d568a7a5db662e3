"""Tests for `avatarsite.env`."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from avatarsite import env
from avatarsite.databases import database

NAME = "AVATAR_TEST_VALUE"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1", True), ("Yes", True), ("on", True), ("0", False), ("false", False), ("  ", True)],
)
def test_a_flag_is_a_yes_or_a_no_or_the_default(monkeypatch, written, meant):
    monkeypatch.setenv(NAME, written)

    assert env.flag(NAME, default=True) is meant


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (env.flag, "perhaps"),
        (lambda name: env.integer(name, 1), "many"),
        (lambda name: env.integer(name, 1, minimum=1), "0"),
        (lambda name: database(name, Path("x")), "mysql://host/name"),
    ],
    ids=["flag", "no number", "too small", "database"],
)
def test_a_wrong_value_names_the_variable(monkeypatch, read, written):
    monkeypatch.setenv(NAME, written)

    with pytest.raises(ImproperlyConfigured, match=NAME):
        read(NAME)


def test_a_list_is_separated_by_commas(monkeypatch):
    monkeypatch.setenv(NAME, "a.example, b.example,,")

    assert env.items(NAME) == ["a.example", "b.example"]


def test_a_folder_is_absolute(monkeypatch):
    monkeypatch.setenv(NAME, "~/here")

    assert env.folder(NAME, Path("there")) == Path.home() / "here"


def test_a_secret_is_made_once_for_this_account_only(monkeypatch, tmp_path):
    monkeypatch.delenv(NAME, raising=False)
    path = tmp_path / "data" / "key"

    first = env.secret(NAME, path)

    assert len(first) >= 50
    assert env.secret(NAME, path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_given_secret_makes_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv(NAME, "given")

    assert env.secret(NAME, tmp_path / "key") == "given"
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize(
    ("url", "name"),
    [("sqlite:////var/lib/a.sqlite3", "/var/lib/a.sqlite3"), ("", "/default/x.sqlite3")],
)
def test_a_database_url_names_a_file(monkeypatch, url, name):
    monkeypatch.setenv(NAME, url)

    assert database(NAME, Path("/default/x.sqlite3"))["NAME"] == name
