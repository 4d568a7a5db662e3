"""What people can do with videos and jobs: the only way in, for pages and API alike."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from media_jobs import (
    actors,
    estimates,
    events,
    holding,
    quotas,
    screening,
    storage,
    uploads,
    webhooks,
)
from media_jobs.models import FILES, Avatar, MediaJob, Upload, Video, WrittenScript
from media_jobs.orders import Order
from media_jobs.refusals import ServiceError, refuse

MAX_TITLE: Final = 200  # characters
MAX_DESCRIPTION: Final = 5000  # characters
MAX_HASHTAGS: Final = 30
MAX_HASHTAG: Final = 60  # characters


def create_video(
    owner: User, *, avatar: Avatar | uuid.UUID | str, title: str = "", **wishes: Any
) -> Video:
    """Save a video and the job that makes it, and wake a worker.

    Args:
        owner: who it belongs to.
        avatar: one of the library or the owner's own.
        title: the first words of the text, or the name of the recording, when empty.
        **wishes: everything else that ``Order.checked`` takes: ``text``, ``voice`` and ``rate``,
            or ``speech``; ``aspect``, ``background``, ``engine``, ``expression``, ``life``,
            ``fit``, ``curves``, ``captions``, ``script`` and ``marks``.

    Raises:
        ServiceError: an input is refused; ``fields`` says which. ``minutes_used_up``,
            ``too_many_jobs`` or ``storage_full``.
    """
    order = Order.checked(owner, avatar=avatar, **wishes)
    speech = order.speech
    with transaction.atomic():
        quotas.check_making(owner, [(MediaJob.Kind.TALK, order.spec)])
        video = Video.objects.create(
            owner=owner,
            title=checked_title(title.strip() or _title_of(order)),
            kind=order.kind,
            language=speech.language,
            script=speech.script,
            settings=order.choices,
            avatar=order.avatar,
            recording=speech.recording,
            backdrop=order.backdrop.upload,
            **_published(order.script),
        )
        create_job(video, MediaJob.Kind.TALK, order.spec)
    return video


def _title_of(order: Order) -> str:
    written = order.script.script.get("title") if order.script else ""
    return str(written or order.speech.title)[:MAX_TITLE]


def _published(script: WrittenScript | None) -> dict[str, Any]:
    """What the writer suggests for where the video is published."""
    if script is None:
        return {}
    hashtags = script.script.get("hashtags") or []
    return {
        "written_script": script,
        "description": str(script.script.get("description") or "")[:MAX_DESCRIPTION],
        "hashtags": [str(tag) for tag in hashtags][:MAX_HASHTAGS],
    }


def measure_video(video: Video) -> tuple[MediaJob, bool]:
    """Have a finished video measured, unless that is under way.

    Returns:
        The job, and whether it is new.

    Raises:
        ServiceError: ``video_not_finished``, there is nothing to measure.
    """
    with transaction.atomic():
        video.refresh_from_db(fields=["file"])
        if video.file_id is None:
            raise ServiceError("video_not_finished", "This video is not finished.")
        waiting = MediaJob.objects.unfinished().filter(video=video, kind=MediaJob.Kind.QUALITY)
        if job := waiting.first():
            return job, False
        spec = {"file": str(video.file_id), "duration": video.duration}
        return create_job(video, MediaJob.Kind.QUALITY, spec), True


def checked_title(title: str) -> str:
    """A title without needless spaces.

    Raises:
        ServiceError: ``empty_title`` or ``title_too_long``.
    """
    title = " ".join(title.split())
    if not title:
        raise refuse("title", "empty_title", "Give the video a title.")
    if len(title) > MAX_TITLE:
        raise refuse("title", "title_too_long", f"A title has at most {MAX_TITLE} characters.")
    return title


def create_job(video: Video, kind: str, spec: Mapping[str, Any]) -> MediaJob:
    """Save a job for a video, and wake a worker after the commit.

    Raises:
        ServiceError: ``video_taken_down``.
    """
    _refuse_taken_down(video)
    job = MediaJob.objects.create(
        video=video,
        owner_id=video.owner_id,
        kind=kind,
        spec=dict(spec),
        seconds_left=estimates.estimate_for(kind, spec).total,
    )
    screening.screen(job)
    _announce(job, wake=True)
    return job


def _refuse_taken_down(video: Video) -> None:
    if video.taken_down_at is not None:
        raise ServiceError("video_taken_down", "A moderator took this video down.")


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
    if stopped:
        webhooks.job_ended(job.pk)
    _announce(job)
    return job


def cancel_quietly(job: MediaJob) -> None:
    """Stop a job, unless it has ended in between."""
    with suppress(ServiceError):
        cancel_job(job)


def retry_job(job: MediaJob) -> MediaJob:
    """Put a failed or cancelled job back into the queue.

    Raises:
        ServiceError: ``job_not_retryable``, it did not fail, a moderator refused it, or its video
            was deleted; ``video_taken_down``; or as for ``create_video``, there is no room for
            another.
    """
    _refuse_taken_down(job.video)
    if job.makes_video:
        quotas.check_making(job.owner, [(job.kind, job.spec)], replaced=[job.pk])
    ended = MediaJob.objects.filter(
        pk=job.pk, state__in=(MediaJob.State.FAILED, MediaJob.State.CANCELLED)
    ).exclude(error_code=holding.REFUSED)
    # In two steps: MongoDB cannot ask about another table in an update.
    again = Video.objects.kept().filter(pk=job.video_id).exists() and ended.update(
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
    return describe_video(video, title=title)


def describe_video(video: Video, **words: Any) -> Video:
    """Change what is written about a video.

    Args:
        video: the row.
        **words: ``title``, ``description`` and ``hashtags``, each if it is to change.

    Raises:
        ServiceError: the title is empty or too long.
    """
    if "title" in words:
        words["title"] = checked_title(words["title"])
    Video.objects.filter(pk=video.pk).update(**words)
    for name, value in words.items():
        setattr(video, name, value)
    screening.words_changed(video)
    return video


def delete_video(video: Video) -> None:
    """Move a video to the trash, and stop the job that makes it."""
    now = timezone.now()
    if Video.objects.kept().filter(pk=video.pk).update(deleted_at=now):
        video.deleted_at = now
    for job in MediaJob.objects.unfinished().filter(video=video):
        cancel_quietly(job)


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
    for video in expired.select_related("quality", "recording", "backdrop", *FILES):
        n_purged += _purge(video, before)
    return n_purged


def _purge(video: Video, before: datetime) -> int:
    assets, sent = video.files, [video.recording, video.backdrop]
    still_trashed = Video.objects.filter(pk=video.pk, deleted_at__lt=before)
    if not still_trashed.delete()[0]:
        return 0
    for asset in assets:
        storage.remove(asset)
    for upload in sent:
        if upload and Upload.objects.unused().filter(pk=upload.pk).exists():
            uploads.remove(upload)
    return 1
