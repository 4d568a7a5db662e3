"""What people have used, and what they take with them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from media_jobs.models.errands import Errand, ErrandQuerySet


class RenderedTime(models.Model):
    """Video that was made for somebody; stays when the video is deleted.

    Attributes:
        job: key of the job that made it.
        seconds: of video that counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rendered")
    job = models.UUIDField(editable=False)
    seconds = models.FloatField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-made_at",)
        indexes = (models.Index(fields=("owner", "made_at"), name="rendered_by_owner"),)

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s of {self.owner_id}"


def export_path(_: "DataExport", __: str) -> str:
    """Where an export lies: a name nobody can guess."""
    return f"exports/{uuid.uuid4().hex}.zip"


class DataExport(Errand):
    """Everything that is known about a person, as one file to take along.

    Attributes:
        file: a zip archive; empty until it is made, and once it is gone.
        size_bytes: of the file.
        n_files: that it holds.
        expires_at: when the file goes.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    file = models.FileField(upload_to=export_path, max_length=200, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    n_files = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ErrandQuerySet["DataExport"]] = ErrandQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (models.Index(fields=("state", "queued_at"), name="exports_by_state"),)

    def __str__(self) -> str:
        return f"export of {self.owner_id}"
