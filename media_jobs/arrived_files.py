"""Files that lie on the disk already, on their way into the media folder."""

from pathlib import Path

from django.core.files.uploadedfile import UploadedFile


class ArrivedFile(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """A file that lies on the disk already and may be moved from there."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path.open("rb"), name, size=path.stat().st_size)
        self._path = path

    def temporary_file_path(self) -> str:
        """Where Django's storage may move it from."""
        return str(self._path)
