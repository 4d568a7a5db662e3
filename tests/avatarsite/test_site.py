"""Tests for what holds on every page: headers, static files, the deployment check."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from avatarsite.static import collect_if_changed


def manage(*arguments, data_dir, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.REPOSITORY,
        env=os.environ | {"AVATAR_DATA_DIR": str(data_dir)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_policy_allows_only_our_own(client, alice):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "connect-src 'self' ws://testserver wss://testserver" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_browser_that_guesses_the_icon_finds_it(client, alice):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert response["Location"] == "/static/img/favicon.svg"
    assert (settings.REPOSITORY / "static" / "img" / "favicon.svg").is_file()


def test_other_sites_learn_and_do_nothing(client, alice):
    response = client.get("/accounts/login/")

    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_an_unknown_host_is_refused(client, db):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_cookies_are_out_of_reach_of_other_sites(client, alice):
    client.get("/accounts/login/")

    assert client.cookies["csrftoken"]["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_static_files_are_served_even_before_set_up(client, db):
    response = client.get("/static/admin/css/base.css")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/css")


@pytest.mark.sqlite
def test_the_database_waits_for_its_turn(db):
    with connection.cursor() as cursor:
        values = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "busy_timeout")
        }

    assert values == {"journal_mode": "wal", "busy_timeout": 20_000}
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_deployment_check_finds_nothing(tmp_path):
    checked = manage(
        "check", "--deploy", "--fail-level", "WARNING", data_dir=tmp_path, AVATAR_HTTPS="1"
    )

    assert checked.returncode == 0, checked.stderr


def test_every_change_of_the_models_has_a_migration(db):
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


@pytest.fixture
def sources(settings, tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "main.js").write_text('import {x} from "./part.js";\n')
    (folder / "part.js").write_text("export const x = 1;\n")
    settings.STATICFILES_DIRS = [folder]
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if "admin" not in app]
    from django.contrib.staticfiles.finders import get_finder

    get_finder.cache_clear()
    yield folder
    get_finder.cache_clear()


def test_static_files_are_collected_once_under_names_with_their_hash(sources, settings):
    assert collect_if_changed() is True
    assert collect_if_changed() is False

    (main,) = Path(settings.STATIC_ROOT).glob("main.*.js")
    assert "./part." in main.read_text()
    assert "./part.js" not in main.read_text()

    (sources / "part.js").write_text("export const x = 22;\n")
    assert collect_if_changed() is True
