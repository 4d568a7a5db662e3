"""What a person keeps in the studio besides videos."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class StudioDraft(models.Model):
    """The form of a video that is not made yet, as its page left it.

    Attributes:
        data: the page's own; nothing on the server reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="draft")
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"draft of {self.owner_id}"


class PronunciationList(models.Model):
    """How a person wants words to be said, in every text.

    Attributes:
        entries: ``inference.pronunciations.Pronunciations`` as JSON.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pronunciations"
    )
    entries = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return f"pronunciations of {self.owner_id}"


class UploadSession(models.Model):
    """A file that arrives in pieces.

    Attributes:
        name: as the sender calls it, made harmless.
        purpose: of ``Upload.Purpose``.
        size: bytes it will have; ``None`` while the sender does not know.
        offset: bytes that have arrived.
        updated_at: when the last piece came.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="upload_sessions"
    )
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=16)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    offset = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name
