"""E-mails, from the wish to write one to what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from media_jobs.models.jobs import MediaJob
from media_jobs.models.outgoing import Outgoing, OutgoingQuerySet


class MailQuerySet(OutgoingQuerySet["Mail"]):
    """The mailbox."""

    def shown(self) -> "MailQuerySet":
        """What the outbox lists: not those that nobody needed after all."""
        return self.exclude(state=Mail.State.SKIPPED)


class Mail(Outgoing):
    """One e-mail to one address.

    Attributes:
        person: whom it is for, where that is an account.
        job: whose end it tells of.
        message: the complete message (RFC 5322); empty before it is written and after it was sent.
        reply: what the mail server said.
    """

    class Kind(models.TextChoices):
        """What it tells."""

        FINISHED = "finished"
        FAILED = "failed"
        OTHER = "other"

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        KEPT = "kept", "kept here, there is no mail server"
        GIVEN_UP = "given_up"
        SKIPPED = "skipped"

    kind = models.CharField(max_length=16, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="mails"
    )
    job = models.ForeignKey(MediaJob, models.SET_NULL, null=True, blank=True, related_name="mails")
    sender = models.CharField(max_length=320, blank=True)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=300, blank=True)
    message = models.BinaryField(default=bytes, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    reply = models.CharField(max_length=300, blank=True)

    objects: ClassVar[MailQuerySet] = MailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (models.Index(fields=("state", "next_try_at"), name="mails_to_send"),)

    def __str__(self) -> str:
        return self.subject or self.key

    def settle(self, state: str, *, note: str = "", **facts: object) -> bool:
        """End the claimed attempt for good; a message that was sent is not kept.

        Returns:
            ``False`` when nothing was changed: the claim no longer stands.
        """
        gone = {"message": b""} if state in (self.State.SENT, self.State.SKIPPED) else {}
        return super().settle(state, note=note, **facts, **gone)

    def write(self, *, subject: str, sender: str, recipient: str, message: bytes) -> bool:
        """Keep what will be sent, so that every attempt sends the same."""
        return self.change(subject=subject, sender=sender, recipient=recipient, message=message)
