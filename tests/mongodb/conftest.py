"""A MongoDB for the tests about it, and processes that use it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.mongodb.servers import SecantusServer

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 240  # seconds for one command, on a busy machine


@pytest.fixture(scope="session")
def secantus():
    server = SecantusServer()
    yield server
    server.stop()


def run_program(url, data_dir, *command):
    """Run a program of ours on a database; what it printed, both streams together."""
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        check=False,
        cwd=REPOSITORY,
        env={
            **os.environ,
            "AVATAR_DATABASE_URL": url,
            "AVATAR_DATA_DIR": str(data_dir),
            "AVATAR_SECRET_KEY": settings.SECRET_KEY,  # signs sessions
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture
def run(tmp_path):
    return lambda url, *command: run_program(url, tmp_path, *command)


@pytest.fixture(scope="session")
def other_side(secantus, tmp_path_factory):
    """Load a file in a process with the other kind of database, and save it there again.

    One process serves all tests, since it takes ten seconds: the file is that of the first.
    """
    from django.db import connection

    folder = tmp_path_factory.mktemp("other-side")
    here_is_sqlite = connection.vendor == "sqlite"
    url = secantus.url("other") if here_is_sqlite else f"sqlite:///{folder}/other.sqlite3"
    seen = []

    def other_side(given, saved):
        if not seen:
            done = run_program(
                url, folder, "-m", "tests.mongodb.other_side", given, folder / "rows.gz"
            )
            seen.append(json.loads(done.splitlines()[-1]))
        saved.write_bytes((folder / "rows.gz").read_bytes())
        assert seen[0]["vendor"] != connection.vendor
        return seen[0]

    return other_side
