"""E-mails, from the wish to write one to what became of it."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from media_jobs.models.jobs import MediaJob

if TYPE_CHECKING:
    from datetime import datetime

# Longer than a session with a server can last: every step of it has a timeout.
SENDING_LEASE: Final = timedelta(minutes=15)


class MailQuerySet(models.QuerySet["Mail"]):
    """The mailbox."""

    def due(self) -> "MailQuerySet":
        """Those that wait and whose time has come."""
        return self.filter(state=Mail.State.WAITING, next_try_at__lte=timezone.now())

    def abandoned(self) -> "MailQuerySet":
        """Those whose worker ended while it sent them: nobody knows whether they arrived."""
        since = timezone.now() - SENDING_LEASE
        return self.filter(state=Mail.State.SENDING, claimed_at__lt=since)

    def claim(self, mail_id: uuid.UUID | str) -> "Mail | None":
        """Take a due mail; ``None`` when it is not due, or somebody else has it."""
        taken = (
            self.due()
            .filter(pk=mail_id)
            .update(
                state=Mail.State.SENDING,
                claimed_at=timezone.now(),
                attempts=models.F("attempts") + 1,
            )
        )
        return self.get(pk=mail_id) if taken else None

    def shown(self) -> "MailQuerySet":
        """What the outbox lists: not those that nobody needed after all."""
        return self.exclude(state=Mail.State.SKIPPED)


class Mail(models.Model):
    """One e-mail to one address.

    It changes by conditional updates, so it is sent once, however often a worker is told to.

    Attributes:
        key: what it is about; two mails about the same cannot be.
        person: whom it is for, where that is an account.
        job: whose end it tells of.
        message: the complete message (RFC 5322); empty before it is written and after it was sent.
        note: stable name of why it was skipped or not sent.
        reply: what the mail server said.
        attempts: how often it was tried.
        next_try_at: not before then.
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

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    key = models.CharField(max_length=120, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="mails"
    )
    job = models.ForeignKey(MediaJob, models.SET_NULL, null=True, blank=True, related_name="mails")
    sender = models.CharField(max_length=320, blank=True)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=300, blank=True)
    message = models.BinaryField(default=bytes, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    note = models.CharField(max_length=64, blank=True)
    reply = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[MailQuerySet] = MailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (models.Index(fields=("state", "next_try_at"), name="mails_to_send"),)

    def __str__(self) -> str:
        return self.subject or self.key

    def settle(self, state: State, *, note: str = "", reply: str = "") -> bool:
        """End the claimed attempt for good; a message that was sent is not kept.

        Returns:
            ``False`` when nothing was changed: the claim no longer stands.
        """
        gone = {"message": b""} if state in (self.State.SENT, self.State.SKIPPED) else {}
        return self._change(state=state, note=note, reply=reply, ended_at=timezone.now(), **gone)

    def put_off(self, until: "datetime", *, note: str, reply: str = "") -> bool:
        """Let the claimed mail wait for another attempt."""
        return self._change(state=self.State.WAITING, note=note, reply=reply, next_try_at=until)

    def write(self, *, subject: str, sender: str, recipient: str, message: bytes) -> bool:
        """Keep what will be sent, so that every attempt sends the same."""
        return self._change(subject=subject, sender=sender, recipient=recipient, message=message)

    def _change(self, **values: object) -> bool:
        held = Mail.objects.filter(pk=self.pk, state=self.State.SENDING, attempts=self.attempts)
        if not held.update(**values):
            return False
        for name, value in values.items():
            setattr(self, name, value)
        return True
