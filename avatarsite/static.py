"""Static files: names with a content hash once they were collected, plain names before."""

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # no types
    """Hashed, compressed copies where ``collectstatic`` has run; the sources where it has not.

    So tests and a fresh checkout need no build step, and a served site caches for ever.
    """

    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The file's name in the address."""
        return str(super().stored_name(name)) if self.hashed_files else name
