"""What the API takes and gives, with the schema of each."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api_fields import Text
from media_jobs import events, services, storage, voice_samples
from media_jobs.dub_video_serializers import (
    DubOfVideoSerializer,
    SubtitlesSerializer,
    dub_of,
    subtitle_urls,
)
from media_jobs.models import Avatar, MediaAsset, MediaJob, Video

PLACES = ("local", "remote")  # where a voice or a translator works


class VoiceSerializer(serializers.Serializer[Any]):
    """A voice."""

    id = Text()
    name = Text()
    language = Text(help_text="BCP 47 tag.")
    language_name = serializers.SerializerMethodField()
    quality = serializers.ChoiceField(["neural", "basic"])
    gender = Text(allow_blank=True, help_text="female, male, or not known.")
    age = Text(allow_blank=True, help_text="adult, child, or not known.")
    can_pitch = serializers.BooleanField(help_text="Whether `pitch` makes a difference.")
    kind = serializers.ChoiceField(PLACES)
    description = Text()
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

    id = Text()
    label = Text(help_text="Its name for people.")  # type: ignore[assignment]
    css = Text(help_text="Value of the CSS property that looks the same.")


class StageSerializer(serializers.Serializer[Any]):
    """One stage."""

    id = Text()
    state = serializers.ChoiceField(["waiting", "active", "done"])


class JobErrorSerializer(serializers.Serializer[Any]):
    """Why a job failed."""

    code = Text()
    facts = serializers.DictField()


class JobResultSerializer(serializers.Serializer[Any]):
    """What a job made."""

    file_url = Text()
    download_url = Text()
    poster_url = Text(allow_null=True)
    page_url = Text()
    duration = serializers.FloatField(allow_null=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    size_bytes = serializers.IntegerField()


class JobSerializer(serializers.Serializer[MediaJob]):
    """A job: the same as the websocket sends."""

    type = serializers.ChoiceField(["job"])
    id = serializers.UUIDField()
    video = serializers.UUIDField()
    title = Text()
    kind = serializers.ChoiceField(MediaJob.Kind.choices)
    state = serializers.ChoiceField(MediaJob.State.choices)
    stage = Text(allow_blank=True)
    stages = StageSerializer(many=True)
    progress = serializers.FloatField(min_value=0, max_value=1)
    seconds_left = serializers.FloatField(allow_null=True)
    queue_position = serializers.IntegerField(allow_null=True)
    is_held = serializers.BooleanField(help_text="It waits until a moderator allows it.")
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
    name = Text()
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
    engine = Text(source="settings.engine", read_only=True, default="warp")
    recording = serializers.SerializerMethodField()
    report = serializers.SerializerMethodField()
    curves_url = serializers.SerializerMethodField()
    subtitles = serializers.SerializerMethodField()
    transcript_url = serializers.SerializerMethodField()
    hashtags = serializers.ListField(child=Text(), read_only=True)
    dub = serializers.SerializerMethodField()
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
            "subtitles",
            "transcript_url",
            "description",
            "hashtags",
            "written_script",
            "dub",
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
        return _to_save(video, video.curves)

    @extend_schema_field(SubtitlesSerializer(allow_null=True))
    def get_subtitles(self, video: Video) -> dict[str, str] | None:
        """What is said; null until it is made."""
        return subtitle_urls(video, video.srt, video.vtt)

    def get_transcript_url(self, video: Video) -> str | None:
        """The same with the time of every word, as JSON, to save."""
        return _to_save(video, video.transcript)

    @extend_schema_field(DubOfVideoSerializer(allow_null=True))
    def get_dub(self, video: Video) -> dict[str, Any] | None:
        """What it was dubbed from; null for other videos."""
        return dub_of(video)

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


def _to_save(video: Video, asset: MediaAsset | None) -> str | None:
    return storage.asset_url(asset, video.title, download=True) if asset else None


class DescribeSerializer(serializers.Serializer[Any]):
    """What is written about a video; what is left out stays."""

    title = Text(required=False, max_length=services.MAX_TITLE)
    description = Text(required=False, allow_blank=True, max_length=services.MAX_DESCRIPTION)
    hashtags = serializers.ListField(
        child=Text(max_length=services.MAX_HASHTAG),
        required=False,
        max_length=services.MAX_HASHTAGS,
        help_text="Without #.",
    )
