"""What leaves this site by itself, and is tried again until it has left: e-mails, webhooks."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime

# Longer than a session with another server can last: every step of it has a timeout.
SENDING_LEASE: Final = timedelta(minutes=15)
WAITING: Final = "waiting"
SENDING: Final = "sending"

Row_co = TypeVar("Row_co", bound="Outgoing", covariant=True)


class OutgoingQuerySet(models.QuerySet[Row_co]):
    """A queue in a table."""

    def due(self) -> Self:
        """Those that wait and whose time has come."""
        return self.filter(state=WAITING, next_try_at__lte=timezone.now())

    def abandoned(self) -> Self:
        """Those whose worker ended while it sent them: nobody knows whether they arrived."""
        return self.filter(state=SENDING, claimed_at__lt=timezone.now() - SENDING_LEASE)

    def claim(self, key: uuid.UUID | str) -> Row_co | None:
        """Take a due one; ``None`` when it is not due, or somebody else has it."""
        taken = (
            self.due()
            .filter(pk=key)
            .update(state=SENDING, claimed_at=timezone.now(), attempts=models.F("attempts") + 1)
        )
        return self.get(pk=key) if taken else None


class Outgoing(models.Model):
    """One message to somebody outside.

    It changes by conditional updates, so it is sent once, however often a worker is told to.

    Attributes:
        key: what it is about; two about the same cannot be.
        state: each kind has its own besides ``WAITING`` and ``SENDING``.
        note: stable name of why it was skipped or not sent.
        attempts: how often it was tried.
        next_try_at: not before then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True, editable=False)
    state = models.CharField(max_length=16, default=WAITING)
    note = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[OutgoingQuerySet[Any]]

    class Meta:
        """Kinds have tables of their own."""

        abstract = True

    def settle(self, state: str, *, note: str = "", **facts: object) -> bool:
        """End the claimed attempt for good.

        Returns:
            ``False`` when nothing was changed: the claim no longer stands.
        """
        return self.change(state=state, note=note, ended_at=timezone.now(), **facts)

    def put_off(self, until: "datetime", *, note: str, **facts: object) -> bool:
        """Let the claimed one wait for another attempt."""
        return self.change(state=WAITING, note=note, next_try_at=until, **facts)

    def change(self, **values: object) -> bool:
        """Note something about the claimed one; ``False`` when the claim no longer stands."""
        held = type(self).objects.filter(pk=self.pk, state=SENDING, attempts=self.attempts)
        if not held.update(**values):
            return False
        for name, value in values.items():
            setattr(self, name, value)
        return True
