"""``manage.py send_test_mail ADDRESS``: whether e-mails go out, and if not, why."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from media_jobs import links, mailbox
from media_jobs.mail_server import WIRE, MailNotSentError, MailServer

HELP: Final = {
    "server_unreachable": "Nothing answers there. Look at host and port, and at firewalls.",
    "server_silent": "It did not answer in time. Port 465 wants smtps://, port 587 smtp://.",
    "not_secure": "Its certificate does not fit the host, or encryption failed.",
    "not_supported": "It lacks what AVATAR_SMTP_URL asks for (STARTTLS, or signing in).",
    "sign_in_refused": "It refused user or password.",
    "recipient_refused": "It refused the address, for now or for good.",
    "message_refused": "It refused the message, perhaps because of AVATAR_MAIL_FROM.",
}


class Command(BaseCommand):
    """Send one message now, without the queue."""

    help = "Send a test e-mail through AVATAR_SMTP_URL and say what the server answered."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom to send it."""
        parser.add_argument("address", help="who should get it")

    def handle(self, *_: Any, address: str, **__: Any) -> None:
        """Send it, or say why not."""
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"{address!r} is no e-mail address") from None
        message = _message(address)
        server: MailServer | None = settings.MAIL_SERVER
        if server is None:
            self._keep(message, address)
            return
        where = f"{server.host} port {server.port}"
        try:
            server.send(message, parseaddr(settings.DEFAULT_FROM_EMAIL)[1], address)
        except MailNotSentError as exc:
            reply = f" It said: {exc.reply}" if exc.reply else ""
            raise CommandError(f"Not sent by {where}. {HELP[exc.code]}{reply}") from exc
        self.stdout.write(f"{where} took the message for {address}.")

    def _keep(self, message: EmailMessage, address: str) -> None:
        mailbox.put_in(
            message.as_bytes(policy=WIRE),
            subject=str(message["Subject"]),
            sender=str(message["From"]),
            recipient=address,
        )
        self.stdout.write(
            "AVATAR_SMTP_URL is not set, so nothing is sent. While the site runs, the owner finds"
            f" the message at {links.absolute('/outbox/')} within a minute."
        )


def _message(address: str) -> EmailMessage:
    message = EmailMessage(policy=WIRE)
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = address
    message["Subject"] = f"Test of {settings.SITE_NAME}"
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = make_msgid(
        domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].split("@")[1]
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"E-mails of {settings.SITE_NAME} arrive.\n\nLinks in them lead to {links.absolute('/')}\n"
    )
    return message
