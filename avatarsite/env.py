"""Typed reading of environment variables; every wrong value ends with one clear line."""

import os
import secrets
from collections.abc import Sequence
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

TRUE_WORDS: Final = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS: Final = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding space, or the default when unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no.

    Raises:
        ImproperlyConfigured: the value is neither.
    """
    word = text(name).lower()
    if not word:
        return default
    if word in TRUE_WORDS | FALSE_WORDS:
        return word in TRUE_WORDS
    raise ImproperlyConfigured(f"{name}={word!r} must be 1 or 0")


def integer(name: str, default: int, *, minimum: int = 0) -> int:
    """A whole number.

    Raises:
        ImproperlyConfigured: the value is no number, or below ``minimum``.
    """
    written = text(name, str(default))
    try:
        number = int(written)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={written!r} must be a whole number") from None
    if number < minimum:
        raise ImproperlyConfigured(f"{name}={number} must be at least {minimum}")
    return number


def items(name: str) -> list[str]:
    """A comma-separated list; empty when unset."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def choice(name: str, allowed: Sequence[str]) -> str:
    """One of some words; the first when unset.

    Raises:
        ImproperlyConfigured: the value is none of them.
    """
    word = text(name, allowed[0]).lower()
    if word not in allowed:
        raise ImproperlyConfigured(f"{name}={word!r} must be one of: {', '.join(allowed)}")
    return word


def folder(name: str, default: Path) -> Path:
    """A folder, as an absolute path; not created here."""
    return Path(text(name, str(default))).expanduser().resolve()


def private_folder(path: Path) -> Path:
    """Create a folder that only this account may enter, and return it."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
    return path


def secret(name: str, path: Path) -> str:
    """The variable's value, else the content of a file made on first use with mode 0600."""
    given = text(name)
    if given:
        return given
    private_folder(path.parent)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(64)
        file.write(made)
    return made


def site_url(name: str) -> str:
    """The address under which people reach the site, without a slash at its end; may be empty.

    Raises:
        ImproperlyConfigured: it is no address of a site, or has more than scheme, host and port.
    """
    written = text(name).rstrip("/")
    try:
        url = urlsplit(written)
        has_host = bool(url.hostname) and url.port != 0
    except ValueError:
        url, has_host = urlsplit(""), False
    is_site = has_host and url.scheme in ("http", "https")
    if written and (not is_site or url.path or url.query or url.fragment or "@" in url.netloc):
        raise ImproperlyConfigured(f"{name}={written!r} must look like https://studio.example.org")
    return written


def mail_sender(name: str, default: str) -> str:
    """Whom e-mails come from, ``Name <name@example.org>`` or the address alone.

    Raises:
        ImproperlyConfigured: it holds no address.
    """
    written = text(name, default)
    title, address = parseaddr(written)
    try:
        validate_email(address)
    except ValidationError:
        raise ImproperlyConfigured(
            f"{name}={written!r} must look like Avatar Studio <studio@example.org>"
        ) from None
    return formataddr((title, address))
