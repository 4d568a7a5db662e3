"""What the API takes and gives, with the schema of each."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inference.framing import placement
from media_jobs import events, services, storage, voice_samples
from media_jobs.formats import FORMATS, SOURCE_FORMAT
from media_jobs.models import Avatar, MediaJob, QualityReport, Video


class FramingSerializer(serializers.Serializer[Any]):
    """Where the picture lies on the canvas: shares of the canvas, not pixels."""

    left = serializers.FloatField(help_text="Share of the width; negative when cut off.")
    top = serializers.FloatField(help_text="Share of the height.")
    width = serializers.FloatField(help_text="Share of the width.")


class AvatarSerializer(serializers.ModelSerializer[Avatar]):
    """A presenter."""

    picture_url = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()
    framing = serializers.SerializerMethodField()
    is_own = serializers.SerializerMethodField()
    width = serializers.SerializerMethodField()
    height = serializers.SerializerMethodField()
    duration = serializers.FloatField(
        source="source.duration", read_only=True, allow_null=True, default=None
    )
    fps = serializers.SerializerMethodField()
    has_sound = serializers.BooleanField(source="source.has_sound", read_only=True, default=False)

    class Meta:
        """Model and fields."""

        model = Avatar
        fields = (
            "id",
            "name",
            "slug",
            "kind",
            "is_own",
            "may_use_at",
            "description",
            "default_voice",
            "picture_url",
            "thumbnail_url",
            "has_alpha",
            "framing",
            "width",
            "height",
            "duration",
            "fps",
            "has_sound",
        )

    def get_is_own(self, avatar: Avatar) -> bool:
        """Whether the visitor made it; else it belongs to the library."""
        return avatar.owner_id is not None

    def get_width(self, avatar: Avatar) -> int | None:
        """Pixels of the picture or video."""
        return _side(avatar, "width")

    def get_height(self, avatar: Avatar) -> int | None:
        """Pixels of the picture or video."""
        return _side(avatar, "height")

    def get_fps(self, avatar: Avatar) -> float | None:
        """Of a video."""
        return avatar.source.inspection.get("fps") if avatar.source else None

    def get_picture_url(self, avatar: Avatar) -> str:
        """The full picture."""
        return storage.picture_url(avatar)

    def get_thumbnail_url(self, avatar: Avatar) -> str:
        """The small picture."""
        return storage.thumbnail_url(avatar)

    @extend_schema_field(serializers.DictField(child=FramingSerializer()))
    def get_framing(self, avatar: Avatar) -> dict[str, dict[str, float]]:
        """By aspect; empty while the picture is not analysed."""
        return framing_of(avatar)


def _side(avatar: Avatar, name: str) -> int | None:
    known: dict[str, int] = avatar.source.inspection if avatar.source else avatar.analysis
    return known.get(name)


def framing_of(avatar: Avatar) -> dict[str, dict[str, float]]:
    """Where an avatar's picture lies on the canvas of each aspect, as shares of the canvas.

    A video is its own canvas.
    """
    if avatar.source is not None:
        return {SOURCE_FORMAT: {"left": 0.0, "top": 0.0, "width": 1.0}}
    if not avatar.analysis:
        return {}
    framing = {}
    for aspect, form in FORMATS.items():
        place = placement(avatar.analysis, form)
        framing[aspect] = {
            "left": round(place.left / form.width, 5),
            "top": round(place.top / form.height, 5),
            "width": round(place.width / form.width, 5),
        }
    return framing


class VoiceSerializer(serializers.Serializer[Any]):
    """A voice."""

    id = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField(help_text="BCP 47 tag.")
    language_name = serializers.SerializerMethodField()
    quality = serializers.ChoiceField(["neural", "basic"])
    description = serializers.CharField()
    characters_per_second = serializers.FloatField()
    sample_url = serializers.SerializerMethodField()

    def get_language_name(self, voice: Any) -> str:
        """The language in English."""
        return voice_samples.language_name(voice.language)

    def get_sample_url(self, voice: Any) -> str | None:
        """Something to listen to; null where none was made."""
        if not voice_samples.path_of(voice.id).exists():
            return None
        return reverse("api:voice-sample", args=[voice.id])


class BackgroundSerializer(serializers.Serializer[Any]):
    """What a presenter stands before."""

    id = serializers.CharField()
    label = serializers.CharField(help_text="Its name for people.")  # type: ignore[assignment]
    css = serializers.CharField(help_text="Value of the CSS property that looks the same.")


class StageSerializer(serializers.Serializer[Any]):
    """One stage."""

    id = serializers.CharField()
    state = serializers.ChoiceField(["waiting", "active", "done"])


class JobErrorSerializer(serializers.Serializer[Any]):
    """Why a job failed."""

    code = serializers.CharField()
    facts = serializers.DictField()


class JobResultSerializer(serializers.Serializer[Any]):
    """What a job made."""

    file_url = serializers.CharField()
    download_url = serializers.CharField()
    poster_url = serializers.CharField(allow_null=True)
    page_url = serializers.CharField()
    duration = serializers.FloatField(allow_null=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    size_bytes = serializers.IntegerField()


class JobSerializer(serializers.Serializer[MediaJob]):
    """A job: the same as the websocket sends."""

    type = serializers.ChoiceField(["job"])
    id = serializers.UUIDField()
    video = serializers.UUIDField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(MediaJob.Kind.choices)
    state = serializers.ChoiceField(MediaJob.State.choices)
    stage = serializers.CharField(allow_blank=True)
    stages = StageSerializer(many=True)
    progress = serializers.FloatField(min_value=0, max_value=1)
    seconds_left = serializers.FloatField(allow_null=True)
    queue_position = serializers.IntegerField(allow_null=True)
    attempt = serializers.IntegerField()
    error = JobErrorSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    result = JobResultSerializer(allow_null=True)

    def to_representation(self, instance: MediaJob) -> dict[str, Any]:
        """The snapshot, which is made in one place for both ways out."""
        return {**events.snapshot(instance, self.context.get("queue"))}


class AvatarNameSerializer(serializers.ModelSerializer[Avatar]):
    """A presenter's name."""

    class Meta:
        """Model and fields."""

        model = Avatar
        fields = ("id", "name")


class RecordingSerializer(serializers.Serializer[Any]):
    """The recording of a video."""

    upload = serializers.UUIDField()
    name = serializers.CharField()
    duration = serializers.FloatField(allow_null=True)


class VideoSerializer(serializers.ModelSerializer[Video]):
    """A video with the job that makes or made it."""

    avatar = AvatarNameSerializer(read_only=True, allow_null=True)
    settings = serializers.DictField(read_only=True)
    size_bytes = serializers.IntegerField(
        source="file.size_bytes", read_only=True, allow_null=True, default=None
    )
    file_url = serializers.SerializerMethodField()
    download_url = serializers.SerializerMethodField()
    poster_url = serializers.SerializerMethodField()
    page_url = serializers.SerializerMethodField()
    engine = serializers.CharField(source="settings.engine", read_only=True, default="warp")
    recording = serializers.SerializerMethodField()
    report = serializers.SerializerMethodField()
    curves_url = serializers.SerializerMethodField()
    has_quality = serializers.SerializerMethodField()
    job = serializers.SerializerMethodField()

    class Meta:
        """Model and fields."""

        model = Video
        fields = (
            "id",
            "title",
            "kind",
            "language",
            "script",
            "settings",
            "avatar",
            "created_at",
            "duration",
            "width",
            "height",
            "size_bytes",
            "file_url",
            "download_url",
            "poster_url",
            "page_url",
            "engine",
            "recording",
            "report",
            "curves_url",
            "has_quality",
            "job",
        )
        read_only_fields = tuple(name for name in fields if name != "title")

    def get_file_url(self, video: Video) -> str | None:
        """To play."""
        return storage.asset_url(video.file, video.title) if video.file else None

    def get_download_url(self, video: Video) -> str | None:
        """To save under the title."""
        if video.file is None:
            return None
        return storage.asset_url(video.file, video.title, download=True)

    def get_poster_url(self, video: Video) -> str | None:
        """One frame."""
        return storage.asset_url(video.poster, video.title) if video.poster else None

    def get_page_url(self, video: Video) -> str:
        """For people."""
        return events.page_url(video)

    @extend_schema_field(RecordingSerializer(allow_null=True))
    def get_recording(self, video: Video) -> dict[str, Any] | None:
        """What is heard, where it was not typed."""
        heard = video.recording
        return (
            {"upload": heard.pk, "name": heard.name, "duration": heard.duration} if heard else None
        )

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_report(self, video: Video) -> dict[str, Any] | None:
        """What the renderer says about it."""
        return video.report or None

    def get_curves_url(self, video: Video) -> str | None:
        """The articulation, to save."""
        if video.curves is None:
            return None
        return storage.asset_url(video.curves, video.title, download=True)

    def get_has_quality(self, video: Video) -> bool:
        """Whether it was measured."""
        return hasattr(video, "quality")

    @extend_schema_field(JobSerializer(allow_null=True))
    def get_job(self, video: Video) -> events.JobSnapshot | None:
        """The latest job."""
        job = video.latest_job
        if job is None:
            return None
        job.video = video  # with its files, which are fetched already
        return events.snapshot(job, self.context.get("queue"))


class RenameSerializer(serializers.Serializer[Any]):
    """A new title."""

    title = serializers.CharField(max_length=services.MAX_TITLE)


class QualityThumbnailSerializer(serializers.Serializer[Any]):
    """A frame that the report speaks of."""

    url = serializers.CharField()
    facts = serializers.DictField()


class QualitySerializer(serializers.Serializer[Any]):
    """What was measured in a video."""

    report = serializers.DictField(allow_null=True)
    picture_url = serializers.CharField(
        allow_null=True, help_text="Waveform, words, phones and lips over time."
    )
    thumbnails = QualityThumbnailSerializer(many=True)
    created_at = serializers.DateTimeField(allow_null=True)
    job = JobSerializer(allow_null=True)

    def to_representation(self, instance: Video) -> dict[str, Any]:
        """The report with addresses in place of files, and the job that makes it."""
        job = instance.latest_quality_job
        quality: QualityReport | None = getattr(instance, "quality", None)
        shown = _quality_fields(quality, instance.title)
        return {**shown, "job": events.snapshot(job) if job else None}


def _quality_fields(quality: QualityReport | None, title: str) -> dict[str, Any]:
    if quality is None:
        return {"report": None, "picture_url": None, "thumbnails": [], "created_at": None}
    files = {str(asset.pk): asset for asset in quality.thumbnails.all()}
    urls = {key: storage.asset_url(asset, title) for key, asset in files.items()}
    untouched = [
        {**span, "thumbnail": urls.get(span["thumbnail"])}
        for span in quality.report.get("untouched", [])
    ]
    return {
        "report": {**quality.report, "untouched": untouched},
        "picture_url": storage.asset_url(quality.picture, title) if quality.picture else None,
        "thumbnails": [_thumbnail(span) for span in untouched if span["thumbnail"]],
        "created_at": quality.created_at.isoformat(),
    }


def _thumbnail(span: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: value for name, value in span.items() if name != "thumbnail"}
    return {"url": span["thumbnail"], "facts": facts}
