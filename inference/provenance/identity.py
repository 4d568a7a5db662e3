"""The keys of an installation: made at first use, kept where only its account can read them.

Loads no picture library, so that a web process can make them when it starts.
"""

import contextlib
import os
import secrets
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from inference.checkpoint_errors import SigningIdentityError
from inference.provenance.marking import IdentityPlace
from inference.provenance.signing_identity import (
    SigningIdentity,
    UnusableKeyError,
    new_identity,
)

WATERMARK_KEY: Final = "watermark.key"
CREDENTIALS: Final = "credentials.pem"  # certificate chain and key in one, so never half made
SIGNERS: Final = "signers.pem"  # certificate chains of all who ever signed here
KEY_BYTES: Final = 32
KEY_BEGINS: Final = b"-----BEGIN PRIVATE KEY-----"


@dataclass(frozen=True)
class Identity:
    """The keys of an installation.

    Attributes:
        watermark_key: secret that watermarks are written with.
        signing: who signs credentials.
        signers: PEM of the certificates of all who ever signed here, and of their issuers.
    """

    watermark_key: bytes = field(repr=False)
    signing: SigningIdentity
    signers: bytes


def open_identity(place: IdentityPlace) -> Identity:
    """Read the keys of an installation; what is missing is made, with mode 0600.

    Several processes may do so at once: all get the same keys.

    Args:
        place: where they lie; the folder is made, with mode 0700.

    Raises:
        SigningIdentityError: the folder cannot be written, a file cannot be read, or certificate
            and key cannot sign.
    """
    try:
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = _kept(place.folder / WATERMARK_KEY, secrets.token_bytes(KEY_BYTES))
        signing = _signing(place)
        return Identity(key, signing, _known_chains(place.folder / SIGNERS, signing.chain))
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise SigningIdentityError(Path(error.filename or place.folder), why) from error


def _signing(place: IdentityPlace) -> SigningIdentity:
    if place.certificate is not None and place.private_key is not None:
        chain, key = place.certificate.read_bytes(), place.private_key.read_bytes()
        return _checked(place.certificate, chain, key)
    path = place.folder / CREDENTIALS
    if not path.exists():
        made = new_identity(place.organisation)
        _kept(path, made.chain + made.key)
    chain, begins, key = path.read_bytes().partition(KEY_BEGINS)
    return _checked(path, chain, begins + key)


def _checked(path: Path, chain: bytes, key: bytes) -> SigningIdentity:
    try:
        return SigningIdentity.of_pem(chain, key)
    except UnusableKeyError as error:
        raise SigningIdentityError(path, str(error)) from error


def _known_chains(path: Path, chain: bytes) -> bytes:
    """All certificates, the present ones among them, so that older videos stay known."""
    known = path.read_bytes() if path.exists() else b""
    if chain.strip() not in known:
        known += chain.strip() + b"\n"
        _replace(path, known)
    return known


def _kept(path: Path, content: bytes) -> bytes:
    """What is in a file; if there is none, it is made with ``content``, whole or not at all."""
    if not path.exists():
        part = _written_aside(path, content)
        with contextlib.suppress(FileExistsError):  # another process was faster
            os.link(part, path)
        part.unlink()
    return path.read_bytes()


def _replace(path: Path, content: bytes) -> None:
    _written_aside(path, content).replace(path)


def _written_aside(path: Path, content: bytes) -> Path:
    part = path.with_name(f".{path.name}-{uuid.uuid4().hex}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        os.fsync(descriptor)
    return part
