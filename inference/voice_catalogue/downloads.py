"""One file from a server of voices: continued where it broke off, complete or not at all."""

import contextlib
import errno
import hashlib
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any, Final, TypeAlias
from urllib.parse import urlsplit

from inference.checkpoint_errors import VoiceChecksumError, VoiceServerError
from inference.errors import PipelineCancelled
from inference.voice_catalogue.catalogue import PublishedFile

CHUNK_BYTES: Final = 1 << 17
TIMEOUT: Final = 30.0  # seconds without a byte
ATTEMPTS: Final = 3
PAUSE: Final = 1.0  # seconds before the second attempt, twice that before the third
PARTIAL_CONTENT: Final = 206
RANGE_NOT_SATISFIABLE: Final = 416
OF_THIS_MACHINE: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO}
)
TRANSIENT: Final = frozenset({408, 425, 429, 500, 502, 503, 504})

Received: TypeAlias = Callable[[int], None]
IsCancelled: TypeAlias = Callable[[], bool]


class _BrokenOffError(Exception):
    """The connection ended before the file did."""


class _SecureRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from https to something else."""

    def redirect_request(  # noqa: PLR0917 - the signature is the library's
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """The next request; see ``HTTPRedirectHandler``."""
        if urlsplit(req.full_url).scheme == "https" != urlsplit(newurl).scheme:
            raise urllib.error.URLError("redirected to an address without encryption")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_opener = urllib.request.build_opener(_SecureRedirects)


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way.

    Attributes:
        voice: id of the voice, for errors.
        file: what is fetched.
        target: where it goes; what is there already is continued.
        is_cancelled: asked after every chunk.
        received: called with the bytes that are there.
    """

    voice: str
    file: PublishedFile
    target: Path
    is_cancelled: IsCancelled
    received: Received

    def run(self) -> None:
        """Fetch the file and check its size and digest.

        Raises:
            VoiceServerError: nobody answers, or not with this file.
            VoiceChecksumError: it is another file.
            PipelineCancelled: somebody asked to stop.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._fetch()
                break
            except (OSError, HTTPException, _BrokenOffError) as error:
                if isinstance(error, OSError) and _is_of_this_machine(error):
                    raise
                if attempt == ATTEMPTS or not _is_transient(error):
                    raise VoiceServerError(self.voice, _explained(error, self.file)) from error
                self._wait(PAUSE * attempt)
        self._check()

    def fetch_if_offered(self, limit: int) -> None:
        """Fetch a text that may be missing or changed: unchecked, and cut at ``limit`` bytes."""
        with contextlib.suppress(OSError, HTTPException), self._opened(0) as answer:
            self.target.write_bytes(answer.read(limit))

    def _fetch(self) -> None:
        have = self.target.stat().st_size if self.target.exists() else 0
        if have == self.file.size_bytes:
            self.received(have)
            return
        with self._opened(have if have < self.file.size_bytes else 0) as answer:
            continued = getattr(answer, "status", 0) == PARTIAL_CONTENT
            with self.target.open("ab" if continued else "wb") as out:
                self._copy(answer, out, have if continued else 0)

    def _copy(self, answer: IO[bytes], out: IO[bytes], have: int) -> None:
        while chunk := answer.read(CHUNK_BYTES):
            if self.is_cancelled():
                raise PipelineCancelled
            have += len(chunk)
            if have > self.file.size_bytes:
                break
            out.write(chunk)
            self.received(have)
        if have < self.file.size_bytes:
            raise _BrokenOffError(f"the connection ended after {have} bytes")

    @contextlib.contextmanager
    def _opened(self, start: int) -> Iterator[IO[bytes]]:
        url = self.file.url
        if urlsplit(url).scheme not in {"https", "http"}:
            raise VoiceServerError(self.voice, f"{url} is no http address")
        headers = {"User-Agent": "avatar-studio"} | ({"Range": f"bytes={start}-"} if start else {})
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - http only, see above
        try:
            answer = _opener.open(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == RANGE_NOT_SATISFIABLE:
                self.target.unlink(missing_ok=True)
            raise
        with answer:
            yield answer

    def _check(self) -> None:
        with self.target.open("rb") as file:
            found = hashlib.file_digest(file, _md5).hexdigest()
        if found != self.file.md5 or self.target.stat().st_size != self.file.size_bytes:
            self.target.unlink()
            raise VoiceChecksumError(self.voice, Path(self.file.path).name)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.is_cancelled():
                raise PipelineCancelled
            time.sleep(min(0.1, seconds))


def _md5() -> Any:
    """The digest that the published list has; it tells a damaged file, not a forged one."""
    return hashlib.md5(usedforsecurity=False)


def _is_of_this_machine(error: OSError) -> bool:
    """Whether writing failed, rather than the network."""
    return error.errno in OF_THIS_MACHINE


def _is_transient(error: Exception) -> bool:
    if isinstance(error, urllib.error.HTTPError):
        return error.code in TRANSIENT | {RANGE_NOT_SATISFIABLE}
    return True


def _explained(error: Exception, file: PublishedFile) -> str:
    host = urlsplit(file.url).hostname
    if isinstance(error, urllib.error.HTTPError):
        return f"{host} answers {error.code} for {file.path}"
    reason = getattr(error, "reason", None) or error
    return f"{host} cannot be reached ({reason}); is this machine connected to the internet?"
