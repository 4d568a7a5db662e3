"""Handing a message to the mail server that the settings name (SMTP, RFC 5321)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIMEOUT: Final = 15.0  # seconds that a server may be silent
PORTS: Final = {"smtp": 587, "smtps": 465}
ON: Final = {"1": True, "0": False}
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_REPLY: Final = 300  # characters of a server's answer that are kept


class _OneLineHeader(UnstructuredHeader, BaseHeader):
    """A header that stays on one line.

    Python would fold a long address by encoding it (RFC 2047), which mail programs do not undo
    in an address.
    """

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _wire_policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    registry.map_to_type("list-unsubscribe", _OneLineHeader)
    return SMTP.clone(header_factory=registry)


WIRE: Final = _wire_policy()  # how messages are written


class MailNotSentError(Exception):
    """The server did not take a message.

    Attributes:
        code: stable name of the reason.
        is_passing: whether another attempt may succeed, later.
        reply: what the server said, if anything.
    """

    def __init__(self, code: str, *, is_passing: bool, reply: str = "") -> None:
        super().__init__(f"{code}: {reply}" if reply else code)
        self.code = code
        self.is_passing = is_passing
        self.reply = reply


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes messages.

    Attributes:
        is_tls: encrypted from the first byte (``smtps``).
        starttls: encrypted by STARTTLS; a server without it is refused.
        timeout: seconds that it may be silent.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    starttls: bool = False
    timeout: float = TIMEOUT

    @property
    def tells_password_openly(self) -> bool:
        """Whether the password would cross a network unencrypted."""
        return bool(self.password) and not (self.is_tls or self.starttls or self.host in LOOPBACK)

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Hand a message over.

        Raises:
            MailNotSentError: the server refused it, or could not be reached.
        """
        with _explained(), self._session(sender.rpartition("@")[2]) as session:
            session.send_message(message, sender, [recipient])

    @contextmanager
    def _session(self, own_name: str) -> Iterator[smtplib.SMTP]:
        """Connect, encrypt and sign in.

        Args:
            own_name: to greet with; left to ``smtplib``, the name of this machine is looked up in
                the DNS, which may take longer than everything else.
        """
        context = ssl.create_default_context() if self.is_tls or self.starttls else None
        if self.is_tls:
            session: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, own_name, timeout=self.timeout, context=context
            )
        else:
            session = smtplib.SMTP(self.host, self.port, own_name, timeout=self.timeout)
        with session:
            if self.starttls:
                session.starttls(context=context)
            if self.user:
                session.login(self.user, self.password)
            yield session


def server_of(name: str, url: str) -> MailServer | None:
    """The server that ``smtp(s)://user:password@host:port?starttls=1&timeout=15`` names.

    Args:
        name: of the setting, for messages; they never quote the URL, which holds a password.
        url: ``None`` is returned for an empty one.

    Raises:
        ImproperlyConfigured: a part of it cannot be right.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a URL with a valid port") from None
    if parts.scheme not in PORTS:
        raise ImproperlyConfigured(f"{name} must begin with smtp:// or smtps://")
    if not parts.hostname:
        raise ImproperlyConfigured(f"{name} names no host")
    if parts.path.strip("/") or parts.fragment:
        raise ImproperlyConfigured(
            f"{name} has something after the host that is no option; write @, / and # in a"
            " password as %40, %2F and %23"
        )
    if bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured(f"{name} must have both a user and a password, or neither")
    starttls, timeout = _options(name, parts.query, parts.scheme)
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps",
        starttls=starttls,
        timeout=timeout,
    )


def _options(name: str, query: str, scheme: str) -> tuple[bool, float]:
    """Whether to insist on STARTTLS, and for how long the server may be silent."""
    given = parse_qs(query, keep_blank_values=True)
    if unknown := sorted(given.keys() - {"starttls", "timeout"}):
        raise ImproperlyConfigured(f"{name}: unknown option {unknown[0]!r}; starttls and timeout")
    starttls = given.get("starttls", ["0"])[-1]
    if starttls not in ON or ("starttls" in given and scheme == "smtps"):
        raise ImproperlyConfigured(f"{name}: starttls is 1 or 0, and for smtp:// only")
    return ON[starttls], _seconds(name, given.get("timeout", [str(TIMEOUT)])[-1])


def _seconds(name: str, written: str) -> float:
    longest = 120.0
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= longest:
        raise ImproperlyConfigured(f"{name}: timeout is seconds, above 0 and at most {longest:g}")
    return seconds


@contextmanager
def _explained() -> Iterator[None]:
    """Turn the many errors of ``smtplib`` into ours."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as exc:
        raise _refused("recipient_refused", *next(iter(exc.recipients.values()))) from exc
    except smtplib.SMTPAuthenticationError as exc:
        raise _refused("sign_in_refused", exc.smtp_code, exc.smtp_error) from exc
    except smtplib.SMTPResponseException as exc:
        raise _refused("message_refused", exc.smtp_code, exc.smtp_error) from exc
    except smtplib.SMTPNotSupportedError as exc:
        raise MailNotSentError("not_supported", is_passing=False, reply=str(exc)) from exc
    except ssl.SSLError as exc:
        raise MailNotSentError("not_secure", is_passing=True, reply=_short(exc.reason)) from exc
    except (OSError, smtplib.SMTPException) as exc:  # refused, unknown host, hung up, silent
        # smtplib takes a silent server for one that hung up
        if isinstance(exc, TimeoutError) or isinstance(exc.__context__, TimeoutError):
            raise MailNotSentError("server_silent", is_passing=True) from exc
        raise MailNotSentError("server_unreachable", is_passing=True, reply=_short(exc)) from exc


def _refused(code: str, status: int, reply: bytes | str) -> MailNotSentError:
    """4xx passes, 5xx stays (RFC 5321, 4.2.1); smtplib says -1 for an answer it cannot read."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    is_final = 500 <= status <= 599  # noqa: PLR2004 (class of permanent answers)
    return MailNotSentError(code, is_passing=not is_final, reply=_short(f"{status} {text}"))


def _short(reply: object) -> str:
    return " ".join(str(reply).split())[:MAX_REPLY]
