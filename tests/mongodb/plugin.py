"""Runs any of the tests on MongoDB: ``python -m pytest -p tests.mongodb.plugin``.

The server is the one of ``AVATAR_TEST_MONGODB_URL``, where given, in which the database of that
name with ``test_`` before it is emptied; else SecantusDB, started for the occasion. Loaded with
``-p``, because the settings, which pytest-django reads before any conftest, depend on the address.
"""

import os
from urllib.parse import urlsplit

import pytest

from tests.mongodb.servers import SecantusServer

GIVEN = "AVATAR_TEST_MONGODB_URL"
# Filled by migrate, and changed by no test.
KEPT = frozenset({"auth_permission", "django_content_type", "django_migrations"})


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


@pytest.fixture(scope="session", autouse=True)
def quick_flush(django_db_setup, django_db_blocker):
    """Empty the collections that a test has filled, and put back what migrations had put there.

    Django empties every collection and makes content types and permissions anew, which takes a
    second for each test.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        database = connection.database
        names = [name for name in connection.introspection.table_names() if name not in KEPT]
        first = {name: list(database[name].find()) for name in names}
    # Processes that a test starts use the database of the tests, too.
    url = urlsplit(os.environ["AVATAR_DATABASE_URL"])._replace(path=f"/{database.name}")
    os.environ["AVATAR_DATABASE_URL"] = url.geturl()

    def flush(_):
        for name in names:
            found = list(database[name].find())
            if found != first[name]:
                database[name].delete_many({})
                if first[name]:
                    database[name].insert_many(first[name])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush)
        yield
