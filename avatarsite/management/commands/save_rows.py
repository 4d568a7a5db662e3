"""``manage.py save_rows FILE``: the database in a file that another kind of database can read."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from avatarsite import rows


class Command(BaseCommand):
    """Writes every row into a new file that only this account may read."""

    help = "Save every row of the database in a file (compressed JSON), for load_rows."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path, help="is made, and must not exist")

    def handle(self, *, file: Path, **_: Any) -> None:
        """Save, and tell how much.

        Raises:
            CommandError: the file cannot be made.
        """
        try:
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as exc:
            raise CommandError(f"{file}: {exc.strerror}") from exc
        n_rows = sum(count for count, _ in rows.save(file).values())
        self.stdout.write(f"saved {n_rows} rows")
