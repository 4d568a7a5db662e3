"""Links by which people without an account watch one video."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from media_jobs.models.videos import Video


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Links as the owner of a video sees them."""

    def open(self) -> "ShareLinkQuerySet":
        """Those that are neither revoked nor expired."""
        lasting = models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=timezone.now())
        return self.filter(lasting, revoked_at__isnull=True)


class ShareLink(models.Model):
    """A link to one video; its secret is derived from the key, see ``sharing``.

    Attributes:
        origin: who made it: its owner, or the e-mail that said that the video is ready.
        expires_at: ``None`` for one without an end.
        allows_download: whether the page offers the file.
        allows_embedding: whether pages of other sites may show the video.
        password: a hash of it; empty where none is asked for.
        max_views: how often somebody may begin to watch; ``None`` for as often as they like.
        n_views: how often somebody began to watch.
    """

    class Origin(models.TextChoices):
        """How it came about."""

        PERSON = "person"
        MAIL = "mail"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    video = models.ForeignKey(Video, models.CASCADE, related_name="share_links")
    origin = models.CharField(max_length=16, choices=Origin, default=Origin.PERSON)
    allows_download = models.BooleanField(default=False)
    allows_embedding = models.BooleanField(default=False)
    password = models.CharField(max_length=128, blank=True, editable=False)
    max_views = models.PositiveIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    n_views = models.PositiveIntegerField(default=0)
    last_viewed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[ShareLinkQuerySet] = ShareLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"link to {self.video}"

    @property
    def is_open(self) -> bool:
        """Whether it is neither revoked nor expired."""
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.revoked_at is None and not expired

    @property
    def is_used_up(self) -> bool:
        """Whether it was watched as often as it may be."""
        return self.max_views is not None and self.n_views >= self.max_views
