"""``manage.py copy_database --from URL --to URL``: from SQLite to MongoDB, or the other way."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

ASKED_FOR: Final = "-"


class Command(BaseCommand):
    """Saves every row of one database and loads it into another, which must be empty.

    Each step is a process of its own: which keys models have is decided as Django starts.
    """

    help = "Copy every row of a database into another, empty one; stop the site before."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both addresses."""
        for name, meaning in (("from", "that has the rows"), ("to", "that gets them")):
            parser.add_argument(
                f"--{name}",
                dest=f"{name}_url",
                required=True,
                metavar="URL",
                help=f"as for AVATAR_DATABASE_URL, of the database {meaning}; - asks for it, so "
                "that a password shows nowhere",
            )

    def handle(self, *, from_url: str, to_url: str, **_: Any) -> None:
        """Copy.

        Raises:
            CommandError: both are the same, or a step failed; it has said why.
        """
        source = getpass("From: ") if from_url == ASKED_FOR else from_url
        target = getpass("To: ") if to_url == ASKED_FOR else to_url
        if source == target:
            raise CommandError("these are one and the same database")
        with TemporaryDirectory(dir=settings.DATA_DIR, prefix="copy-") as folder:
            file = str(Path(folder) / "rows.jsonl.gz")
            self._run(source, "save_rows", file)
            self._run(target, "migrate", "--noinput", "--verbosity=0")
            self._run(target, "load_rows", file)

    def _run(self, url: str, *arguments: str) -> None:
        """One step, on one database."""
        done = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, str(settings.REPOSITORY / "manage.py"), *arguments],
            env={**os.environ, "AVATAR_DATABASE_URL": url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.stdout.write(done.stdout, ending="")
        if done.returncode:
            raise CommandError(f"{arguments[0]} failed; the new database is not to be used")
