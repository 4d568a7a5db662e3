"""``manage.py serve``: web, worker and render process in one command."""

import socket
import sys
import tempfile
from typing import Any, Final

from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts import setup
from avatarsite.databases import unreachable
from avatarsite.static import collect_if_changed
from inference.checkpoint_errors import SigningIdentityError
from media_jobs import provenance, uploads
from media_jobs.embedded import EmbeddedWorker
from media_jobs.upload_views import FORM_OVERHEAD

EXIT_UNUSABLE: Final = 2
ANY_ADDRESS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 (compared with, not bound to)


class Command(BaseCommand):
    """Serve the studio until Ctrl-C."""

    help = "Serve pages, run jobs and keep the render process warm, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default=settings.SERVE_HOST, help="address to listen on")
        parser.add_argument("--port", type=int, default=settings.SERVE_PORT)

    def handle(self, *_: Any, host: str, port: int, **__: Any) -> None:
        """Start everything, wait, stop everything."""
        if problem := _unusable(host, port):
            self.stderr.write(problem)
            sys.exit(EXIT_UNUSABLE)
        settings.SERVE_PORT = port  # where links lead that leave the site
        collect_if_changed()
        # Bodies on their way to the data folder; the system's own may lie in memory.
        tempfile.tempdir = str(settings.FILE_UPLOAD_TEMP_DIR)
        worker = None if settings.JOBS_BROKER_URL else EmbeddedWorker()
        try:
            listened = self._serve(host, port, worker)
        finally:
            if worker:
                worker.stop()
        if not listened:
            sys.exit(EXIT_UNUSABLE)
        self.stdout.write("Stopped.")

    def _serve(self, host: str, port: int, worker: EmbeddedWorker | None) -> bool:
        """Serve until a signal comes; whether the port could be had."""
        # Twisted installs its event loop on import, which other commands do not want.
        from avatarsite.asgi import application  # noqa: PLC0415 (reads the static files)
        from avatarsite.bodies import BodyServer  # noqa: PLC0415

        def ready() -> None:
            if not server.listening_addresses:
                return
            if worker:
                worker.start()
            self._greet(host, server.listening_addresses[0][1])

        server = BodyServer(
            application,
            uploads.max_bytes() + FORM_OVERHEAD,
            endpoints=[f"tcp:{port}:interface={host.replace(':', chr(92) + ':')}"],
            ready_callable=ready,
            server_name="avatar-studio",
            verbosity=0,
        )
        server.run()
        return bool(server.listening_addresses)

    def _greet(self, host: str, port: int) -> None:
        name = "localhost" if host in ANY_ADDRESS else host
        name = f"[{name}]" if ":" in name else name
        self.stdout.write(f"Avatar Studio is at http://{name}:{port} (Ctrl-C stops it)")
        if setup.is_open():
            self.stdout.write(
                "Open it to create the owner account. From another machine this one-time token"
                f" is needed: {setup.token()}"
            )
        self.stdout.flush()


def _unusable(host: str, port: int) -> str:
    """Why serving is impossible; empty when it is not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            return f"Cannot listen on {host} port {port}: {exc.strerror}. Set another AVATAR_PORT."
    if reason := unreachable():
        return reason
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "The database is not up to date; run `python manage.py migrate` first."
    try:
        provenance.make_identity()
    except SigningIdentityError as exc:
        return f"The keys of watermarks and credentials cannot be used: {exc}"
    return ""
