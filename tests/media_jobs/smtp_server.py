"""A real SMTP server for tests, that takes, refuses or is silent as a test wishes."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from media_jobs.mail_server import MailServer

PASSWORDS = {b"studio": b"s3cret"}


@dataclass
class Received:
    """A message that arrived."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class SmtpServer:
    """Handler of aiosmtpd; ``answers`` holds what it says instead of yes, first things first."""

    messages: list[Received] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    signed_in: list[tuple[str, str]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    certificate: Path | None = None
    server: MailServer | None = None

    def _answer(self, to: str, otherwise: str) -> str:
        waiting = self.answers.get(to)
        return waiting.pop(0) if waiting else otherwise

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's)
        answer = self._answer("rcpt", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        answer = self._answer("data", "250 OK")
        if answer.startswith("250"):
            self.messages.append(
                Received(envelope.mail_from, list(envelope.rcpt_tos), envelope.content)
            )
            self.was_encrypted.append(session.ssl is not None)
        return answer

    def authenticate(self, server, session, envelope, mechanism, data):
        is_right = isinstance(data, LoginPassword) and PASSWORDS.get(data.login) == data.password
        if is_right:
            self.signed_in.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=is_right, handled=False)


@contextmanager
def running(**options) -> Iterator[SmtpServer]:
    """A server on a free port of this machine."""
    handler = SmtpServer()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        server_hostname="mail.test",
        authenticator=handler.authenticate,
        auth_require_tls=False,
        **options,
    )
    controller.start()
    handler.server = MailServer("127.0.0.1", port, timeout=5)
    try:
        yield handler
    finally:
        controller.stop()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Certificate and key of ``localhost``, signed by themselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """What a server encrypts with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
