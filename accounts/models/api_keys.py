"""Keys by which people's own programs use the API."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys as their owners see them."""

    def live(self) -> "ApiKeyQuerySet":
        """Those that open something."""
        lasting = models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=timezone.now())
        return self.filter(lasting, revoked_at__isnull=True)


class ApiKey(models.Model):
    """One key; the secret part is shown once and kept as a hash.

    Attributes:
        prefix: the beginning of the key, by which it is found and recognised.
        digest: SHA-256 of the whole key, in hexadecimal. The key has 256 random bits, so a slow
            hash would guard nothing.
        scopes: what it opens, values of ``accounts.scopes.Scope``.
        expires_at: ``None`` for one without an end.
        last_used_at: within a minute.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApiKeyQuerySet] = ApiKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
