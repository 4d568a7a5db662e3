"""Argos packs: which there are and what is in them. Loads no model: the web process asks too.

A pack (``.argosmodel``) is a zip file with one folder: ``metadata.json``, ``sentencepiece.model``
and a CTranslate2 model in ``model/``; https://github.com/argosopentech/argos-translate describes
it. Nothing is ever unpacked to disk: members are read by name, each within a limit. Packs come from
the administrator; no list of ours knows their hashes.
"""

import functools
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from inference.checkpoint_errors import ArgosPackError
from inference.checkpoints import default_store
from inference.voices import main_language

FOLDER_VARIABLE: Final = "AVATAR_ARGOS_DIR"
SUFFIX: Final = ".argosmodel"
METADATA: Final = "metadata.json"
TOKENIZER: Final = "sentencepiece.model"
MODEL: Final = "model/"
MAX_METADATA_BYTES: Final = 1 << 16
MAX_TOKENIZER_BYTES: Final = 16 << 20
MAX_MODEL_BYTES: Final = 2 << 30
MAX_MEMBERS: Final = 1000
# codes of Argos that are not BCP 47
_TAGS: Final = {"pb": "pt-BR", "zt": "zh-Hant"}


@dataclass(frozen=True, slots=True)
class ArgosPack:
    """One direction of translation.

    Attributes:
        path: of the file.
        source: BCP 47 tag of the language it reads.
        target: tag of the language it writes.
        version: of the pack; a larger one is newer.
        prefix: folder inside the file, with a slash; empty if there is none.
        target_prefix: token that every translation starts with; empty for none.
    """

    path: Path
    source: str
    target: str
    version: tuple[int, ...] = ()
    prefix: str = ""
    target_prefix: str = ""

    def tokenizer(self) -> bytes:
        """The SentencePiece model.

        Raises:
            ArgosPackError: it is missing, damaged or too large.
        """
        with _opened(self.path) as archive:
            return _read(self.path, archive, self.prefix + TOKENIZER, MAX_TOKENIZER_BYTES)

    def model_files(self) -> dict[str, bytes]:
        """The files of the CTranslate2 model by name.

        Raises:
            ArgosPackError: it is missing, damaged or too large.
        """
        with _opened(self.path) as archive:
            start = self.prefix + MODEL
            members = [name for name in archive.namelist() if name.startswith(start)]
            names = [name for name in members if "/" not in name[len(start) :] and name != start]
            if sum(archive.getinfo(name).file_size for name in names) > MAX_MODEL_BYTES:
                raise ArgosPackError(self.path, "its model is too large")
            return {
                name[len(start) :]: _read(self.path, archive, name, MAX_MODEL_BYTES)
                for name in names
            }


def argos_folder() -> Path:
    """Where packs are looked for: the folder of the settings, else that of the checkpoints."""
    named = os.environ.get(FOLDER_VARIABLE, "").strip()
    return Path(named).expanduser() if named else default_store().folder


def installed_packs() -> tuple[ArgosPack, ...]:
    """Every pack in the folder that can be used, one for each direction, the newest of several."""
    newest: dict[tuple[str, str], ArgosPack] = {}
    for path in _files():
        try:
            pack = _pack(path, *_state(path))
        except ArgosPackError:
            continue
        known = newest.get((pack.source, pack.target))
        if known is None or known.version < pack.version:
            newest[pack.source, pack.target] = pack
    return tuple(newest.values())


def unusable_packs() -> tuple[str, ...]:
    """What is wrong with the packs that cannot be used, in sentences for an administrator."""
    reasons = []
    for path in _files():
        try:
            _pack(path, *_state(path))
        except ArgosPackError as error:
            reasons.append(str(error))
    return tuple(reasons)


def route(source: str, target: str) -> tuple[ArgosPack, ...]:
    """The packs to go through, in order: one, or two by way of English; none if there is no way.

    Args:
        source: BCP 47 tag.
        target: tag; a pack for exactly this tag is preferred to one for its language.
    """
    packs = installed_packs()
    direct = _best(packs, source, target)
    if direct:
        return (direct,)
    first, second = _best(packs, source, "en"), _best(packs, "en", target)
    return (first, second) if first and second else ()


def _best(packs: tuple[ArgosPack, ...], source: str, target: str) -> ArgosPack | None:
    fitting = [pack for pack in packs if _fits(pack.source, source) and _fits(pack.target, target)]
    exact = [pack for pack in fitting if pack.target.lower() == target.lower()]
    return next(iter(exact or fitting), None)


def _fits(offered: str, wanted: str) -> bool:
    """Whether a pack's language will do; simplified and traditional Chinese do not mix."""
    if main_language(offered) != main_language(wanted):
        return False
    return main_language(wanted) != "zh" or _is_traditional(offered) == _is_traditional(wanted)


def _is_traditional(tag: str) -> bool:
    return bool({"hant", "tw", "hk", "mo"} & set(tag.lower().split("-")))


def _files() -> list[Path]:
    try:
        return sorted(path for path in argos_folder().iterdir() if path.suffix == SUFFIX)
    except OSError:
        return []


def _state(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise ArgosPackError(path, error.strerror or "it cannot be read") from error
    return status.st_size, status.st_mtime_ns


@functools.lru_cache(maxsize=256)
def _pack(path: Path, _size: int, _changed: int) -> ArgosPack:
    with _opened(path) as archive:
        prefix = _prefix(path, archive)
        metadata = _metadata(path, archive, prefix)
        if metadata.get("type", "translate") != "translate":
            raise ArgosPackError(path, "it does not translate")
        if prefix + TOKENIZER not in archive.namelist():
            raise ArgosPackError(path, "it splits words by BPE; only SentencePiece is read")
        if f"{prefix}{MODEL}model.bin" not in archive.namelist():
            raise ArgosPackError(path, "there is no model in it")
    source, target = _tag(metadata.get("from_code")), _tag(metadata.get("to_code"))
    if not source or not target:
        raise ArgosPackError(path, "it does not say which languages it knows")
    version = tuple(_numbers(str(metadata.get("package_version") or "")))
    return ArgosPack(
        path, source, target, version, prefix, str(metadata.get("target_prefix") or "")
    )


def _prefix(path: Path, archive: zipfile.ZipFile) -> str:
    found = [name for name in archive.namelist() if PurePosixPath(name).name == METADATA]
    shallow = sorted((name for name in found if name.count("/") <= 1), key=len)
    if not shallow:
        raise ArgosPackError(path, f"there is no {METADATA} in it")
    return shallow[0].removesuffix(METADATA)


def _metadata(path: Path, archive: zipfile.ZipFile, prefix: str) -> Mapping[str, Any]:
    try:
        values = json.loads(_read(path, archive, prefix + METADATA, MAX_METADATA_BYTES))
    except ValueError as error:
        raise ArgosPackError(path, f"its {METADATA} is not JSON") from error
    if not isinstance(values, dict):
        raise ArgosPackError(path, f"its {METADATA} is not an object")
    return values


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise ArgosPackError(path, "it is no zip file") from error
    if len(archive.namelist()) > MAX_MEMBERS:
        archive.close()
        raise ArgosPackError(path, "there are too many files in it")
    return archive


def _read(path: Path, archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    try:
        if archive.getinfo(name).file_size > limit:
            raise ArgosPackError(path, f"{name} is too large")
        return archive.read(name)
    except (KeyError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise ArgosPackError(path, f"{name} cannot be read") from error


def _tag(code: Any) -> str:
    text = str(code or "")
    return _TAGS.get(text, text)


def _numbers(version: str) -> Iterator[int]:
    for part in version.split("."):
        if not part.isdigit():
            return
        yield int(part)
