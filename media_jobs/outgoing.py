"""Requests to addresses that people give, which must not reach what only this machine can reach.

A name is resolved here, every address it stands for is judged, and the connection goes to one of
those very addresses, so a name that stands for another one a moment later changes nothing. Nothing
is fetched through a proxy, no redirect is followed, and the answer's content is not read (OWASP:
Server-Side Request Forgery Prevention).
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_URL: Final = 500  # characters
TIMEOUT: Final = 10.0  # seconds that the other side may be silent
WHOLE: Final = 15.0  # seconds that one request may take, from the connection on
MAX_TRIED: Final = 3  # addresses of one name
PRIVILEGED: Final = 1024  # ports below belong to other protocols, but for the usual ones
USUAL_PORTS: Final = frozenset({80, 443})
# Public as they look, these lead to an IPv4 address that is not looked at.
TUNNELS: Final = tuple(
    ipaddress.IPv6Network(text)
    for text in ("64:ff9b::/96", "2001::/32", "2002::/16", "::/96", "fec0::/10")
)


class NotDeliveredError(Exception):
    """A request did not arrive.

    Attributes:
        code: stable name of the reason.
        is_passing: whether another attempt may succeed, later.
    """

    def __init__(self, code: str, *, is_passing: bool) -> None:
        super().__init__(code)
        self.code = code
        self.is_passing = is_passing


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for, as far as its text tells.

    Attributes:
        host: in ASCII, as the DNS knows it.
        path: with the query.
    """

    is_https: bool
    host: str
    port: int
    path: str


def networks_of(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks and single addresses, as the settings name them.

    Raises:
        ValueError: one is neither.
    """
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def target_of(url: str, allowed: Sequence[Network] = ()) -> Target:
    """What a URL names.

    Args:
        url: with ``https``; with ``http`` only where private networks are allowed.
        allowed: private networks that may be reached.

    Raises:
        NotDeliveredError: ``bad_url``, ``not_https``, ``port_not_allowed`` or, of an address that
            is written as a number, ``address_not_allowed``.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        raise NotDeliveredError("bad_url", is_passing=False) from None
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= MAX_URL
    odd = not is_plain or "@" in parts.netloc or parts.fragment or "\\" in url
    if odd or not host or parts.scheme not in ("http", "https"):
        raise NotDeliveredError("bad_url", is_passing=False)
    if parts.scheme == "http" and not allowed:
        raise NotDeliveredError("not_https", is_passing=False)
    if port < PRIVILEGED and port not in USUAL_PORTS:
        raise NotDeliveredError("port_not_allowed", is_passing=False)
    _check_number(host, allowed)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, path)


def _check_number(host: str, allowed: Sequence[Network]) -> None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return  # a name, which is resolved when it is needed
    if not may_reach(address, allowed):
        raise NotDeliveredError("address_not_allowed", is_passing=False)


def may_reach(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether an address is everybody's, or is in a private network that is allowed."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in allowed):
        return True
    if isinstance(address, ipaddress.IPv6Address) and any(address in net for net in TUNNELS):
        return False
    return address.is_global and not address.is_multicast


def resolved(target: Target, allowed: Sequence[Network] = ()) -> list[Address]:
    """The addresses of a host that may be reached, in the order of the resolver.

    Raises:
        NotDeliveredError: ``host_unknown``, or ``address_not_allowed`` for each of them.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotDeliveredError("host_unknown", is_passing=True) from None
    # A link-local address may carry the name of an interface.
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    good = [address for address in dict.fromkeys(addresses) if may_reach(address, allowed)]
    if not good:
        raise NotDeliveredError("address_not_allowed", is_passing=False)
    return good


class _Pinned(http.client.HTTPConnection):
    """Connects to addresses that were judged, whatever the name stands for by now."""

    def __init__(self, target: Target, addresses: Sequence[Address]) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self._addresses = addresses
        self._context = ssl.create_default_context() if target.is_https else None
        self.default_port = 443 if target.is_https else 80

    def connect(self) -> None:
        """Connect to the first address that answers, encrypted where that was asked for."""
        first, *others = self._addresses[:MAX_TRIED]
        self.sock = self._connected(first, others)
        if self._context is not None:
            # In two steps, so that a handshake that never ends can be cut off, too.
            secured = self._context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = secured
            secured.do_handshake()

    def _connected(self, address: Address, others: Sequence[Address]) -> socket.socket:
        try:
            return socket.create_connection((str(address), self.port), self.timeout)
        except OSError:
            if not others:
                raise
            return self._connected(others[0], others[1:])


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, allowed: Sequence[Network] = ()
) -> int:
    """Send something and learn what status came back.

    Args:
        url: as ``target_of`` takes it.
        body: as it is sent.
        headers: besides those that the protocol needs.
        allowed: private networks that may be reached.

    Returns:
        The HTTP status, whatever it is; a redirect is one of them.

    Raises:
        NotDeliveredError: there was none. Besides the codes of ``target_of`` and ``resolved``:
            ``not_secure``, ``silent``, ``unreachable``, ``bad_answer``.
    """
    target = target_of(url, allowed)
    connection = _Pinned(target, resolved(target, allowed))
    # A timeout counts silence; who sends a byte now and then is cut off as well.
    guard = threading.Timer(WHOLE, _cut, [connection])
    ends_at = time.monotonic() + WHOLE  # never after the guard's own end
    guard.start()
    try:
        with closing(connection):
            connection.request("POST", target.path, body, dict(headers))
            status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as exc:
        code = _why(exc, is_cut=time.monotonic() >= ends_at)
        raise NotDeliveredError(code, is_passing=True) from None
    finally:
        guard.cancel()
    if time.monotonic() >= ends_at:  # cut off among the headers, which then seem to end
        raise NotDeliveredError("silent", is_passing=True)
    return status


def _why(exc: Exception, *, is_cut: bool) -> str:
    if is_cut or isinstance(exc, TimeoutError):
        return "silent"
    if isinstance(exc, ssl.SSLError):
        return "not_secure"
    return "bad_answer" if isinstance(exc, http.client.HTTPException) else "unreachable"


def _cut(connection: http.client.HTTPConnection) -> None:
    open_socket: socket.socket | None = connection.sock
    if open_socket is not None:
        try:
            open_socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has closed by itself
