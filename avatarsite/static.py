"""Static files: names with a content hash once they were collected, plain names before."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # no types
    """Hashed, compressed copies where ``collectstatic`` has run; the sources where it has not.

    So tests and a fresh checkout need no build step, and a served site caches for ever.
    """

    support_js_module_import_aggregation = True
    # A module's name depends on those of the modules it imports, and theirs on others: in the
    # worst order one more level is known after each pass.
    max_post_process_passes = 16
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The file's name in the address."""
        return str(super().stored_name(name)) if self.hashed_files else name


def collect_if_changed() -> bool:
    """Copy static files under their hashed names, unless that was done for the same sources.

    Returns:
        Whether anything was done.
    """
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    sources = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == sources:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(sources, encoding="ascii")
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
