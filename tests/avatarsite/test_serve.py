"""Tests for `manage.py serve`: the real command, from start to Ctrl-C."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager

import psutil
import pytest
from django.conf import settings
from django.db import connection

LARGE = 80 << 20  # bytes of a body; it must not lie in memory


def send_large_form(port: int) -> None:
    """Post a form to the server and read the whole answer."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    form = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/uploads/",
        head + bytes(LARGE) + b"\r\n--x--\r\n",
        {"Content-Type": "multipart/form-data; boundary=x"},
    )
    with urllib.request.urlopen(form) as answer:  # noqa: S310 (our own server)
        assert answer.url.endswith("/setup/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def manage(data_dir, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.REPOSITORY,
        env=os.environ | {"AVATAR_DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def output_of(process) -> str:
    with process:
        output, _ = process.communicate(timeout=60)
    return output


@pytest.fixture
def migrated(transactional_db, data_dir):
    """A data folder whose database is up to date and empty: a copy of the tests' own."""
    data_dir.mkdir()
    if connection.vendor != "sqlite":  # no file: every process of the tests has the same database
        return data_dir
    connection.ensure_connection()
    with closing(sqlite3.connect(data_dir / "avatar-studio.sqlite3")) as copy:
        connection.connection.backup(copy)
    return data_dir


@pytest.mark.sqlite
def test_it_says_so_when_the_database_is_not_up_to_date(data_dir):
    refused = manage(data_dir, "serve", "--port", str(free_port()))

    assert "manage.py migrate" in output_of(refused)
    assert refused.returncode == 2


def test_it_listens_greets_and_stops_cleanly(migrated):
    port = free_port()
    server = manage(migrated, "serve", "--port", str(port))
    with server, ended(server):
        greeting = server.stdout.readline() + server.stdout.readline()
        token = (migrated / "setup-token").read_text()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            assert page.url == f"http://127.0.0.1:{port}/setup/"
        before = psutil.Process(server.pid).memory_info().rss
        send_large_form(port)
        grown = psutil.Process(server.pid).memory_info().rss - before
        second = manage(migrated, "serve", "--port", str(port))
        refusal = output_of(second)
        children = children_of(server.pid)
        server.send_signal(signal.SIGINT)
        rest, _ = server.communicate(timeout=20)

    assert re.search(rf"http://127\.0\.0\.1:{port}\b", greeting)
    assert token in greeting
    assert grown < LARGE / 2
    assert second.returncode == 2
    assert refusal.count("\n") == 1
    assert f"port {port}" in refusal
    assert "Stopped." in rest
    assert "Traceback" not in rest
    assert server.returncode == 0
    assert len(children) == 1
    assert not any(psutil.pid_exists(child.pid) for child in children)


@contextmanager
def ended(server):
    """Kill a server that a failed test left running: waiting for its end would take for ever."""
    try:
        yield
    finally:
        server.kill()


def children_of(pid: int) -> list[psutil.Process]:
    """The processes a server started, once there is one."""
    deadline = time.monotonic() + 10
    while not (children := psutil.Process(pid).children()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return children
