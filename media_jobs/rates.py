"""How often a visitor without an account may ask."""

import time
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

from accounts.audit import visitor

MINUTE: Final = 60  # seconds


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
