"""How often a visitor without an account may ask."""

import hashlib
import time
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MINUTE: Final = 60  # seconds


def visitor(request: HttpRequest) -> str:
    """A short name for the address that a request comes from; proxies of ours are looked through.

    Not the address itself, so that no list of visitors comes about.
    """
    address = get_adapter(request).get_client_ip(request)
    return hashlib.blake2b(str(address).encode(), digest_size=12).hexdigest()


def is_too_often(request: HttpRequest, action: str, *, per_minute: int) -> bool:
    """Count a request; whether its sender had enough in this minute."""
    minute = int(time.time()) // MINUTE
    key = f"rates.{action}.{visitor(request)}.{minute}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        return cache.incr(key) > per_minute
    except ValueError:  # the cache dropped it in between
        return False


def is_new(request: HttpRequest, what: str, *, seconds: int) -> bool:
    """Whether this visitor did not do the same within the last so many seconds."""
    return cache.add(f"rates.{what}.{visitor(request)}", 1, seconds)
