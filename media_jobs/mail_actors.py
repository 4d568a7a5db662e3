"""The second actor: sends e-mails, apart from what makes videos.

A mail is a row first. The message in the queue says which one may be due; whoever claims the row
sends it. What fails for now waits longer each time; what fails for good stays in the outbox with
the reason. A video is neither held up nor failed by any of it.
"""

import logging
import math
import uuid
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

import dramatiq
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from media_jobs import notices
from media_jobs.broker import broker
from media_jobs.mail_server import WIRE, MailNotSentError, MailServer
from media_jobs.models import Mail

logger = logging.getLogger(__name__)

QUEUE: Final = "mail"
# Seconds until the next attempt; a mail that none of them sends is given up after a day and a half.
PAUSES: Final = (60, 300, 900, 3600, 3 * 3600, 8 * 3600, 24 * 3600)
MARGIN_MS: Final = 100
MAX_SUBJECT: Final = 300  # characters that the outbox shows


@dramatiq.actor(broker=broker, queue_name=QUEUE)
def send_mail(mail_id: str) -> None:
    """Send one mail, if it is due and nobody else does."""
    deliver(uuid.UUID(mail_id))


def post(mail: Mail) -> None:
    """Have a waiting mail sent when it is due, once the row is there for the worker to see."""
    seconds = (mail.next_try_at - timezone.now()).total_seconds()
    # A message that comes too early finds nothing that is due.
    delay = math.ceil(seconds * 1000) + MARGIN_MS if seconds > 0 else None

    def after_commit() -> None:
        send_mail.send_with_options(args=(str(mail.pk),), delay=delay)

    transaction.on_commit(after_commit)


def deliver(mail_id: uuid.UUID) -> None:
    """Claim a mail, send it and note what became of it."""
    mail = Mail.objects.claim(mail_id)
    if mail is None:
        return
    try:
        _send(mail)
    except notices.NotNeededError as exc:
        mail.settle(Mail.State.SKIPPED, note=exc.note)
    except MailNotSentError as exc:
        _put_off_or_give_up(mail, exc)
    except BaseException:
        mail.settle(Mail.State.GIVEN_UP, note="internal_error")
        raise


def _send(mail: Mail) -> None:
    if mail.kind != Mail.Kind.OTHER:
        notices.check_needed(mail)
        if not mail.message:
            _write(mail)
    server: MailServer | None = settings.MAIL_SERVER
    if server is None:
        mail.settle(Mail.State.KEPT)
        return
    server.send(parsed(bytes(mail.message)), parseaddr(mail.sender)[1], mail.recipient)
    mail.settle(Mail.State.SENT)
    logger.info("mail %s was sent, attempt %d", mail.pk, mail.attempts)


def _write(mail: Mail) -> None:
    message = notices.message_of(mail)
    mail.write(
        subject=str(message["Subject"])[:MAX_SUBJECT],
        sender=str(message["From"]),
        recipient=mail.recipient,
        message=message.as_bytes(policy=WIRE),
    )


def parsed(message: bytes) -> EmailMessage:
    """A stored message."""
    return message_from_bytes(message, _class=EmailMessage, policy=WIRE)


def _put_off_or_give_up(mail: Mail, reason: MailNotSentError) -> None:
    if not reason.is_passing or mail.attempts > len(PAUSES):
        logger.warning("mail %s is given up: %s", mail.pk, reason.code)
        mail.settle(Mail.State.GIVEN_UP, note=reason.code, reply=reason.reply)
        return
    pause = timedelta(seconds=PAUSES[mail.attempts - 1])
    logger.info("mail %s waits for another attempt: %s", mail.pk, reason.code)
    if mail.put_off(timezone.now() + pause, note=reason.code, reply=reason.reply):
        post(mail)
