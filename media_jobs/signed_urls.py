"""Addresses of files that open by themselves for some hours.

A browser's player, a script without a session and whoever looks at a video on somebody's behalf
get a file by an address that says until when it works. What it opens is in the signature, so that
no other file opens by it. Whoever may have the file without that still may.
"""

import time
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

SALT: Final = "media_jobs.signed_urls"
HOUR: Final = 3600  # seconds
SIGNATURE: Final = 32  # hexadecimal digits: 128 bits
EXPIRES, SIGNED = "expires", "signature"


def signed(path: str, subject: str, **others: object) -> str:
    """An address that opens one thing.

    It stays the same for half of its lifetime, so that browsers find in their cache what they
    have.

    Args:
        path: of the file.
        subject: what is opened: "asset.<key>".
        **others: further parameters, which the signature does not cover.
    """
    step = settings.MEDIA_URL_HOURS * HOUR // 2
    end = (int(time.time()) // step + 2) * step
    return f"{path}?{urlencode({**others, EXPIRES: end, SIGNED: _signature(subject, end)})}"


def _signature(subject: str, end: int) -> str:
    return salted_hmac(SALT, f"{subject}\n{end}", algorithm="sha256").hexdigest()[:SIGNATURE]


def is_signed(request: HttpRequest, subject: str) -> bool:
    """Whether the address of a request opens this thing, now."""
    written = request.GET.get(EXPIRES, "")
    if not (written.isascii() and written.isdecimal() and len(written) <= len("9999999999")):
        return False
    end = int(written)
    given = request.GET.get(SIGNED, "")
    return end > time.time() and constant_time_compare(given, _signature(subject, end))
