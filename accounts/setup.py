"""The first visit: who may become the owner, and how.

Open while no user exists, to someone at this very machine or with the one-time token that the
terminal printed.
"""

import ipaddress
import os
import secrets
from pathlib import Path
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.models import User

# A request with one of these came through a proxy, so its peer address is not the visitor's.
PROXY_HEADERS: Final = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


class AlreadySetUpError(Exception):
    """The site has an owner."""


def is_open() -> bool:
    """Whether nobody exists yet."""
    return not User.objects.exists()


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether the visitor sits at the machine that serves the site."""
    if any(name in request.headers for name in PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _token_file() -> Path:
    return Path(settings.ACCOUNTS_SETUP_TOKEN_FILE)


def token() -> str:
    """The one-time token, made on first use in a file only this account may read."""
    path = _token_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(24)
        file.write(made)
    return made


def is_token(given: str) -> bool:
    """Whether ``given`` is the token; takes as long for a near miss as for a wide one."""
    path = _token_file()
    expected = path.read_text(encoding="ascii").strip() if path.exists() else ""
    return bool(expected) and secrets.compare_digest(given.strip().encode(), expected.encode())


def create_owner(email: str, display_name: str, password: str) -> User:
    """Save the owner, who may do everything, and use the token up.

    Raises:
        AlreadySetUpError: someone was quicker.
    """
    try:
        with transaction.atomic():
            if not is_open():
                raise AlreadySetUpError
            user = User.objects.create_superuser(
                email, password, display_name=display_name, is_owner=True
            )
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    except IntegrityError as exc:
        raise AlreadySetUpError from exc
    _token_file().unlink(missing_ok=True)
    return user
