"""The database that a URL names, and what else follows from it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from avatarsite.env import text

BUSY_TIMEOUT: Final = 20  # seconds a statement waits for SQLite's write lock
MONGODB_SCHEMES: Final = frozenset({"mongodb", "mongodb+srv"})
MONGODB_ENGINE: Final = "django_mongodb_backend"
MONGODB_NAME: Final = "avatar_studio"  # where the URL names no database
TIMEOUT: Final = "serverSelectionTimeoutMS"
MONGODB_PATIENCE: Final = 10_000  # milliseconds until a server that does not answer is given up
MONGODB_KEY: Final = "avatarsite.mongodb.fields.TextKeyField"
MONGODB_APPS: Final = {
    "django.contrib.admin": "avatarsite.mongodb.apps.MongoAdminConfig",
    "django.contrib.auth": "avatarsite.mongodb.apps.MongoAuthConfig",
    "django.contrib.contenttypes": "avatarsite.mongodb.apps.MongoContentTypesConfig",
}
# A folder for each app whose own migrations make keys that MongoDB does not have.
MONGODB_MIGRATIONS: Final = Path(__file__).resolve().parent / "mongodb" / "migrations"


def database(name: str, default: Path) -> dict[str, Any]:
    """The entry of ``DATABASES`` that the URL in an environment variable names.

    For example ``sqlite:////var/lib/avatar.sqlite3``, ``mongodb://user:password@host/name`` or
    ``mongodb+srv://user:password@cluster.example.org/name``.

    Raises:
        ImproperlyConfigured: the scheme is not supported, or the URL cannot be read.
    """
    given = text(name, f"sqlite:///{default}")
    scheme = given.partition(":")[0].lower()
    if scheme in MONGODB_SCHEMES:
        return _mongodb(name, given)
    if scheme != "sqlite":
        raise ImproperlyConfigured(
            f"{name}: {scheme!r} is not supported; use sqlite:///PATH or mongodb://HOST/NAME"
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(urlsplit(given).path.removeprefix("/")) or str(default),
        "OPTIONS": {
            # A transaction that starts by reading and then writes cannot wait for the lock, it
            # fails at once; taking the write lock at the start makes it wait its turn.
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_TIMEOUT,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _mongodb(name: str, url: str) -> dict[str, Any]:
    """The driver reads user, password, hosts and options from the address itself."""
    from pymongo import uri_parser  # noqa: PLC0415 (takes a while, and SQLite has no use for it)
    from pymongo.errors import PyMongoError  # noqa: PLC0415 (the same)

    try:
        path = urlsplit(url).path
        if url.startswith("mongodb://"):  # of the other kind hosts would be looked up
            uri_parser.parse_uri(url)
    except (ValueError, PyMongoError):  # the message may show a part of the password
        raise ImproperlyConfigured(
            f"{name} is no address of MongoDB; in a password : / ? # [ ] @ % are written"
            " %3A %2F %3F %23 %5B %5D %40 %25"
        ) from None
    return {
        "ENGINE": MONGODB_ENGINE,
        "HOST": url,
        "NAME": unquote(path.strip("/")) or MONGODB_NAME,
        "OPTIONS": {} if TIMEOUT in url else {TIMEOUT: MONGODB_PATIENCE},
    }


def is_mongodb(entry: dict[str, Any]) -> bool:
    """Whether an entry of ``DATABASES`` is MongoDB."""
    return bool(entry["ENGINE"] == MONGODB_ENGINE)


def mongodb_settings(installed: Sequence[str]) -> dict[str, Any]:
    """Settings that differ with MongoDB.

    Args:
        installed: ``INSTALLED_APPS``.
    """
    return {
        "INSTALLED_APPS": [*(MONGODB_APPS.get(app, app) for app in installed), MONGODB_ENGINE],
        "DEFAULT_AUTO_FIELD": MONGODB_KEY,
        "ALLAUTH_DEFAULT_AUTO_FIELD": MONGODB_KEY,
        "DATABASE_ROUTERS": ["django_mongodb_backend.routers.MongoRouter"],
        "MIGRATION_MODULES": {
            folder.name: f"avatarsite.mongodb.migrations.{folder.name}"
            for folder in MONGODB_MIGRATIONS.iterdir()
            if (folder / "__init__.py").is_file()
        },
    }


def unreachable() -> str:
    """Why the database cannot be used, in one line; empty when it can, and for a file."""
    if not is_mongodb(connection.settings_dict):
        return ""
    from pymongo.errors import PyMongoError  # noqa: PLC0415 (as above)

    try:
        connection.database.command("ping")  # type: ignore[attr-defined]  # of this backend
    except PyMongoError as exc:
        reason = re.split(r" \(configured timeouts|, Timeout:|, full error:", str(exc))[0]
        return f"The database that AVATAR_DATABASE_URL names cannot be used: {reason}"
    return ""
