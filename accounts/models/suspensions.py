"""People who may not sign in for the time being, and why."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Who was shut out, and when."""

    def standing(self) -> "SuspensionQuerySet":
        """Those that were not lifted."""
        return self.filter(lifted_at__isnull=True)


class Suspension(models.Model):
    """One time that somebody was shut out; made and lifted by ``accounts.suspension`` alone.

    Attributes:
        person: who may not sign in.
        reason: what the person was told.
        by: who decided; ``None`` once that account is gone.
        lifted_at: when it ended; ``None`` while it stands.
        lifted_by: who ended it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="suspensions", editable=False
    )
    reason = models.TextField(editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects: ClassVar[SuspensionQuerySet] = SuspensionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Newest first."""

        ordering = ("-at",)

    def __str__(self) -> str:
        return f"suspension of {self.person}"
