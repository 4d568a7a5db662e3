"""Videos that nobody gets to see any more, their owner included, until they are put back.

The rows stay, and so do the files, for whoever has to decide anew. Links work again once a video is
put back. What it was made from, uploads and presenters, is not touched.
"""

import uuid
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from accounts import audit, letters
from accounts.models import User
from media_jobs import events, flags, links, reports, services
from media_jobs.models import FILES, Decision, Flag, MediaAsset, MediaJob, Video
from media_jobs.refusals import ServiceError, refuse

MAX_REASON: Final = 1000  # characters


def take_down(
    video: Video, actor: User, reason: str, *, request: HttpRequest | None = None
) -> Video:
    """Keep a video from everybody, stop what is made for it, and tell its owner why.

    Args:
        video: the row.
        actor: who decides.
        reason: for its owner to read; at most 1000 characters are kept.
        request: by which it was done.

    Raises:
        ServiceError: ``empty_reason``, or ``already_taken_down``.
    """
    reason = reason.strip()[:MAX_REASON]
    if not reason:
        raise refuse("reason", "empty_reason", "Say why, for its owner to read.")
    now = timezone.now()
    up = Video.objects.filter(pk=video.pk, taken_down_at__isnull=True)
    if not up.update(taken_down_at=now, taken_down_reason=reason):
        raise ServiceError("already_taken_down", "This video was taken down already.")
    # A job that ends before it is stopped brings files along, so they are looked up after that.
    for job in MediaJob.objects.unfinished().filter(video=video):
        services.cancel_quietly(job)
    video = _with_files(video)
    MediaAsset.objects.filter(pk__in=_files_of(video)).update(withheld_at=now)
    reports.decide_all(video, Decision.UPHELD, actor, request=request)
    flags.decide(Flag.objects.filter(video=video), Decision.UPHELD, actor)
    audit.record(actor, "video.taken_down", video, {"reason": [None, reason]}, request=request)
    facts = {"video": video, "reason": reason, "go_url": links.absolute(events.page_url(video))}
    letters.send(video.owner.email, "taken_down", facts)
    return video


def put_back(video: Video, actor: User, *, request: HttpRequest | None = None) -> Video:
    """Let a video be seen again, and tell its owner.

    Raises:
        ServiceError: ``not_taken_down``.
    """
    reason = video.taken_down_reason
    down = Video.objects.filter(pk=video.pk, taken_down_at__isnull=False)
    if not down.update(taken_down_at=None, taken_down_reason=""):
        raise ServiceError("not_taken_down", "This video is not taken down.")
    video = _with_files(video)
    MediaAsset.objects.filter(pk__in=_files_of(video)).update(withheld_at=None)
    audit.record(actor, "video.put_back", video, {"reason": [reason, None]}, request=request)
    facts = {"video": video, "go_url": links.absolute(events.page_url(video))}
    letters.send(video.owner.email, "put_back", facts)
    return video


def _with_files(video: Video) -> Video:
    return Video.objects.select_related("owner", "quality", *FILES).get(pk=video.pk)


def _files_of(video: Video) -> list[uuid.UUID]:
    return [asset.pk for asset in video.files]
