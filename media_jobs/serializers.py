"""What the API takes and gives, with the schema of each."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inference.backgrounds import DEFAULT_BACKGROUND
from inference.framing import placement
from media_jobs import events, services, storage, voice_samples
from media_jobs.formats import FORMATS
from media_jobs.models import Avatar, MediaJob, Video
from media_jobs.services import MAX_RATE, MIN_RATE


class ProblemSerializer(serializers.Serializer[Any]):
    """Any error."""

    code = serializers.CharField(help_text="Stable name of the reason.")
    detail = serializers.CharField(help_text="One sentence for people.")
    fields = serializers.DictField(  # type: ignore[assignment]  # the word is part of the contract
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is wrong with which input.",
    )


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

    class Meta:
        """Model and fields."""

        model = Avatar
        fields = (
            "id",
            "name",
            "slug",
            "description",
            "default_voice",
            "picture_url",
            "thumbnail_url",
            "has_alpha",
            "framing",
        )

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


def framing_of(avatar: Avatar) -> dict[str, dict[str, float]]:
    """Where an avatar's picture lies on the canvas of each aspect, as shares of the canvas."""
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

    @extend_schema_field(JobSerializer(allow_null=True))
    def get_job(self, video: Video) -> events.JobSnapshot | None:
        """The latest job."""
        job = video.latest_job
        if job is None:
            return None
        job.video = video  # with its files, which are fetched already
        return events.snapshot(job, self.context.get("queue"))


class NewVideoSerializer(serializers.Serializer[Any]):
    """What to make."""

    avatar = serializers.UUIDField()
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    voice = serializers.CharField()
    rate = serializers.FloatField(default=1.0, min_value=MIN_RATE, max_value=MAX_RATE)
    aspect = serializers.ChoiceField(list(FORMATS), default="16:9")
    background = serializers.CharField(default=DEFAULT_BACKGROUND)
    title = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=services.MAX_TITLE,
        help_text="First words if empty.",
    )


class RenameSerializer(serializers.Serializer[Any]):
    """A new title."""

    title = serializers.CharField(max_length=services.MAX_TITLE)
