"""Fetches voices by name into the folder of voices; nothing else in the product downloads voices.

A voice is put together beside the folder's others, in ``.fetching``, and appears by one rename.
What a broken connection leaves is continued by the next attempt; what somebody cancels is removed.
"""

import contextlib
import errno
import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from inference.checkpoint_errors import (
    VoiceDiskFullError,
    VoiceFetchBusyError,
    VoiceFetchError,
    VoiceUnsuitableError,
)
from inference.errors import PipelineCancelled
from inference.speech import Voice
from inference.voice_catalogue.catalogue import CatalogueVoice, find_in_catalogue, folder_name
from inference.voice_catalogue.downloads import Download, IsCancelled, Received
from inference.voice_catalogue.installed import (
    CARD,
    CONFIG,
    MODEL,
    NOTE,
    NOTE_VERSION,
    installed_voices,
    voices_folder,
)

UNFINISHED: Final = ".fetching"
PUBLISHED_MODEL: Final = "published.onnx"
# of Piper's ways from text to phonemes, those that need nothing more
READABLE: Final = frozenset({"espeak", "text"})
PATCHING: Final = "inference.voice_catalogue.patching"
PATCHING_LIMIT: Final = 600.0  # seconds; two suffice for the largest
POLL: Final = 0.2  # seconds
CARD_LIMIT: Final = 1 << 16  # bytes
SPARE_BYTES: Final = 50_000_000  # left on the disk
REPOSITORY: Final = Path(__file__).resolve().parents[2]


# bytes received, bytes expected
Progress: TypeAlias = Callable[[int, int], None]


def _unnoticed(_: int, __: int) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False


class _Reporter:
    """Adds up what several files have received."""

    def __init__(self, total: int, report: Progress) -> None:
        self._done = 0
        self._total = total
        self._report = report

    def of_file(self, size_bytes: int) -> Received:
        """Progress of the next file."""
        before = self._done
        self._done += size_bytes
        return lambda have: self._report(before + have, self._total)


def fetch_voice(
    voice: str, progress: Progress = _unnoticed, is_cancelled: IsCancelled = _never
) -> tuple[Voice, ...]:
    """Fetch a voice of the catalogue; at once done where it is here already.

    Args:
        voice: its id, or Piper's own name for it.
        progress: called with the bytes received and expected.
        is_cancelled: asked often; the answer yes stops everything.

    Returns:
        What can be spoken with now: one voice, or one for each speaker that is offered.

    Raises:
        UnknownCatalogueVoiceError: there is no such voice to fetch.
        VoiceFetchError: it could not be fetched; the class and its message say why.
        PipelineCancelled: ``is_cancelled`` said yes.
    """
    return fetch(find_in_catalogue(voice), progress, is_cancelled)


def fetch(
    offered: CatalogueVoice, progress: Progress = _unnoticed, is_cancelled: IsCancelled = _never
) -> tuple[Voice, ...]:
    """Fetch what the catalogue describes; see ``fetch_voice``."""
    if found := _voices_of(offered.key):
        return found
    with _failures_named(offered), _alone(offered) as workdir:
        if found := _voices_of(offered.key):  # somebody else was quicker
            return found
        try:
            _check_room(offered, workdir)
            _download(offered, workdir, progress, is_cancelled)
            _patch(offered, workdir, is_cancelled)
            _put_in_place(offered, workdir)
        except (PipelineCancelled, VoiceUnsuitableError):
            shutil.rmtree(workdir, ignore_errors=True)
            raise
    return _voices_of(offered.key)


def remove_voice(key: str) -> bool:
    """Take a fetched network away.

    Args:
        key: Piper's name for it.

    Returns:
        Whether there was one.
    """
    name = folder_name(key)
    if not any(each.key == key for each in installed_voices()):
        return False
    trash = voices_folder() / UNFINISHED / f"{name}.removed"
    trash.parent.mkdir(exist_ok=True)
    shutil.rmtree(trash, ignore_errors=True)
    (voices_folder() / name).replace(trash)
    shutil.rmtree(trash)
    return True


def _voices_of(key: str) -> tuple[Voice, ...]:
    return tuple(each.voice for each in installed_voices() if each.key == key)


@contextlib.contextmanager
def _failures_named(offered: CatalogueVoice) -> Iterator[None]:
    """Turn what the disk refuses into words."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise VoiceDiskFullError(offered.id, _needed(offered)) from error
        why = f"cannot write to {voices_folder()} ({error.strerror or error})"
        raise VoiceFetchError(offered.id, why) from error


@contextlib.contextmanager
def _alone(offered: CatalogueVoice) -> Iterator[Path]:
    """A work folder of this voice that no other process uses meanwhile."""
    unfinished = voices_folder() / UNFINISHED
    unfinished.mkdir(parents=True, exist_ok=True)
    name = folder_name(offered.key)
    with (unfinished / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise VoiceFetchBusyError(offered.id) from None
        workdir = unfinished / name
        workdir.mkdir(exist_ok=True)
        yield workdir


def _needed(offered: CatalogueVoice) -> int:
    """Bytes of the voice and of the changed copy of its network."""
    return offered.size_bytes + offered.model.size_bytes


def _check_room(offered: CatalogueVoice, workdir: Path) -> None:
    have = sum(path.stat().st_size for path in workdir.iterdir())
    if shutil.disk_usage(workdir).free + have < _needed(offered) + SPARE_BYTES:
        raise VoiceDiskFullError(offered.id, _needed(offered))


def _download(
    offered: CatalogueVoice, workdir: Path, progress: Progress, is_cancelled: IsCancelled
) -> None:
    reporter = _Reporter(offered.config.size_bytes + offered.model.size_bytes, progress)
    for file, name in ((offered.config, CONFIG), (offered.model, PUBLISHED_MODEL)):
        received = reporter.of_file(file.size_bytes)
        Download(offered.id, file, workdir / name, is_cancelled, received).run()
        if name == CONFIG:
            _check_settings(offered, workdir / name)
    # its authors amend it, so it is neither checked nor missed
    card = Download(offered.id, offered.card, workdir / CARD, is_cancelled, lambda _: None)
    card.fetch_if_offered(CARD_LIMIT)


def _check_settings(offered: CatalogueVoice, path: Path) -> None:
    """Refuse a voice that cannot speak here before its network is fetched."""
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
        reader, known = settings.get("phoneme_type", "espeak"), settings["phoneme_id_map"]
    except (ValueError, KeyError, AttributeError):
        raise VoiceUnsuitableError(offered.id, "its settings cannot be read") from None
    if reader not in READABLE:
        why = f"its text is read by {reader}, which is not installed"
        raise VoiceUnsuitableError(offered.id, why)
    if not isinstance(known, dict):
        raise VoiceUnsuitableError(offered.id, "its settings name no phonemes")


def _patch(offered: CatalogueVoice, workdir: Path, is_cancelled: IsCancelled) -> None:
    """Have the network tell the lengths of its phonemes, in a process of its own."""
    files = [str(workdir / name) for name in (PUBLISHED_MODEL, MODEL)]
    command = [sys.executable, "-m", PATCHING, *files]
    with subprocess.Popen(  # noqa: S603 - our own module, on paths of our own
        command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True
    ) as child:
        said = _said(child, is_cancelled)
    if child.returncode:
        lines = said.strip().splitlines() or ["its network cannot be read"]
        raise VoiceUnsuitableError(offered.id, lines[-1])


def _said(child: "subprocess.Popen[str]", is_cancelled: IsCancelled) -> str:
    """What the program says on standard error, once it has ended."""
    waited = 0.0
    while True:
        try:
            return child.communicate(timeout=POLL)[1]
        except subprocess.TimeoutExpired:
            waited += POLL
        if is_cancelled() or waited > PATCHING_LIMIT:
            child.kill()
            if is_cancelled():
                raise PipelineCancelled


def _put_in_place(offered: CatalogueVoice, workdir: Path) -> None:
    (workdir / PUBLISHED_MODEL).unlink()
    note = {
        "version": NOTE_VERSION,
        "key": offered.key,
        "language": offered.language,
        "gender": offered.gender,
        "speakers": dict(offered.speakers),
        "sha256": {name: _sha256(workdir / name) for name in (MODEL, CONFIG)},
    }
    (workdir / NOTE).write_text(json.dumps(note, ensure_ascii=False, indent=2), encoding="utf-8")
    place = voices_folder() / folder_name(offered.key)
    if place.exists():  # left by a version that wrote other notes
        shutil.rmtree(place)
    workdir.replace(place)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
