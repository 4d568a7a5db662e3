"""Where people are signed in: browsers, and programs that hold tokens."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignInQuerySet(models.QuerySet["SignIn"]):
    """Sign-ins as their owners see them."""

    def live(self) -> "SignInQuerySet":
        """Those that still open something."""
        return self.filter(ended_at__isnull=True, expires_at__gt=timezone.now())

    def end(self, reason: str) -> int:
        """End them; those that ended before keep their reason.

        Returns:
            How many ended now.
        """
        now = timezone.now()
        return self.filter(ended_at__isnull=True).update(ended_at=now, end_reason=reason)


class SignIn(models.Model):
    """One browser or program that acts for a person.

    A browser's session names its row, so ending the row ends the session wherever it is stored.
    For a program the row is the family of its refresh tokens.

    Attributes:
        label: what a program calls itself; empty for browsers.
        user_agent: as sent at the beginning.
        address: hash of the address it was last seen at, see ``accounts.audit.visitor``.
        last_seen_at: within some minutes.
        expires_at: when it ends unless it is seen before.
        end_reason: why it ended, a value of ``EndReason``; empty while it lives.
    """

    class Kind(models.TextChoices):
        """What is signed in."""

        BROWSER = "browser"
        TOKENS = "tokens", "program with tokens"

    class EndReason(models.TextChoices):
        """Why it ended."""

        LEFT = "left", "signed out there"
        ENDED = "ended", "signed out from elsewhere"
        REUSED = "reused", "a refresh token came twice"
        ALL = "all", "everything was signed out"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    kind = models.CharField(max_length=8, choices=Kind)
    label = models.CharField(max_length=80, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=8, choices=EndReason, blank=True)

    objects: ClassVar[SignInQuerySet] = SignInQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-last_seen_at",)
        indexes = (models.Index(fields=("user", "ended_at"), name="sign_ins_of"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.user}"

    def is_unseen_for(self, pause: timedelta) -> bool:
        """Whether it was last seen longer ago than ``pause``."""
        return timezone.now() - self.last_seen_at > pause


class RefreshToken(models.Model):
    """One refresh token; its key is the ``jti`` of the token itself, which is not stored.

    Attributes:
        used_at: when it was exchanged for the next one; a second time ends its family.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sign_in = models.ForeignKey(SignIn, models.CASCADE, related_name="refresh_tokens")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"refresh token of {self.sign_in_id}"
