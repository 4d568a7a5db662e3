"""Request bodies of any size in little memory.

Daphne spools a body to the disk, but then it parses forms in memory and puts all of the body into
the queue of the application: an upload of half a gigabyte would lie in memory twice. Here a body
stays on the disk, and a piece is read whenever the application asks for one.

Only ``manage.py serve`` imports this: Twisted installs its event loop on import.
"""

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import IO, Any, Final

from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.server import Server

PIECE: Final = 1 << 18  # bytes handed on at once
BODY: Final = "avatarsite.body"  # key of an ASGI scope

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class SpooledRequest(WebRequest):  # type: ignore[misc]  # Daphne ships no types
    """A request that leaves its body on the disk.

    What goes beyond the server's limit is not even spooled. Views see from the announced length
    that the body was too large; a body that announces none is no form to Django.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._parsePOSTFormSubmission = False  # Twisted's name; Django parses forms
        self.content: IO[bytes]
        self.body: IO[bytes] = BytesIO()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        """Spool a piece that has arrived."""
        if self.content.tell() + len(data) <= self.server.max_body:
            super().handleContentChunk(data)

    def process(self) -> Any:
        """Start the application; Daphne finds no body to queue."""
        self.body, self.content = self.content, BytesIO()
        self.body.seek(0)
        return super().process()


class SpooledRequestFactory(HTTPFactory):  # type: ignore[misc]
    """Makes connections whose requests are ``SpooledRequest``."""

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 (Twisted's name)
        """Serve a connection."""
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = SpooledRequest
        return protocol


class BodyServer(Server):  # type: ignore[misc]
    """Daphne, with bodies left on the disk.

    Args:
        application: of ASGI.
        max_body: bytes of a body that are kept.
        **options: of Daphne's server.
    """

    def __init__(self, application: Any, max_body: int, **options: Any) -> None:
        super().__init__(streamed_bodies(application), **options)
        self.max_body = max_body

    @property
    def http_factory(self) -> SpooledRequestFactory:
        """What Daphne listens with; it would set one of its own."""
        return self._http_factory

    @http_factory.setter
    def http_factory(self, _: HTTPFactory) -> None:
        self._http_factory = SpooledRequestFactory(self)

    def create_application(self, protocol: Any, scope: Message) -> Any:
        """Hand the body on beside the request."""
        if isinstance(protocol, SpooledRequest):
            scope[BODY] = protocol.body
        return super().create_application(protocol, scope)


def streamed_bodies(application: Application) -> Application:
    """An application that gets its bodies in pieces from the disk."""

    async def run(scope: Message, receive: Receive, send: Send) -> None:
        body: IO[bytes] | None = scope.pop(BODY, None)
        if body is None:
            await application(scope, receive, send)
            return
        try:
            await application(scope, _pieces(body, receive), send)
        finally:
            body.close()

    return run


def _pieces(body: IO[bytes], receive: Receive) -> Receive:
    is_over = False

    async def next_message() -> Message:
        nonlocal is_over
        if is_over:
            return await receive()
        piece = await _read(body)
        if len(piece) < PIECE:
            is_over = True
            queued = await receive()  # the empty body that Daphne queued
            if queued["type"] == "http.disconnect":
                return queued
        return {"type": "http.request", "body": piece, "more_body": not is_over}

    return next_message


async def _read(body: IO[bytes]) -> bytes:
    if isinstance(body, BytesIO):
        return body.read(PIECE)
    return await asyncio.to_thread(body.read, PIECE)
