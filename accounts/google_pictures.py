"""The picture of a Google account: fetched once, from Google alone, and drawn anew."""

import logging
import re
import time
import uuid
from typing import Final

import requests
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string

from accounts.models import User

logger = logging.getLogger(__name__)

# Google's servers of pictures; an ID token names no others.
ALLOWED: Final = re.compile(r"https://lh[0-9]\.googleusercontent\.com/[\w\-=./]+")
MAX_BYTES: Final = 2 << 20
MAX_SECONDS: Final = 4.0  # whoever signs in waits so long at most
CHUNK: Final = 64 << 10  # bytes


class NoPictureError(Exception):
    """There is no picture to be had from an address."""


def give(person: User, url: object) -> None:
    """Give somebody without a picture that of their Google account; without it nothing is amiss."""
    if person.picture or not isinstance(url, str) or not url:
        return
    try:
        content = import_string(settings.ACCOUNTS_PICTURE_MAKER)(fetched(url))
    except Exception as exc:  # noqa: BLE001 (what does not work here must not keep anybody out)
        logger.info("no picture for %s: %s", person.pk, type(exc).__name__)
        return
    person.picture.save(f"{uuid.uuid4().hex}.webp", ContentFile(content), save=False)
    User.objects.filter(pk=person.pk).update(picture=person.picture.name)


def fetched(url: str) -> bytes:
    """The file at an address.

    Raises:
        NoPictureError: the address is none of Google's, or leads elsewhere; the file is too large
            or takes too long.
        requests.RequestException: the server cannot be reached.
    """
    if not ALLOWED.fullmatch(url):
        raise NoPictureError("not one of Google's addresses")
    end = time.monotonic() + MAX_SECONDS
    content = bytearray()
    with requests.get(
        url, stream=True, allow_redirects=False, timeout=MAX_SECONDS, headers={"Accept": "image/*"}
    ) as response:
        if response.status_code != requests.codes.ok:
            raise NoPictureError(f"status {response.status_code}")
        for chunk in response.iter_content(CHUNK):
            content += chunk
            if len(content) > MAX_BYTES or time.monotonic() > end:
                raise NoPictureError("too large or too slow")
    return bytes(content)
