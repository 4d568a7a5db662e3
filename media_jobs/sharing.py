"""Links by which a video is shown to people without an account.

A token is the key of a row followed by a seal made from it with the site's secret. So links can be
shown and copied again, while the database alone opens none of them. Revoking and expiry are in
the row; nothing that was handed out earlier outlives them.

A password is asked for on the page, which then holds signed addresses of the files: no cookie is
needed, so that it works in a frame of another site, too.
"""

import base64
import binascii
import uuid
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from media_jobs import links, signed_urls
from media_jobs.models import ShareLink, ShareLinkQuerySet, Video
from media_jobs.refusals import ServiceError, refuse

KEY_BYTES: Final = 16
SEAL_BYTES: Final = 16  # 128 bits: nobody guesses it
DAYS: Final = (1, 7, 30)  # offered lengths
LONGEST: Final = 3650  # days
MAX_LINKS: Final = 50  # that work at once, of one video
MAIL_DAYS: Final = 7  # that the link of an e-mail works
MAX_VIEWS: Final = 1_000_000  # that can be asked for
PASSWORD_LENGTHS: Final = (4, 128)  # characters
TRIES_AN_HOUR: Final = 200  # of one link's password, by everybody together


class NoSuchLinkError(Exception):
    """The token was not made here."""


class LinkOverError(Exception):
    """The link has worked, and does not any more: expired, revoked, or its video is gone."""


def token_of(link: ShareLink) -> str:
    """What the address of a link holds."""
    return base64.urlsafe_b64encode(link.pk.bytes + _seal(link.pk)).rstrip(b"=").decode()


def _seal(key: uuid.UUID) -> bytes:
    whole = salted_hmac("media_jobs.sharing", key.bytes, algorithm="sha256").digest()
    return whole[:SEAL_BYTES]


def page_url(link: ShareLink) -> str:
    """The full address of the page that shows the video."""
    return links.absolute(reverse(settings.JOBS_SHARE_PAGE, args=[token_of(link)]))


def embed_url(link: ShareLink) -> str:
    """The full address of what other sites show in a frame."""
    return links.absolute(reverse(settings.JOBS_EMBED_PAGE, args=[token_of(link)]))


def file_url(link: ShareLink, name: str) -> str:
    """Path of a file of a shared video; see ``share_views.shared_file``.

    Where there is a password, only for those who have given it: the path opens the file.
    """
    path = reverse("media_jobs:shared-file", args=[token_of(link), name])
    return signed_urls.signed(path, subject_of(link)) if link.password else path


def subject_of(link: ShareLink) -> str:
    """What an address is signed for that needs no password any more."""
    return f"share.{link.pk}"


def opened(token: str) -> ShareLink:
    """The link of a token, with its video and files.

    Raises:
        NoSuchLinkError: the token was not made here.
        LinkOverError: it was, and does not work any more.
    """
    rows = ShareLink.objects.open().filter(
        pk=_key_of(token),
        video__deleted_at__isnull=True,
        video__taken_down_at__isnull=True,
        video__file__isnull=False,
        video__owner__is_active=True,
        video__owner__leaves_at__isnull=True,
    )
    link = rows.select_related("video__file", "video__poster", "video__vtt").first()
    if link is None or not settings.SHARING:
        raise LinkOverError
    return link


def _key_of(token: str) -> uuid.UUID:
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise NoSuchLinkError from None
    if len(whole) != KEY_BYTES + SEAL_BYTES:
        raise NoSuchLinkError
    key = uuid.UUID(bytes=whole[:KEY_BYTES])
    if not constant_time_compare(whole[KEY_BYTES:], _seal(key)):
        raise NoSuchLinkError
    return key


def open_links(video: Video) -> ShareLinkQuerySet:
    """Links of a video that work, newest first."""
    return ShareLink.objects.open().filter(video=video)


def offered_days() -> list[int | None]:
    """How long a link may work; ``None`` is without an end."""
    longest = settings.SHARING_MAX_DAYS
    if not longest:
        return [*DAYS, None]
    return [*(days for days in DAYS if days < longest), longest]


def share(
    video: Video,
    *,
    days: int | None,
    allows_download: bool = False,
    allows_embedding: bool = False,
    password: str = "",
    max_views: int | None = None,
    origin: str = ShareLink.Origin.PERSON,
) -> ShareLink:
    """Make a link to a finished video.

    Args:
        video: the row.
        days: that it works; ``None`` for no end.
        allows_download: whether the page offers the file.
        allows_embedding: whether pages of other sites may show the video.
        password: that is asked for; empty for none.
        max_views: how often somebody may begin to watch; ``None`` for as often as they like.
        origin: who wishes for it.

    Raises:
        ServiceError: links are switched off, too many work already, the length is not allowed, or
            the video is not finished.
    """
    if not settings.SHARING:
        raise ServiceError("sharing_off", "Links are switched off on this site.")
    if video.file_id is None:
        raise ServiceError("video_not_finished", "This video is not finished.")
    _check_days(days)
    if open_links(video).count() >= MAX_LINKS:
        raise ServiceError("too_many_links", f"A video has at most {MAX_LINKS} links that work.")
    link = ShareLink.objects.create(
        video=video,
        origin=origin,
        allows_download=allows_download,
        allows_embedding=allows_embedding,
        password=make_password(password) if password else "",
        max_views=max_views,
        expires_at=None if days is None else timezone.now() + timedelta(days=days),
    )
    link.refresh_from_db()  # its times as they are kept: some databases count milliseconds
    return link


def _check_days(days: int | None) -> None:
    longest = settings.SHARING_MAX_DAYS or LONGEST
    if days is None and settings.SHARING_MAX_DAYS:
        raise refuse("days", "bad_expiry", f"A link must end within {longest} days.")
    if days is not None and not 1 <= days <= longest:
        raise refuse("days", "bad_expiry", f"A link works for 1 to {longest} days.")


def share_by_mail(video: Video) -> ShareLink | None:
    """The link that goes into an e-mail; ``None`` where there are to be none."""
    days = min(MAIL_DAYS, settings.SHARING_MAX_DAYS or MAIL_DAYS)
    try:
        return share(video, days=days, origin=ShareLink.Origin.MAIL)
    except ServiceError:
        return None


def revoke(link: ShareLink) -> None:
    """End a link at once."""
    ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def is_password(link: ShareLink, password: str) -> bool:
    """Whether this is the password of a link; false also for too many tries."""
    hour = int(timezone.now().timestamp()) // 3600
    key = f"sharing.tries.{link.pk}.{hour}"
    cache.add(key, 0, 3600)
    try:
        n_tries = cache.incr(key)
    except ValueError:  # the cache dropped it in between
        n_tries = 1
    return n_tries <= TRIES_AN_HOUR and check_password(password, link.password)


def count_view(link: ShareLink) -> bool:
    """Note that somebody began to watch.

    Returns:
        ``False`` where it was watched as often as it may be; nothing is noted then.
    """
    unlimited = models.Q(max_views__isnull=True)
    not_used_up = unlimited | models.Q(n_views__lt=models.F("max_views"))
    changed = ShareLink.objects.filter(not_used_up, pk=link.pk).update(
        n_views=models.F("n_views") + 1, last_viewed_at=timezone.now()
    )
    return bool(changed)
