"""``manage.py migrate``: Django's own, which says in one line when the database does not answer."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from avatarsite.databases import unreachable


class Command(migrate.Command):
    """Brings the database up to date."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate.

        Raises:
            CommandError: the database does not answer.
        """
        if reason := unreachable():
            raise CommandError(reason)
        super().handle(*args, **options)
