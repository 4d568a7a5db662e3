"""Invitations to make an account."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, by what can still be done with them."""

    def usable(self) -> "InvitationQuerySet":
        """Those with which an account can be made now."""
        return self.filter(state=Invitation.State.OPEN, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Somebody may make one account.

    Attributes:
        email: the only address the account may have; empty for whoever holds the link.
        note: for whom or what it is, in the words of whoever made it.
        state: what became of it; one that ran out stays open.
        invited_by: who made it; goes with that account.
        accepted_by: the account that was made with it; the invitation goes with it.
        sent_at: when the e-mail with the link went out last; ``None`` if none did.
        expires_at: until when it counts.
        ended_at: when it was used or taken back.
    """

    class State(models.TextChoices):
        """What became of an invitation."""

        OPEN = "open"
        ACCEPTED = "accepted"
        REVOKED = "revoked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(blank=True)
    note = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Newest first."""

        ordering = ("-created_at",)
        indexes = (models.Index(fields=["-created_at"], name="invitations_newest"),)

    def __str__(self) -> str:
        return self.email or self.note or "link"

    def is_usable(self, now: datetime | None = None) -> bool:
        """Whether an account can be made with it at a time, by default now."""
        return self.state == self.State.OPEN and self.expires_at > (now or timezone.now())
