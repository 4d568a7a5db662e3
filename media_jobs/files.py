"""Serving a stored file whole or in parts, as players ask for it (RFC 9110, section 14)."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

CHUNK: Final = 1 << 18  # bytes
ONE_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
PRIVATE: Final = "private, max-age=3600"
# A file that a browser opens as a page shows itself and does nothing: no script, no form, no frame.
# Without an origin of its own the browser's player could not fetch the rest of the file.
ALONE: Final = (
    "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; sandbox allow-same-origin"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes ``start`` to ``end``, the last one included."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.end - self.start + 1


class UnsatisfiableRangeError(Exception):
    """The range lies outside the file."""


def requested_span(header: str, size: int) -> Span | None:
    """The part of a file that a ``Range`` header asks for.

    Returns:
        ``None`` for the whole file: no range, several (which we may ignore), or nonsense.

    Raises:
        UnsatisfiableRangeError: nothing of it lies inside the file.
    """
    match = ONE_RANGE.fullmatch(header.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        span = Span(max(0, size - int(last)), size - 1)
    else:
        span = Span(int(first), min(int(last), size - 1) if last else size - 1)
        if last and int(last) < int(first):
            return None
    if span.start >= size or span.length <= 0:
        raise UnsatisfiableRangeError
    return span


def serve_file(
    request: HttpRequest,
    path: Path,
    content_type: str,
    *,
    etag: str = "",
    download_name: str = "",
    cache_control: str = PRIVATE,
    is_public: bool = False,
) -> HttpResponseBase:
    """Answer with a file; the caller has checked that the visitor may have it.

    Args:
        request: perhaps for a part of it.
        path: where it lies.
        content_type: what it is; browsers are told to believe it.
        etag: changes with its content.
        download_name: under which it is saved; empty for one that is shown.
        cache_control: how long it may be kept.
        is_public: whether pages of other sites may show it.
    """
    size = path.stat().st_size
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": cache_control,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": ALONE,
        "Cross-Origin-Resource-Policy": "cross-origin" if is_public else "same-origin",
    }
    if etag:
        headers["ETag"] = f'"{etag}"'
    headers["Content-Disposition"] = (
        content_disposition_header(bool(download_name), download_name) or "inline"
    )
    if etag and request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    try:
        span = requested_span(_range_header(request, headers.get("ETag", "")), size)
    except UnsatisfiableRangeError:
        headers["Content-Range"] = f"bytes */{size}"
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    return _stream(request, path, size, span, headers | {"Content-Type": content_type})


def _range_header(request: HttpRequest, etag: str) -> str:
    """The wished range, unless it continues a file that has changed since."""
    if request.headers.get("If-Range", etag) != etag:
        return ""
    return request.headers.get("Range", "")


def _stream(
    request: HttpRequest, path: Path, size: int, span: Span | None, headers: dict[str, str]
) -> HttpResponseBase:
    status = HTTPStatus.OK
    if span:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {span.start}-{span.end}/{size}"
    wanted = span or Span(0, size - 1)
    headers["Content-Length"] = str(wanted.length)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    chunks = _chunks(path, wanted)
    # Under ASGI Django would read a synchronous iterator to its end before sending anything.
    content = _async_chunks(chunks) if isinstance(request, ASGIRequest) else chunks
    return StreamingHttpResponse(content, status=status, headers=headers)


def _chunks(path: Path, span: Span) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(span.start)
        left = span.length
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


async def _async_chunks(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    following = sync_to_async(lambda: next(chunks, b""), thread_sensitive=False)
    while chunk := await following():
        yield chunk
