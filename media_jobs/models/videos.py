"""What people make."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from media_jobs.models.assets import MediaAsset, Upload
from media_jobs.models.avatars import Avatar
from media_jobs.models.scripts import WrittenScript

if TYPE_CHECKING:
    from media_jobs.models.jobs import MediaJob

# Fields that hold what is made for a video.
FILES: Final = (
    "file",
    "poster",
    "curves",
    "srt",
    "vtt",
    "transcript",
    "dub_sound",
    "source_srt",
    "source_vtt",
    "source_transcript",
)


class VideoQuerySet(models.QuerySet["Video"]):
    """Videos as their owner sees them."""

    def kept(self) -> "VideoQuerySet":
        """Those that are not in the trash."""
        return self.filter(deleted_at__isnull=True)

    def of(self, owner_id: uuid.UUID) -> "VideoQuerySet":
        """One person's videos outside the trash, newest first, with what a list shows."""
        rows = self.kept().filter(owner_id=owner_id)
        dub = "dub_target__project__preview"
        rows = rows.select_related("avatar", "recording", "quality", dub, *FILES).defer(
            "dub_target__translation", "dub_target__rendered", "dub_target__project__script"
        )
        return rows.prefetch_related(light_jobs("jobs"))


def light_jobs(path: str) -> "models.Prefetch[str]":
    """Jobs without what they were ordered with, which is long in a dub.

    Args:
        path: of a query, to the jobs.
    """
    rows: models.Manager[models.Model] = apps.get_model("media_jobs.MediaJob").objects
    return models.Prefetch(path, rows.defer("spec"))


class Video(models.Model):
    """Something a person made or is making.

    Attributes:
        language: BCP 47 tag of what is spoken; empty where it is not known.
        script: the words, as typed; empty for a recording.
        settings: as chosen, so that a copy can begin with the same; ``orders.Order.choices``.
        recording: what is heard, where it was not typed.
        backdrop: the picture behind the presenter, where it is the owner's own.
        written_script: what a video about a topic was made from.
        description: for where the video is published.
        hashtags: for where it is published, without the sign.
        report: what the renderer says about the video; empty until rendered.
        curves: the articulation for 3D tools, where it was wished.
        srt: what is said, as subtitles.
        vtt: the same for browsers.
        transcript: the same with the time of every word, as JSON.
        source_language: BCP 47 tag of what the original of a dub speaks.
        dub_sound: what is spoken in a dub, without pictures.
        source_srt: what the original of a dub says; ``source_vtt`` and ``source_transcript`` in
            the other forms.
        deleted_at: moved to the trash then; the row and its files go some days later.
        taken_down_at: since when nobody gets its files; see ``takedowns``.
        taken_down_reason: what its owner is told about that.
        duration: seconds; ``None`` until rendered, as are ``width`` and ``height``.
    """

    class Kind(models.TextChoices):
        """How the video comes about."""

        SCRIPT = "script"
        RECORDING = "recording"
        TOPIC = "topic"
        DUB = "dub"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="videos")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.SCRIPT)
    language = models.CharField(max_length=35, blank=True)
    script = models.TextField(blank=True)
    settings = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    avatar = models.ForeignKey(
        Avatar, models.SET_NULL, null=True, blank=True, related_name="videos"
    )
    recording = models.ForeignKey(
        Upload, models.RESTRICT, null=True, blank=True, related_name="videos"
    )
    backdrop = models.ForeignKey(
        Upload, models.RESTRICT, null=True, blank=True, related_name="backdrop_videos"
    )
    written_script = models.ForeignKey(
        WrittenScript, models.SET_NULL, null=True, blank=True, related_name="videos"
    )
    description = models.TextField(blank=True)
    hashtags = models.JSONField(default=list, blank=True)
    file = models.ForeignKey(MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+")
    poster = models.ForeignKey(MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+")
    curves = models.ForeignKey(MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+")
    srt = models.ForeignKey(MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+")
    vtt = models.ForeignKey(MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+")
    transcript = models.ForeignKey(
        MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source_language = models.CharField(max_length=35, blank=True)
    dub_sound = models.ForeignKey(
        MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source_srt = models.ForeignKey(
        MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source_vtt = models.ForeignKey(
        MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source_transcript = models.ForeignKey(
        MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    report = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    duration = models.FloatField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_down_reason = models.TextField(blank=True, editable=False)

    objects: ClassVar[VideoQuerySet] = VideoQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (models.Index(fields=("owner", "-created_at"), name="videos_of_owner"),)

    def __str__(self) -> str:
        return self.title

    @property
    def latest_job(self) -> "MediaJob | None":
        """The job that makes or made it; uses prefetched jobs."""
        return self._latest(lambda job: job.makes_video)

    @property
    def latest_quality_job(self) -> "MediaJob | None":
        """The job that measures or measured it; uses prefetched jobs."""
        return self._latest(lambda job: not job.makes_video)

    def _latest(self, is_wanted: Callable[["MediaJob"], bool]) -> "MediaJob | None":
        jobs = sorted(filter(is_wanted, self.jobs.all()), key=lambda job: job.created_at)
        return jobs[-1] if jobs else None

    @property
    def files(self) -> list[MediaAsset]:
        """Every file that was made for it."""
        made = [getattr(self, name) for name in FILES]
        if quality := getattr(self, "quality", None):
            made += quality.files
        return [asset for asset in made if asset is not None]


class QualityReport(models.Model):
    """What was measured in a finished video.

    Attributes:
        report: of ``inference.quality``; where it names a picture, the name is that of an asset.
        picture: waveform, words, phones and lips over time.
        thumbnails: frames that the report speaks of.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    video = models.OneToOneField(Video, models.CASCADE, related_name="quality")
    report = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    picture = models.ForeignKey(
        MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    thumbnails = models.ManyToManyField(MediaAsset, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"quality of {self.video}"

    @property
    def files(self) -> list[MediaAsset]:
        """Every picture of the report."""
        return [*([self.picture] if self.picture else []), *self.thumbnails.all()]
