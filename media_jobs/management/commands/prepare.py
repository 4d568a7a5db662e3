"""``manage.py prepare``: what a fresh installation needs, made once."""

import sys
import time
from typing import Any

from django.core.management import BaseCommand

from media_jobs import preparation
from media_jobs.render_process import RenderError


class Command(BaseCommand):
    """Prepare models, presenters and voice samples."""

    help = "Prepare models, presenters and voice samples; does nothing the second time."
    requires_system_checks = ()  # importing every page would take longer than comparing

    def handle(self, *_: Any, **__: Any) -> None:
        """Prepare, and say how far it is."""
        started = time.monotonic()
        try:
            made = preparation.prepare(self.stdout.write)
        except RenderError as exc:
            self.stderr.write(f"Preparing failed ({exc.code}): {exc}")
            sys.exit(1)
        seconds = time.monotonic() - started
        self.stdout.write(f"Ready ({seconds:.1f} s)" if made else "Ready")
