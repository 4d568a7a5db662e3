"""Addresses of people's own programs that are told when a job ends, and what was told them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from media_jobs.models.outgoing import Outgoing, OutgoingQuerySet


class Webhook(models.Model):
    """One address; its secret is derived from the key, see ``webhooks.secrets_of``.

    Attributes:
        events: what it is told of, values of ``Event``.
        is_on: whether it is told anything now.
        off_note: stable name of why it was switched off by itself; empty otherwise.
        n_failed: messages in a row that were given up.
        secret_version: how often the secret was made anew, from 1.
        rotated_at: when that was last; the secret before goes on for a while.
    """

    class Event(models.TextChoices):
        """What can be told."""

        SUCCEEDED = "job.succeeded"
        FAILED = "job.failed"
        CANCELLED = "job.cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    is_on = models.BooleanField(default=True)
    off_note = models.CharField(max_length=16, blank=True)
    n_failed = models.PositiveIntegerField(default=0)
    secret_version = models.PositiveIntegerField(default=1)
    rotated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("created_at",)

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(Outgoing):
    """One message to a webhook.

    Attributes:
        event: what it tells, a value of ``Webhook.Event`` or ``TEST``.
        body: what is sent; every attempt sends the same.
        status_code: of the last answer; ``None`` when there was none.
        duration_ms: until that answer.
    """

    TEST: ClassVar[str] = "webhook.test"

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        GIVEN_UP = "given_up"
        SKIPPED = "skipped"

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=32)
    body = models.TextField()
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    status_code = models.PositiveIntegerField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar[OutgoingQuerySet["WebhookDelivery"]] = OutgoingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (models.Index(fields=("state", "next_try_at"), name="webhooks_to_send"),)

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook_id}"
