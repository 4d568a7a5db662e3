"""Stored files, and what people upload."""

import uuid
from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


def asset_path(_: "MediaAsset", filename: str) -> str:
    """Where a produced file lies: a name nobody can guess."""
    name = uuid.uuid4().hex
    return f"assets/{name[:2]}/{name}{suffix_of(filename)}"


def suffix_of(filename: str) -> str:
    """What follows the last dot, in lower case."""
    return f".{filename.rpartition('.')[2].lower()}"


class MediaAsset(models.Model):
    """A stored file; served only to its owner.

    Attributes:
        duration: seconds, for sound and video.
        withheld_at: since when nobody gets it, its owner included: its video was taken down.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assets")
    file = models.FileField(upload_to=asset_path, max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    size_bytes = models.PositiveBigIntegerField(editable=False)
    content_type = models.CharField(max_length=100)
    duration = models.FloatField(null=True, blank=True)
    withheld_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.content_type}, {self.size_bytes} bytes"


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads as their owner sees them."""

    def of(self, owner_id: uuid.UUID) -> "UploadQuerySet":
        """One person's uploads, newest first, with what a list shows."""
        rows = self.filter(owner_id=owner_id).select_related("asset", "preview", "transcript")
        return rows.defer("transcript__transcript").with_uses()

    def with_uses(self) -> "UploadQuerySet":
        """Note on each row whether a video, a presenter or a dub needs it."""
        return self.annotate(
            is_used=models.Exists(_users("media_jobs.Video", "recording"))
            | models.Exists(_users("media_jobs.Avatar", "source"))
            | models.Exists(_users("media_jobs.Video", "backdrop"))
            | models.Exists(_users("media_jobs.DubProject", "upload"))
            | models.Exists(_users("media_jobs.DubProject", "subtitles"))
            | models.Exists(_users("media_jobs.Consent", "recording"))
        )

    def unused(self) -> "UploadQuerySet":
        """Those that neither a video nor a presenter nor a dub needs."""
        return self.filter(
            videos__isnull=True,
            avatars__isnull=True,
            backdrop_videos__isnull=True,
            dubs__isnull=True,
            subtitled_dubs__isnull=True,
            consents__isnull=True,
        )


def _users(model: str, field: str) -> models.QuerySet[models.Model]:
    """Rows of a model that point at the upload in question."""
    rows: models.Manager[models.Model] = apps.get_model(model).objects
    return rows.filter(**{field: models.OuterRef("pk")})


class Upload(models.Model):
    """A recording, picture, video or subtitles that somebody sent.

    Attributes:
        purpose: what it was sent for; a recording may also come from a face's video.
        kind: what it turned out to be.
        name: as the sender called it, without anything that names a place.
        asset: the file as it came; never shown by a browser.
        preview: an upright still of a picture or video.
        faces: where faces are in ``preview``: ``index`` and ``box``, as shares of its sides.
        inspection: what ``inference.inspection`` found, with its advice.
        duration: seconds, for sound and video.
        has_sound: whether it can be a recording.
    """

    class Purpose(models.TextChoices):
        """What an upload is for."""

        SPEECH = "speech"
        FACE = "face"
        BACKGROUND = "background"
        DUB = "dub"
        SUBTITLES = "subtitles"

    class Kind(models.TextChoices):
        """What an upload is."""

        PICTURE = "picture"
        VIDEO = "video"
        SOUND = "sound"
        SUBTITLES = "subtitles"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    purpose = models.CharField(max_length=16, choices=Purpose)
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=200)
    asset = models.OneToOneField(MediaAsset, models.CASCADE, related_name="upload")
    preview = models.ForeignKey(
        MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    faces = models.JSONField(default=list)
    inspection = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    duration = models.FloatField(null=True, blank=True)
    has_sound = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UploadQuerySet] = UploadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (models.Index(fields=("owner", "-created_at"), name="uploads_of_owner"),)

    def __str__(self) -> str:
        return self.name
