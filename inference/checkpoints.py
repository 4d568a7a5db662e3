"""Model files: where each comes from, where it lies, whether it is the right one.

A file is looked for in the checkpoints folder (``AVATAR_CHECKPOINTS_DIR``, by default
``checkpoints/`` of the repository) and then in the installed package that brings it; one that no
package brings is our own and lies in the repository's folder. Whatever its
origin, its sha256 is checked before anyone may use it. Nothing is ever downloaded except by
``fetch``, which only a person's explicit command calls.

Two models are used in a *prepared* form: the published file with one more output, the duration of
every phoneme. It is made on the first use, written atomically to the checkpoints folder together
with the sha256 of its source, and made again when the manifest names another source.
"""

import functools
import hashlib
import importlib
import importlib.util
import json
import os
import tempfile
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from inference.checkpoint_errors import (
    CheckpointCorruptError,
    CheckpointError,
    CheckpointMissingError,
)

FOLDER_VARIABLE: Final = "AVATAR_CHECKPOINTS_DIR"
DEFAULT_FOLDER: Final = Path(__file__).resolve().parent.parent / "checkpoints"
MANIFEST: Final = DEFAULT_FOLDER / "manifest.toml"

RECIPE_VERSION: Final = 1  # raise it when a recipe writes something else than before
CHUNK_BYTES: Final = 1 << 20
DOWNLOAD_TIMEOUT: Final = 30.0  # seconds without a byte
DOWNLOAD_ATTEMPTS: Final = 3
HTTP_SERVER_ERROR: Final = 500

DownloadProgress: TypeAlias = Callable[[int, int], None]
Opener: TypeAlias = Callable[[str], IO[bytes]]


@dataclass(frozen=True, slots=True)
class PreparedSpec:
    """How the published file is changed before it is used.

    Attributes:
        file: name of the result in the checkpoints folder.
        recipe: name of a function in ``inference.checkpoint_recipes``.
        tensor: the graph's tensor that becomes an output; empty where the recipe finds it itself.
    """

    file: str
    recipe: str
    tensor: str = ""


@dataclass(frozen=True, slots=True)
class CheckpointSpec:
    """One entry of ``checkpoints/manifest.toml``.

    Attributes:
        name: key in the manifest.
        title: for people.
        file: name in the checkpoints folder.
        parts: ``package:path`` of each piece in installed packages; joined they are the file.
            Empty for a file that is part of the repository.
        sha256: of the published file.
        size_bytes: of the published file.
        licence: SPDX expression, or a short sentence.
        origin: page that describes the model.
        url: official https address of the file; empty where there is none.
        prepared: how the file is changed before use; ``None`` to use it as it is.
        is_optional: whether something else does its work where it is missing.
    """

    name: str
    title: str
    file: str
    parts: tuple[str, ...]
    sha256: str
    size_bytes: int
    licence: str
    origin: str
    url: str = ""
    prepared: PreparedSpec | None = None
    is_optional: bool = False

    def __post_init__(self) -> None:
        if self.url and not self.url.startswith("https://"):
            raise CheckpointError(f"model {self.name}: {self.url} is not an https address")

    @property
    def pieces(self) -> tuple[Path | None, ...]:
        """The installed files that make up this one; ``None`` for each that is missing."""
        if self.parts:
            return tuple(package_file(part) for part in self.parts)
        shipped = DEFAULT_FOLDER / self.file
        return (shipped if shipped.is_file() else None,)

    @property
    def advice(self) -> str:
        """What to do where the file is missing."""
        if not self.parts:
            return f"restore {self.file} in {DEFAULT_FOLDER} from the repository"
        hint = f"install the package {', '.join(self.packages)}"
        if self.url:
            hint += f", or run `python -m inference prepare --fetch` ({self.url})"
        return hint

    @property
    def packages(self) -> tuple[str, ...]:
        """Importable names of the packages that bring the file."""
        return tuple(part.partition(":")[0] for part in self.parts)


def read_manifest(path: Path = MANIFEST) -> dict[str, CheckpointSpec]:
    """The manifest's entries by name, in its order."""
    with path.open("rb") as file:
        entries: dict[str, dict[str, Any]] = tomllib.load(file)
    specs = {}
    for name, entry in entries.items():
        prepared = entry.pop("prepared", None)
        parts = tuple(entry.pop("parts"))
        specs[name] = CheckpointSpec(
            name=name,
            parts=parts,
            prepared=PreparedSpec(**prepared) if prepared else None,
            **entry,
        )
    return specs


def package_file(part: str) -> Path | None:
    """Where ``package:path`` lies, found without importing the package.

    Returns:
        The file's path; ``None`` if the package or the file is not installed.
    """
    package, _, inner = part.partition(":")
    found = importlib.util.find_spec(package)
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / inner
        if path.is_file():
            return path
    return None


def open_url(url: str) -> IO[bytes]:
    """Open an https address for reading."""
    response: IO[bytes] = urllib.request.urlopen(url, timeout=DOWNLOAD_TIMEOUT)  # noqa: S310 - https only, see CheckpointSpec
    return response


class CheckpointStore:
    """Finds, checks and prepares the files of one manifest in one folder.

    Attributes:
        folder: where files are put and looked for first.
        specs: what the manifest names.
    """

    def __init__(
        self, folder: Path, specs: Mapping[str, CheckpointSpec], opener: Opener = open_url
    ) -> None:
        self.folder = folder
        self.specs = specs
        self._open = opener
        self._hashes: dict[tuple[str, int, int], str] = {}
        self._building = threading.Lock()

    def spec(self, name: str) -> CheckpointSpec:
        """The manifest's entry.

        Raises:
            CheckpointMissingError: there is none.
        """
        try:
            return self.specs[name]
        except KeyError:
            raise CheckpointMissingError(name, "the manifest names no such model") from None

    def locate(self, name: str) -> Path:
        """The file to load, checked; a prepared one is made when it is missing or stale.

        Raises:
            CheckpointMissingError: neither the folder nor a package has it.
            CheckpointCorruptError: its sha256 is not the manifest's.
            CheckpointError: the prepared file cannot be written.
        """
        spec = self.spec(name)
        if spec.prepared:
            with self._building:
                return self._prepared(spec, spec.prepared)
        path = self._find(spec)[0]
        self._check(spec, self._sha256(path))
        return path

    def fetch(self, name: str, progress: DownloadProgress) -> Path:
        """Download the published file from its official address into the folder.

        Args:
            name: key in the manifest.
            progress: called with the bytes received and the bytes expected.

        Raises:
            CheckpointMissingError: no address is known, or it does not answer.
            CheckpointCorruptError: what arrived is not what the manifest names.
        """
        spec = self.spec(name)
        if not spec.url:
            raise CheckpointMissingError(name, spec.advice)
        for attempt in range(1, DOWNLOAD_ATTEMPTS + 1):
            try:
                return self._download(spec, progress)
            except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
                code = getattr(error, "code", HTTP_SERVER_ERROR)
                if attempt == DOWNLOAD_ATTEMPTS or code < HTTP_SERVER_ERROR:
                    raise CheckpointMissingError(name, f"{spec.url}: {error}") from error
                time.sleep(attempt)
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def prepare_all(self, report: Callable[[str], None]) -> None:
        """Check every file and make every prepared one, so that no job has to wait for it.

        Args:
            report: takes one line per model.

        Raises:
            CheckpointError: at least one model that is needed cannot be used; the others are ready.
        """
        failed: CheckpointError | None = None
        for spec in self.specs.values():
            started = time.monotonic()
            try:
                path = self.locate(spec.name)
            except CheckpointError as error:
                if not (spec.is_optional and isinstance(error, CheckpointMissingError)):
                    failed = failed or error
                report(f"{spec.title}: {error}")
            else:
                seconds = time.monotonic() - started
                report(f"{spec.title}: {path.name} is ready ({seconds:.1f} s)")
        if failed:
            raise failed

    def _download(self, spec: CheckpointSpec, progress: DownloadProgress) -> Path:
        target = self.folder / spec.file
        digest, received = hashlib.sha256(), 0
        with self._open(spec.url) as response, _Replacement(target) as file:
            while chunk := response.read(CHUNK_BYTES):
                digest.update(chunk)
                received += file.write(chunk)
                progress(received, spec.size_bytes)
            self._check(spec, digest.hexdigest())
        return target

    def _find(self, spec: CheckpointSpec) -> tuple[Path, ...]:
        """The pieces of the published file, unchecked."""
        own = self.folder / spec.file
        if own.is_file():
            return (own,)
        found = spec.pieces
        pieces = tuple(path for path in found if path)
        if len(pieces) < len(found):
            raise CheckpointMissingError(spec.name, spec.advice)
        return pieces

    def _prepared(self, spec: CheckpointSpec, prepared: PreparedSpec) -> Path:
        path = self.folder / prepared.file
        stamp_path = path.with_name(path.name + ".source.json")
        expected = {"source_sha256": spec.sha256, "recipe": prepared.recipe}
        expected["recipe_version"] = str(RECIPE_VERSION)
        stamp = _read_stamp(stamp_path)
        fresh = path.is_file() and expected.items() <= stamp.items()
        if fresh and self._sha256(path) == stamp.get("sha256"):
            return path
        content = self._make(spec, prepared)
        self._write(path, content)
        stamp = {**expected, "sha256": hashlib.sha256(content).hexdigest()}
        self._write(stamp_path, json.dumps(stamp, indent=2).encode())
        return path

    def _make(self, spec: CheckpointSpec, prepared: PreparedSpec) -> bytes:
        source = b"".join(piece.read_bytes() for piece in self._find(spec))
        self._check(spec, hashlib.sha256(source).hexdigest())
        # the recipes load onnx and Piper, which nobody needs once the files are made
        recipes = importlib.import_module("inference.checkpoint_recipes")
        made: bytes = getattr(recipes, prepared.recipe)(source, prepared.tensor)
        return made

    def _check(self, spec: CheckpointSpec, sha256: str) -> None:
        if sha256 != spec.sha256:
            raise CheckpointCorruptError(spec.name, spec.sha256, sha256)

    def _sha256(self, path: Path) -> str:
        """The file's hash, computed once per process for each state of the file."""
        status = path.stat()
        identity = (str(path), status.st_size, status.st_mtime_ns)
        if identity not in self._hashes:
            with path.open("rb") as file:
                self._hashes[identity] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._hashes[identity]

    def _write(self, path: Path, content: bytes) -> None:
        with _Replacement(path) as file:
            file.write(content)


class _Replacement:
    """A file that appears under its name only when it is complete."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> IO[bytes]:
        folder = self._path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.NamedTemporaryFile(
                dir=folder, prefix=f".{self._path.name}.", delete=False
            )
        except OSError as error:
            raise CheckpointError(
                f"cannot write to {folder} ({error.strerror}); set {FOLDER_VARIABLE}"
            ) from error
        return self._file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        written = Path(self._file.name)
        self._file.close()
        if kind is not None:
            written.unlink()
            return
        written.chmod(0o644)
        written.replace(self._path)


def _read_stamp(path: Path) -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


@functools.cache
def _store(folder: Path) -> CheckpointStore:
    return CheckpointStore(folder, read_manifest())


def default_store() -> CheckpointStore:
    """The store of the folder that the environment names now."""
    folder = os.environ.get(FOLDER_VARIABLE)
    return _store(Path(folder).expanduser().resolve() if folder else DEFAULT_FOLDER)


def specs() -> Iterator[CheckpointSpec]:
    """Every model the manifest names."""
    yield from default_store().specs.values()


def locate(name: str) -> Path:
    """The checked file of a model; see ``CheckpointStore.locate``."""
    return default_store().locate(name)


def fetch(name: str, progress: DownloadProgress) -> Path:
    """Download a model; see ``CheckpointStore.fetch``."""
    return default_store().fetch(name, progress)


def prepare_all(report: Callable[[str], None]) -> None:
    """Check and prepare every model; see ``CheckpointStore.prepare_all``."""
    default_store().prepare_all(report)
