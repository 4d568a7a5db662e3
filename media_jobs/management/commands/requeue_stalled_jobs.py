"""``manage.py requeue_stalled_jobs``: for sites whose workers are processes of their own."""

from typing import Any

from django.core.management import BaseCommand

from media_jobs import recovery


class Command(BaseCommand):
    """Rescue jobs whose worker is gone; run it every few minutes."""

    help = "Put jobs back into the queue whose worker stopped reporting."

    def handle(self, *_: Any, **__: Any) -> None:
        """Rescue them."""
        self.stdout.write(f"{recovery.requeue_stalled_jobs()} jobs wait again")
