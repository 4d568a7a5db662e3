"""Tests for the database that a URL names."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from avatarsite import databases
from avatarsite.databases import database, is_mongodb, mongodb_settings

NAME = "AVATAR_TEST_VALUE"


def named(monkeypatch, url):
    monkeypatch.setenv(NAME, url)
    return database(NAME, Path("/default/x.sqlite3"))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("mongodb://localhost", "avatar_studio"),
        ("mongodb://ada:p%40ss@a.example.org,b.example.org/studio?tls=true", "studio"),
        ("mongodb+srv://ada:p@cluster0.abcde.mongodb.net/studio?w=majority", "studio"),
        ("mongodb+srv://ada:p@cluster0.abcde.mongodb.net/?w=majority", "avatar_studio"),
    ],
)
def test_an_address_of_mongodb_names_a_database_and_stays_whole_for_the_driver(
    monkeypatch, url, name
):
    entry = named(monkeypatch, url)

    assert is_mongodb(entry)
    assert entry["NAME"] == name
    assert entry["HOST"] == url


@pytest.mark.parametrize(
    ("options", "waits"), [("", 10_000), ("?serverSelectionTimeoutMS=500", None)]
)
def test_a_server_is_given_up_after_a_while_that_the_address_can_change(
    monkeypatch, options, waits
):
    entry = named(monkeypatch, f"mongodb://localhost/studio{options}")

    assert entry["OPTIONS"].get("serverSelectionTimeoutMS") == waits


@pytest.mark.parametrize(
    "url", ["mongodb://ada:hid/den@host/x", "mongodb://ada:hid@den@host/x", "mongodb://[hidden/x"]
)
def test_a_wrong_address_is_refused_without_showing_the_password(monkeypatch, url):
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is no address of MongoDB") as refused:
        named(monkeypatch, url)

    assert "hid" not in str(refused.value)
    assert "den" not in str(refused.value)


def test_a_server_that_does_not_answer_is_told_in_one_line(monkeypatch):
    entry = named(monkeypatch, "mongodb://127.0.0.1:9/x?serverSelectionTimeoutMS=50")
    gone = ConnectionHandler({"default": entry, "gone": entry})["gone"]
    monkeypatch.setattr(databases, "connection", gone)

    told = databases.unreachable()
    gone.close_pool()

    assert told == (
        "The database that AVATAR_DATABASE_URL names cannot be used: "
        "127.0.0.1:9: [Errno 111] Connection refused"
    )


@pytest.mark.sqlite
def test_a_file_needs_no_server():
    assert databases.unreachable() == ""


def test_apps_that_number_their_rows_get_keys_and_migrations_of_mongodb():
    settings = mongodb_settings(["accounts", "django.contrib.auth"])

    assert settings["INSTALLED_APPS"] == [
        "accounts",
        "avatarsite.mongodb.apps.MongoAuthConfig",
        "django_mongodb_backend",
    ]
    assert settings["MIGRATION_MODULES"]["auth"] == "avatarsite.mongodb.migrations.auth"
    assert not {"accounts", "media_jobs", "__pycache__"} & set(settings["MIGRATION_MODULES"])
