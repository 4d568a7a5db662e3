"""A process with the other kind of database: SQLite where the tests run on MongoDB, and so on.

``python -m tests.mongodb.other_side IN OUT`` prepares the database that ``AVATAR_DATABASE_URL``
names, loads the rows of the file IN, saves them to OUT, and prints what it saw, as JSON. With
``--write`` it writes the sample, with ``--tell`` it prints what is there of it.
"""

import json
import os
import sys
from io import StringIO
from pathlib import Path

import django


def changes_of_models():
    """Migrations that ``makemigrations`` would write, by app."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(connection)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    return sorted(detector.changes(graph=loader.graph))


def migrations_made_again(label, folder):
    """What ``make_mongodb_migrations`` would write for an app, were its folder not there."""
    from django.conf import settings

    from avatarsite.mongodb import making

    module = settings.MIGRATION_MODULES.pop(label)
    try:
        missing = making.missing_migrations()
        return {file.name: file.read_text() for file in making.write(missing, folder)}
    finally:
        settings.MIGRATION_MODULES[label] = module


def refusal_of(file):
    from django.core.management import CommandError, call_command

    try:
        call_command("load_rows", file)
    except CommandError as exc:
        return str(exc)
    return ""


def main(given, saved):
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("load_rows", given, stdout=StringIO())
    from allauth.account.models import EmailAddress
    from django.contrib.auth.models import Group

    from tests.mongodb import sample

    seen = {
        "vendor": connection.vendor,
        "told": sample.tell(),
        "changes": changes_of_models(),
        "refusal": refusal_of(given),
        "keys": [EmailAddress.objects.get().pk, Group.objects.create(name="New").pk],
    }
    if connection.vendor == "mongodb":
        seen["made"] = migrations_made_again("account", Path(saved).parent / "made")
    call_command("save_rows", saved, stdout=StringIO())
    print(json.dumps(seen))  # noqa: T201 (its answer)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "avatarsite.settings"
    django.setup()
    if sys.argv[1] in ("--write", "--tell"):
        from tests.mongodb import sample

        print(json.dumps(getattr(sample, sys.argv[1][2:])()))  # noqa: T201 (its answer)
    else:
        main(*sys.argv[1:])
