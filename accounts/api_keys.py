"""Keys for people's own programs: made, found, ended."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import scopes
from accounts.models import ApiKey, User

MARK: Final = "avs_"  # how every key begins, so that scanners of repositories can know them
PREFIX_LENGTH: Final = len(MARK) + 8
MAX_KEYS: Final = 50  # that work at once, of one person
LONGEST_DAYS: Final = 365
USED_EVERY: Final = timedelta(minutes=1)  # how exactly it is known when a key was used last


class TooManyKeysError(Exception):
    """The person has as many keys as one may have."""


def make(
    user: User, name: str, wanted: Iterable[str], *, expires_at: datetime | None
) -> tuple[ApiKey, str]:
    """Make a key.

    Returns:
        The row, and the key itself, which cannot be had again.

    Raises:
        TooManyKeysError: there are ``MAX_KEYS`` that work.
    """
    if ApiKey.objects.live().filter(user=user).count() >= MAX_KEYS:
        raise TooManyKeysError
    prefix = MARK + secrets.token_hex(4)
    key = f"{prefix}_{secrets.token_urlsafe(32)}"
    row = ApiKey.objects.create(
        user=user,
        name=name,
        prefix=prefix,
        digest=digest_of(key),
        scopes=scopes.completed(wanted),
        expires_at=expires_at,
    )
    return row, key


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def find(key: str) -> ApiKey | None:
    """The key that works, with its person; ``None`` for one that does not."""
    rows = ApiKey.objects.live().filter(prefix=key[:PREFIX_LENGTH]).select_related("user")
    row = rows.first()
    if row is None or not constant_time_compare(row.digest, digest_of(key)):
        return None
    if not row.user.is_active:
        return None
    _used(row)
    return row


def _used(row: ApiKey) -> None:
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at > USED_EVERY:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)


def revoke(key: ApiKey) -> bool:
    """End a key at once; ``False`` when it had been ended before."""
    still = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    return bool(still.update(revoked_at=timezone.now()))


def revoke_all(user: User) -> int:
    """End every key of a person; returns how many ended now."""
    working = ApiKey.objects.filter(user=user, revoked_at__isnull=True)
    return working.update(revoked_at=timezone.now())
