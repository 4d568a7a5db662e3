"""Runs any of the tests on MongoDB: ``python -m pytest -p tests.mongodb.plugin``.

The server is the one of ``AVATAR_TEST_MONGODB_URL``, where given, in which the database of that
name with ``test_`` before it is emptied; else SecantusDB, started for the occasion. Loaded with
``-p``, because the settings, which pytest-django reads before any conftest, depend on the address.
"""

import os
from urllib.parse import urlsplit

import pytest
from pymongo.monitoring import CommandListener

from tests.mongodb.servers import SecantusServer

GIVEN = "AVATAR_TEST_MONGODB_URL"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    url = os.environ.get(GIVEN)
    if not url:
        server = SecantusServer()
        early_config.add_cleanup(server.stop)
        url = server.url("avatar_studio")
    os.environ["AVATAR_DATABASE_URL"] = url
    return (yield)


def pytest_report_header():
    return f"database: {os.environ['AVATAR_DATABASE_URL'].rpartition('@')[2]}"


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason="about SQLite"))


class Writes(CommandListener):
    """Remembers which collections this process has written to."""

    names = frozenset({"create", "delete", "findAndModify", "insert", "update"})

    def __init__(self):
        self.collections = set()

    def started(self, event):
        if event.command_name in self.names:
            self.collections.add(event.command[event.command_name])

    def succeeded(self, event):
        """Of no interest."""

    def failed(self, event):
        """Of no interest."""


@pytest.fixture(scope="session")
def writes():
    from django.db import connections

    writes = Writes()
    connections["default"].settings_dict["OPTIONS"]["event_listeners"] = [writes]
    return writes


@pytest.fixture(scope="session", autouse=True)
def quick_flush(writes, django_db_setup, django_db_blocker):
    """Empty the collections that a test has written to; put back what migrations had put there.

    Django empties every collection and makes content types and permissions anew, which takes a
    second for each test.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    written = writes.collections
    with django_db_blocker.unblock():
        database = connection.database
        first = {
            name: list(database[name].find()) for name in connection.introspection.table_names()
        }
    # Processes that a test starts use the database of the tests, too.
    url = urlsplit(os.environ["AVATAR_DATABASE_URL"])._replace(path=f"/{database.name}")
    os.environ["AVATAR_DATABASE_URL"] = url.geturl()
    written.clear()

    def flush(_):
        for name in list(written):
            database[name].delete_many({})
            if rows := first.get(name):
                database[name].insert_many(rows)
        written.clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush)
        yield
