"""Whether somebody is to be told by e-mail how a video ended, and the message that tells it.

The words and the page addresses belong to an app above, so the settings name the function that
writes them (``JOBS_NOTICE_WRITER``), as they name the page of a video.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import mail_wishes
from accounts.models import User
from media_jobs import events, links, sharing
from media_jobs.models import Mail, MediaJob, ShareLink, Video

KINDS: Final[Mapping[str, Mail.Kind]] = {
    MediaJob.State.SUCCEEDED: Mail.Kind.FINISHED,
    MediaJob.State.FAILED: Mail.Kind.FAILED,
}


class NotNeededError(Exception):
    """Nobody has to be told any more.

    Attributes:
        note: stable name of the reason.
    """

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


@dataclass(frozen=True, slots=True)
class Notice:
    """What a message about a video is made from.

    Attributes:
        share: the link by which it can be watched at once, where there is one.
        page_url: the page of the video, for its owner.
        profile_url: where e-mails are chosen.
        stop_url: where this kind of e-mail ends, without signing in.
    """

    kind: str
    person: User
    job: MediaJob
    video: Video
    share: ShareLink | None
    page_url: str
    profile_url: str
    stop_url: str

    @property
    def watch_url(self) -> str:
        """Where the reader can watch."""
        return sharing.page_url(self.share) if self.share else self.page_url


def check_needed(mail: Mail) -> None:
    """Look anew whether a mail is still to be sent.

    Raises:
        NotNeededError: the video is deleted or is made again, or its owner does not want to know.
    """
    job = mail.job
    if job is None or job.video.deleted_at is not None:
        raise NotNeededError("video_gone")
    if KINDS.get(job.state) != mail.kind:
        raise NotNeededError("made_again")
    person = mail.person
    if person is None or not person.is_active:
        raise NotNeededError("person_gone")
    if mail_wishes.wish_of(person, mail.kind) == User.MailWhen.NEVER:
        raise NotNeededError("not_wanted")


def notice_of(mail: Mail) -> Notice:
    """What a needed mail tells; makes the link by which the video can be watched."""
    if mail.job is None or mail.person is None:
        raise NotNeededError("video_gone")
    video = mail.job.video
    is_finished = mail.kind == Mail.Kind.FINISHED
    return Notice(
        kind=mail.kind,
        person=mail.person,
        job=mail.job,
        video=video,
        share=sharing.share_by_mail(video) if is_finished else None,
        page_url=links.absolute(events.page_url(video)),
        profile_url=links.absolute(reverse("accounts:profile")),
        stop_url=links.absolute(mail_wishes.stop_path(mail.person, mail.kind)),
    )


def message_of(mail: Mail) -> EmailMessage:
    """The complete message, with what lets mail programs end such messages (RFC 8058)."""
    notice = notice_of(mail)
    write: Callable[[Notice], EmailMessage] = import_string(settings.JOBS_NOTICE_WRITER)
    message = write(notice)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "To": notice.person.email,
        "Date": format_datetime(timezone.now()),
        # The same for every attempt: who gets two copies after all sees one.
        "Message-ID": f"<{mail.pk}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{notice.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    for name, value in headers.items():
        message[name] = value
    return message
