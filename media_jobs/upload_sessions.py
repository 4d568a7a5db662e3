"""Files that arrive in pieces: what a broken line has delivered is not sent again.

A session is a row and a file that grows. The row's offset says how much of the file counts, so
that a crash in between loses one piece at most.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from media_jobs import file_types, quotas, uploads
from media_jobs.arrived_files import ArrivedFile
from media_jobs.models import Upload, UploadSession
from media_jobs.refusals import ServiceError

CHUNK: Final = 4 * uploads.MEBIBYTE  # a piece takes half a minute on a poor line
MAX_OPEN: Final = 6  # sessions of one person
WORTH_ANOTHER_TRY: Final = ("busy", "no_space")  # refusals that are not the file's fault


def begin(owner: User, *, name: str, purpose: str, size: int | None = None) -> UploadSession:
    """Prepare for a file.

    Args:
        owner: who sends it.
        name: as the sender calls it.
        purpose: of ``Upload.Purpose``.
        size: bytes; ``None`` while it grows at the sender's.

    Raises:
        ServiceError: ``empty_file``, ``file_too_large``, ``no_space``, ``storage_full`` or
            ``too_many_sessions``.
    """
    expected = min(CHUNK, uploads.max_bytes(purpose, owner)) if size is None else size
    uploads.check_room(expected, purpose=purpose, owner=owner)
    quotas.refuse_full(owner, expected)
    if UploadSession.objects.filter(owner=owner).count() >= MAX_OPEN:
        detail = f"{MAX_OPEN} files are on their way already. Finish or cancel one of them."
        raise ServiceError("too_many_sessions", detail)
    session = UploadSession.objects.create(
        owner=owner, name=uploads.clean_name(name), purpose=purpose, size=size
    )
    path = part_of(session)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    return session


def part_of(session: UploadSession) -> Path:
    """Where the pieces of a session are put together."""
    return Path(settings.UPLOADS_PARTS_DIR) / f"{session.pk}.part"


def expires_at(session: UploadSession) -> datetime:
    """When a session is given up if nothing more comes."""
    return session.updated_at + timedelta(hours=settings.UPLOADS_KEPT_HOURS)


def add(session: UploadSession, offset: int, piece: bytes) -> UploadSession:
    """Take a piece.

    Args:
        session: whose file it belongs to.
        offset: where in the file it begins.
        piece: its bytes.

    Raises:
        ServiceError: ``wrong_offset``, which has the right one with it; ``chunk_too_large``,
            ``file_too_large`` or ``no_space``.
        UnusableMaterialError: ``unknown_file_type``; the session is gone then.
    """
    if len(piece) > CHUNK:
        raise ServiceError("chunk_too_large", f"A piece has at most {CHUNK} bytes.")
    with _locked(session) as file:
        if offset != session.offset:
            detail = f"{session.offset} bytes have arrived; go on from there."
            raise ServiceError("wrong_offset", detail, besides={"offset": session.offset})
        end = offset + len(piece)
        if session.size is not None and end > session.size:
            raise uploads.too_large(session.purpose, session.owner)
        uploads.check_room(
            max(end, 1), to_come=len(piece), purpose=session.purpose, owner=session.owner
        )
        file.truncate(offset)  # what a crash has left
        file.seek(offset)
        file.write(piece)
        file.flush()
        if offset == 0 and piece:
            _refuse_unknown(session, file)
        session.offset, session.updated_at = end, timezone.now()
        session.save(update_fields=["offset", "updated_at"])
    return session


def _refuse_unknown(session: UploadSession, file: IO[bytes]) -> None:
    """Spare people from sending all of what cannot be used."""
    if session.purpose == Upload.Purpose.SUBTITLES:
        return  # text has no signature; all of it is read in the end
    if file_types.suffix_for(file) is None:
        discard(session)
        raise uploads.unknown_type()


def finish(session: UploadSession) -> Upload:
    """Take the file that has arrived; errors as for ``uploads.receive``.

    Raises:
        ServiceError: ``incomplete``, not all of it has arrived. With ``busy`` and ``no_space`` the
            session stays for another try; with all others nothing does.
        UnusableMaterialError: the file cannot be used.
    """
    with _locked(session):
        if session.size is not None and session.offset < session.size:
            detail = f"{session.offset} of {session.size} bytes have arrived."
            raise ServiceError("incomplete", detail, besides={"offset": session.offset})
        with _second_name(session) as path:
            os.truncate(path, session.offset)
            try:
                with ArrivedFile(path, session.name) as file:
                    upload = uploads.receive(session.owner, file, session.purpose)
            except ServiceError as exc:
                if exc.code not in WORTH_ANOTHER_TRY:
                    discard(session)
                raise
        discard(session)
    return upload


@contextmanager
def _second_name(session: UploadSession) -> Iterator[Path]:
    """Another name of the file, to be moved away under; the first stays for another try."""
    part = part_of(session)
    other = part.with_suffix(".arrived")
    other.unlink(missing_ok=True)
    try:
        os.link(part, other)
    except OSError:  # a disk that knows no second names
        shutil.copyfile(part, other)
    try:
        yield other
    finally:
        other.unlink(missing_ok=True)


@contextmanager
def _locked(session: UploadSession) -> Iterator[IO[bytes]]:
    """The session's file, for one request at a time, and the row as it is now."""
    try:
        with part_of(session).open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            session.refresh_from_db()
            yield file
    except (FileNotFoundError, UploadSession.DoesNotExist):
        raise Http404 from None


def discard(session: UploadSession) -> None:
    """Give a session up, with everything that has arrived."""
    UploadSession.objects.filter(pk=session.pk).delete()
    part_of(session).unlink(missing_ok=True)


def purge_abandoned() -> int:
    """Give up sessions to which nothing came for long, and files of which nobody knows.

    Returns:
        How many sessions went.
    """
    before = timezone.now() - timedelta(hours=settings.UPLOADS_KEPT_HOURS)
    abandoned = list(UploadSession.objects.filter(updated_at__lt=before))
    for session in abandoned:
        discard(session)
    for path in Path(settings.UPLOADS_PARTS_DIR).glob("*"):
        is_old = datetime.fromtimestamp(path.stat().st_mtime, tz=before.tzinfo) < before
        if is_old and not UploadSession.objects.filter(pk=path.stem).exists():
            path.unlink(missing_ok=True)
    return len(abandoned)
