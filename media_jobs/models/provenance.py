"""What was made here: enough to recognise a video, also when it was deleted."""

import uuid

from django.db import models
from django.utils import timezone

from media_jobs.models.videos import Video


class ProvenanceRecord(models.Model):
    """A video that was ordered here, under the number that its watermark carries.

    Nothing in it says whose video it is. The row stays when the video goes.

    Attributes:
        watermark_id: what is written into its pictures; within [0, 2**40). The same for every
            file that is made of one video, so that an edited dub need not be drawn anew.
        video: ``None`` once it is deleted for good.
        kind: what speaks in it.
    """

    class Kind(models.TextChoices):
        """Whose lips move."""

        LIBRARY = "library"
        PHOTO = "photo"
        VIDEO = "video"
        DUB = "dub"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    watermark_id = models.BigIntegerField(unique=True, editable=False)
    video = models.ForeignKey(
        Video, models.SET_NULL, null=True, blank=True, related_name="provenance", editable=False
    )
    kind = models.CharField(max_length=16, choices=Kind, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Newest first."""

        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.watermark_id:010x}"


class ProvenanceFile(models.Model):
    """One finished file of a video; an edited dub has several.

    Attributes:
        sha256: of the file as it is handed out.
        has_label: whether the visible label is in its pictures.
        has_watermark: whether the invisible one is.
        has_credentials: whether it is signed.
        made_at: when the file was finished.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(ProvenanceRecord, models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    has_label = models.BooleanField(editable=False)
    has_watermark = models.BooleanField(editable=False)
    has_credentials = models.BooleanField(editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Newest first."""

        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"file of {self.record}"
