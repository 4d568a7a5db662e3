"""What people can do with videos and jobs: the only way in, for pages and API alike."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from inference.backgrounds import BACKGROUNDS
from inference.errors import UnknownVoiceError
from inference.voices import find_voice
from media_jobs import actors, estimates, events, storage
from media_jobs.formats import FORMATS
from media_jobs.models import Avatar, MediaAsset, MediaJob, Video

MIN_RATE: Final = 0.5
MAX_RATE: Final = 2.0
MAX_TITLE: Final = 200  # characters
DEFAULT_TITLE: Final = 60  # characters of the text that become the title


class ServiceError(Exception):
    """What was asked for cannot be done.

    Attributes:
        code: stable name of the reason.
        detail: one sentence for people.
        fields: what is wrong with which input.
    """

    def __init__(
        self, code: str, detail: str, fields: Mapping[str, list[str]] | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.fields = dict(fields or {})


def _refuse(field: str, code: str, detail: str) -> ServiceError:
    return ServiceError(code, detail, {field: [detail]})


def create_video(
    owner: User,
    *,
    avatar: Avatar | uuid.UUID | str,
    text: str,
    voice: str,
    rate: float = 1.0,
    aspect: str = "16:9",
    background: str = "mist",
    title: str = "",
) -> Video:
    """Save a video and the job that makes it, and wake a worker.

    Args:
        owner: who it belongs to.
        avatar: one of the library or the owner's own.
        text: what the presenter says.
        voice: id of a voice.
        rate: speed of the speech, 1.0 is the voice's own.
        aspect: a key of ``FORMATS``.
        background: id of a background.
        title: the first words of the text when empty.

    Raises:
        ServiceError: an input is refused; ``fields`` says which.
    """
    text = _checked_text(text)
    presenter = _usable_avatar(owner, avatar)
    language = _language_of(voice)
    _check_options(rate, aspect, background)
    spec = {"text": text, "voice": voice, "rate": rate, "aspect": aspect, "background": background}
    choices = {
        "avatar": str(presenter.pk),
        "voice": voice,
        "rate": rate,
        "format": aspect,
        "background": background,
    }
    with transaction.atomic():
        video = Video.objects.create(
            owner=owner,
            title=_checked_title(title) if title.strip() else default_title(text),
            language=language,
            script=text,
            settings=choices,
            avatar=presenter,
        )
        _create_job(video, spec)
    return video


def default_title(text: str) -> str:
    """The first words of a text."""
    return Truncator(" ".join(text.split())).chars(DEFAULT_TITLE)


def _checked_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise _refuse("text", "empty_text", "Write what the presenter should say.")
    limit = settings.JOBS_MAX_TEXT_LENGTH
    if len(text) > limit:
        raise _refuse(
            "text", "text_too_long", f"The text has {len(text)} characters; {limit} are allowed."
        )
    return text


def _checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise _refuse("title", "empty_title", "Give the video a title.")
    if len(title) > MAX_TITLE:
        raise _refuse("title", "title_too_long", f"A title has at most {MAX_TITLE} characters.")
    return title


def _usable_avatar(owner: User, avatar: Avatar | uuid.UUID | str) -> Avatar:
    try:
        key = avatar.pk if isinstance(avatar, Avatar) else uuid.UUID(str(avatar))
        return Avatar.objects.usable_by(owner.pk).get(pk=key)
    except (ValueError, Avatar.DoesNotExist):
        raise _refuse("avatar", "unknown_avatar", "Choose a presenter.") from None


def _language_of(voice: str) -> str:
    try:
        return find_voice(voice).language
    except UnknownVoiceError:
        raise _refuse("voice", "unknown_voice", "Choose a voice from the list.") from None


def _check_options(rate: float, aspect: str, background: str) -> None:
    if not MIN_RATE <= rate <= MAX_RATE:
        raise _refuse("rate", "bad_rate", f"The speed must be {MIN_RATE} to {MAX_RATE}.")
    if aspect not in FORMATS:
        raise _refuse("aspect", "unknown_aspect", f"Choose one of {', '.join(FORMATS)}.")
    if background not in {known.id for known in BACKGROUNDS}:
        raise _refuse("background", "unknown_background", "Choose a background from the list.")


def _create_job(video: Video, spec: Mapping[str, Any]) -> MediaJob:
    kind = MediaJob.Kind.SCRIPT_TO_VIDEO
    job = MediaJob.objects.create(
        video=video,
        owner_id=video.owner_id,
        kind=kind,
        spec=dict(spec),
        seconds_left=estimates.estimate_for(kind, spec).total,
    )
    _announce(job, wake=True)
    return job


def _announce(job: MediaJob, *, wake: bool = False) -> None:
    """After the commit: wake a worker if there is work, and tell everyone who watches."""

    def after_commit() -> None:
        if wake:
            actors.run_next_job.send()
        events.publish(job.pk)
        events.publish_queue()

    transaction.on_commit(after_commit)


def cancel_job(job: MediaJob) -> MediaJob:
    """Stop a job: a waiting one at once, a running one within about a second.

    Raises:
        ServiceError: ``job_finished``, there is nothing left to cancel.
    """
    rows = MediaJob.objects.filter(pk=job.pk)
    stopped = rows.filter(state=MediaJob.State.QUEUED).update(
        state=MediaJob.State.CANCELLED,
        cancel_requested=True,
        seconds_left=None,
        finished_at=timezone.now(),
    )
    asked = stopped or rows.filter(state=MediaJob.State.RUNNING).update(cancel_requested=True)
    job.refresh_from_db()
    if not asked:
        raise ServiceError("job_finished", "This job has already ended.")
    _announce(job)
    return job


def retry_job(job: MediaJob) -> MediaJob:
    """Put a failed or cancelled job back into the queue.

    Raises:
        ServiceError: ``job_not_retryable``, it did not fail, or its video was deleted.
    """
    again = MediaJob.objects.filter(
        pk=job.pk,
        state__in=(MediaJob.State.FAILED, MediaJob.State.CANCELLED),
        video__deleted_at__isnull=True,
    ).update(
        state=MediaJob.State.QUEUED,
        stage="",
        progress=0.0,
        seconds_left=estimates.estimate_for(job.kind, job.spec).total,
        crashes=0,
        cancel_requested=False,
        error_code="",
        error_facts={},
        finished_at=None,
    )
    job.refresh_from_db()
    if not again:
        raise ServiceError("job_not_retryable", "Only a failed or cancelled job can be retried.")
    _announce(job, wake=True)
    return job


def rename_video(video: Video, title: str) -> Video:
    """Give a video another title.

    Raises:
        ServiceError: the title is empty or too long.
    """
    video.title = _checked_title(title)
    Video.objects.filter(pk=video.pk).update(title=video.title)
    return video


def delete_video(video: Video) -> None:
    """Move a video to the trash, and stop the job that makes it."""
    now = timezone.now()
    if Video.objects.kept().filter(pk=video.pk).update(deleted_at=now):
        video.deleted_at = now
    for job in MediaJob.objects.unfinished().filter(video=video):
        try:
            cancel_job(job)
        except ServiceError:
            continue  # it ended in between


def restore_video(video: Video) -> Video:
    """Take a video out of the trash.

    Raises:
        ServiceError: ``not_deleted``, it is not there.
    """
    trashed = Video.objects.filter(pk=video.pk, deleted_at__isnull=False)
    if not trashed.update(deleted_at=None):
        raise ServiceError("not_deleted", "This video is not in the trash.")
    video.deleted_at = None
    return video


def purge_trash() -> int:
    """Delete for good what has been in the trash long enough.

    Returns:
        How many videos went.
    """
    before = timezone.now() - timedelta(days=settings.JOBS_TRASH_DAYS)
    unfinished = MediaJob.objects.unfinished().values("video_id")
    expired = Video.objects.filter(deleted_at__lt=before).exclude(pk__in=unfinished)
    n_purged = 0
    for video in expired.select_related("file", "poster"):
        n_purged += _purge(video, before)
    return n_purged


def _purge(video: Video, before: datetime) -> int:
    assets = [asset for asset in (video.file, video.poster) if isinstance(asset, MediaAsset)]
    still_trashed = Video.objects.filter(pk=video.pk, deleted_at__lt=before)
    if not still_trashed.delete()[0]:
        return 0
    for asset in assets:
        storage.remove(asset)
    return 1
