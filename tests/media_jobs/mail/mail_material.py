"""What tests of e-mails share."""

import re
from email.message import EmailMessage

from django.utils import timezone

from media_jobs import mail_actors
from media_jobs.models import Mail

SITE = "https://studio.example.org"
LINK = re.compile(r"https?://[^\s\"'<>]+")


def send(mail) -> Mail:
    """Send a mail now, whenever it is due."""
    Mail.objects.filter(pk=mail.pk, state="waiting").update(next_try_at=timezone.now())
    mail_actors.deliver(mail.pk)
    mail.refresh_from_db()
    return mail


def bodies(message: EmailMessage) -> tuple[str, str]:
    """The text and the HTML of a message."""
    return tuple(message.get_body((kind,)).get_content() for kind in ("plain", "html"))
