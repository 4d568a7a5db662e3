"""What Django and django-allauth send goes the same way as our own mails."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from media_jobs import mailbox


class Mailbox(BaseEmailBackend):
    """Puts messages into the mailbox, from which the worker sends them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take messages, one row for each of their readers.

        Returns:
            How many messages were taken.
        """
        for message in email_messages:
            # Django's message takes this argument, the type that is declared for it does not
            content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
            for recipient in message.recipients():
                mailbox.put_in(
                    content,
                    subject=str(message.subject),
                    sender=message.from_email,
                    recipient=recipient,
                )
        return len(email_messages)
