"""``manage.py make_mongodb_migrations``: migrations of other people's apps, for MongoDB."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from avatarsite.databases import is_mongodb


class Command(BaseCommand):
    """Writes what is missing in avatarsite/mongodb/migrations; our own apps need nothing."""

    help = "Write the migrations of third-party apps for MongoDB; needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to write."""
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if something is missing"
        )

    def handle(self, *, check: bool, **_: Any) -> None:
        """Write, or tell.

        Raises:
            CommandError: with ``--check``, migrations are missing.
        """
        if not is_mongodb(settings.DATABASES["default"]):
            sys.exit(self._again_with_mongodb(check))
        from avatarsite.mongodb import making  # noqa: PLC0415 (its fields need the backend)

        missing = making.missing_migrations()
        if check and missing:
            names = ", ".join(f"{one.app_label}.{one.name}" for one in missing)
            raise CommandError(f"missing: {names}; run manage.py make_mongodb_migrations")
        for file in making.write(missing):
            self.stdout.write(f"wrote {file}")

    @staticmethod
    def _again_with_mongodb(check: bool) -> int:
        """Which keys models have is decided as Django starts; the address is never called."""
        command = [
            sys.executable,
            str(settings.REPOSITORY / "manage.py"),
            "make_mongodb_migrations",
        ]
        given = {**os.environ, "AVATAR_DATABASE_URL": "mongodb://localhost/unused"}
        return subprocess.run(  # noqa: S603 (our own command)
            [*command, *(["--check"] if check else [])], env=given, check=False
        ).returncode
