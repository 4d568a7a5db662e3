"""``manage.py load_rows FILE``: what ``save_rows`` saved, into an empty database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from avatarsite import rows_loading


class Command(BaseCommand):
    """Stores every row of a file, and checks that each is there."""

    help = "Load the rows that save_rows saved into a database that holds nobody's data yet."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("file", type=Path, help="made by save_rows of the same version")

    def handle(self, *, file: Path, **_: Any) -> None:
        """Load, and tell how much.

        Raises:
            CommandError: the database is in use, or the file is not of this version or not whole.
        """
        try:
            stored = rows_loading.load(file)
        except rows_loading.RowsError as exc:
            raise CommandError(str(exc)) from exc
        n_rows = sum(count for count, _ in stored.values())
        self.stdout.write(f"loaded {n_rows} rows, and found each of them")
