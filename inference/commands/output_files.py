"""Files that appear under their name only when they are complete."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inference.errors import InputError


class UnwritableOutputError(InputError):
    """The file to be made cannot be put where it should go."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot write {path}: {why}")
        self.path = path


@contextmanager
def workdir_beside(target: Path, suffix: str) -> Iterator[Path]:
    """A temporary folder on the same file system as ``target``, gone afterwards.

    Args:
        target: where the finished file will be moved to.
        suffix: what its name must end in, for example ``.mp4``.

    Raises:
        UnwritableOutputError: the name is wrong or the folder takes no files.
    """
    check_target(target, suffix)
    try:
        folder = tempfile.TemporaryDirectory(prefix=f".{target.stem}-", dir=target.parent)
    except OSError as error:
        raise UnwritableOutputError(target, error.strerror or str(error)) from error
    with folder as path:
        yield Path(path)


def check_target(target: Path, suffix: str) -> None:
    """Refuse a name that no file of this kind can have, before any work is done for it.

    Raises:
        UnwritableOutputError: the name is wrong, or that of a folder.
    """
    if target.suffix.lower() != suffix:
        raise UnwritableOutputError(target, f"the name must end in {suffix}")
    if target.is_dir():
        raise UnwritableOutputError(target, "it is a folder")
