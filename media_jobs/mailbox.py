"""The ways into the mailbox: videos that ended, messages of Django, what the owner does there."""

import logging
import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import mail_wishes
from accounts.models import User
from media_jobs import mail_actors
from media_jobs.models import Mail, MediaJob
from media_jobs.notices import KINDS

logger = logging.getLogger(__name__)

# Whoever watches a video end says so within a moment; the others get an e-mail.
ATTENTION: Final = timedelta(seconds=30)
# A worker that was killed right after a job may not have noted it; older ends are no news.
NEWS: Final = timedelta(hours=1)


def job_ended(job_id: uuid.UUID) -> None:
    """Note that somebody may have to be told how a job ended; never fails the job."""
    try:
        job = MediaJob.objects.select_related("owner", "video").filter(pk=job_id).first()
        if job is not None and job.makes_video and job.state in KINDS:
            _note(job)
    except Exception:
        logger.exception("no e-mail about job %s", job_id)


def _key(job: MediaJob) -> str:
    """One mail for every end of a job, which may fail and be tried again."""
    return f"{KINDS[job.state]}:{job.pk}:{job.attempt}"


def _note(job: MediaJob) -> None:
    kind = KINDS[job.state]
    wish = mail_wishes.wish_of(job.owner, kind)
    is_wanted = wish != User.MailWhen.NEVER
    now = timezone.now()
    mail = Mail(
        kind=kind,
        key=_key(job),
        person=job.owner,
        job=job,
        recipient=job.owner.email,
        subject=job.video.title,  # until it is written
        state=Mail.State.WAITING if is_wanted else Mail.State.SKIPPED,
        note="" if is_wanted else "not_wanted",
        next_try_at=now + ATTENTION if wish == User.MailWhen.AWAY else now,
        created_at=now,
    )
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        return  # noted already
    if is_wanted:
        mail_actors.post(mail)


def catch_up() -> None:
    """Note ends of jobs that were not noted because the worker ended in between."""
    since = timezone.now() - NEWS
    ended = [
        job
        for job in MediaJob.objects.filter(state__in=list(KINDS), finished_at__gte=since)
        if job.makes_video
    ]
    noted = Mail.objects.filter(key__in=[_key(job) for job in ended])
    known = set(noted.values_list("key", flat=True))
    for job in ended:
        if _key(job) not in known:
            job_ended(job.pk)


def resume() -> None:
    """Send what is due though no message says so, and settle what a worker left unsettled."""
    Mail.objects.abandoned().update(
        state=Mail.State.GIVEN_UP, note="interrupted", ended_at=timezone.now()
    )
    late = timezone.now() - timedelta(seconds=10)  # the message of the others is on its way
    for mail_id in Mail.objects.due().filter(next_try_at__lt=late).values_list("pk", flat=True):
        mail_actors.send_mail.send(str(mail_id))


def purge() -> None:
    """Forget old mails."""
    before = timezone.now() - timedelta(days=settings.MAIL_DAYS)
    Mail.objects.filter(created_at__lt=before).exclude(
        state__in=(Mail.State.WAITING, Mail.State.SENDING)
    ).delete()


def seen(job: MediaJob) -> None:
    """Somebody looks at the page on which a job ended; who wants to know only when away, knows."""
    away = [
        kind
        for kind in mail_wishes.FIELDS
        if mail_wishes.wish_of(job.owner, kind) == User.MailWhen.AWAY
    ]
    untried = Mail.objects.filter(job=job, state=Mail.State.WAITING, attempts=0, kind__in=away)
    untried.update(state=Mail.State.SKIPPED, note="seen", ended_at=timezone.now())


def put_in(message: bytes, *, subject: str, sender: str, recipient: str) -> Mail:
    """Have a complete message of another origin sent, such as the one that resets a password."""
    key = uuid.uuid4()
    mail = Mail.objects.create(
        id=key,
        kind=Mail.Kind.OTHER,
        key=f"{Mail.Kind.OTHER}:{key}",
        sender=sender,
        recipient=parseaddr(recipient)[1],
        subject=" ".join(subject.split())[: mail_actors.MAX_SUBJECT],
        message=message,
    )
    mail_actors.post(mail)
    return mail


def send_again(mail: Mail) -> bool:
    """Try a mail that was given up, or kept while there was no server, from the beginning.

    Returns:
        ``False`` when it was neither.
    """
    now: datetime = timezone.now()
    again = Mail.objects.filter(
        pk=mail.pk, state__in=(Mail.State.GIVEN_UP, Mail.State.KEPT)
    ).update(
        state=Mail.State.WAITING, note="", reply="", attempts=0, next_try_at=now, ended_at=None
    )
    if again:
        mail.refresh_from_db()
        mail_actors.post(mail)
    return bool(again)


def forget(mail: Mail) -> bool:
    """Throw a mail away; what it was about is not written about again.

    Returns:
        ``False`` when it is being sent just now.
    """
    still = Mail.objects.filter(pk=mail.pk).exclude(state=Mail.State.SENDING)
    return bool(
        still.update(
            state=Mail.State.SKIPPED,
            note="deleted",
            message=b"",
            subject="",
            ended_at=timezone.now(),
        )
    )
