"""What the API takes and gives about uploads and engines."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from media_jobs import engines, storage, uploads
from media_jobs.models import Upload
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.transcript_serializers import TranscriptStateField


class AdviceSerializer(serializers.Serializer[Any]):
    """One thing to know about a file."""

    code = serializers.CharField()
    level = serializers.ChoiceField(["info", "warning", "error"])
    facts = serializers.DictField()


class FoundFaceSerializer(serializers.Serializer[Any]):
    """A face in the preview of an upload."""

    index = serializers.IntegerField(help_text="What `face_index` takes.")
    box = serializers.ListField(
        child=serializers.FloatField(),
        min_length=4,
        max_length=4,
        help_text="Left, top, right, bottom: shares of the preview's width and height.",
    )


class InspectedFaceSerializer(FoundFaceSerializer):
    """A face as the inspection measured it."""

    eye_distance = serializers.FloatField(help_text="Pixels.")
    yaw = serializers.FloatField(help_text="Degrees.")
    pitch = serializers.FloatField(help_text="Degrees.")
    visible_share = serializers.FloatField(help_text="Of a video's frames.")


class InspectedSoundSerializer(serializers.Serializer[Any]):
    """The sound of a file."""

    loudness = serializers.FloatField(allow_null=True, help_text="LUFS.")
    snr_db = serializers.FloatField(allow_null=True)
    speech_share = serializers.FloatField(allow_null=True)
    language = serializers.CharField(allow_null=True)
    language_probability = serializers.FloatField(allow_null=True)


class InspectionSerializer(serializers.Serializer[Any]):
    """What a file holds and how well it suits."""

    version = serializers.IntegerField(required=False)
    kind = serializers.ChoiceField(Upload.Kind.choices)
    verdict = serializers.ChoiceField(["good", "usable", "unusable"], required=False)
    advice = AdviceSerializer(many=True)
    faces = InspectedFaceSerializer(many=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    fps = serializers.FloatField(allow_null=True)
    duration = serializers.FloatField(allow_null=True)
    has_sound = serializers.BooleanField()
    sharpness = serializers.FloatField(allow_null=True)
    brightness = serializers.FloatField(allow_null=True)
    sound = InspectedSoundSerializer(allow_null=True)
    can_dub = serializers.BooleanField(required=False, help_text="Of a video to be dubbed.")
    can_lip_sync = serializers.BooleanField(required=False)
    lip_sync_off_reason = serializers.CharField(
        required=False, allow_blank=True, help_text="A code of the advice."
    )
    n_cues = serializers.IntegerField(required=False, help_text="Of subtitles.")


class UnusableSerializer(ProblemSerializer):
    """A file that cannot be used, and why."""

    inspection = InspectionSerializer(allow_null=True)


class NewUploadSerializer(serializers.Serializer[Any]):
    """What is sent."""

    file = serializers.FileField(allow_empty_file=True)
    purpose = serializers.ChoiceField(Upload.Purpose.choices)


class UploadSerializer(serializers.ModelSerializer[Upload]):
    """A recording, picture or video that was sent."""

    size_bytes = serializers.IntegerField(source="asset.size_bytes", read_only=True)
    thumbnail_url = serializers.SerializerMethodField()
    transcript_state = TranscriptStateField(read_only=True)
    expires_at = serializers.SerializerMethodField()
    faces = FoundFaceSerializer(many=True, read_only=True)
    inspection = serializers.SerializerMethodField()

    class Meta:
        """Model and fields."""

        model = Upload
        fields = (
            "id",
            "purpose",
            "kind",
            "name",
            "size_bytes",
            "duration",
            "has_sound",
            "thumbnail_url",
            "faces",
            "inspection",
            "transcript_state",
            "created_at",
            "expires_at",
        )
        read_only_fields = fields

    def get_thumbnail_url(self, upload: Upload) -> str | None:
        """An upright still; null for sound."""
        return storage.asset_url(upload.preview, "preview") if upload.preview else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_expires_at(self, upload: Upload) -> str | None:
        """When it goes unless something uses it; null while something does."""
        is_used: bool = getattr(upload, "is_used", False)
        return None if is_used else uploads.expires_at(upload).isoformat()

    @extend_schema_field(InspectionSerializer)
    def get_inspection(self, upload: Upload) -> dict[str, Any]:
        """What was found in it."""
        return dict(upload.inspection)


class EngineSerializer(serializers.Serializer[Any]):
    """Who can redraw a mouth."""

    id = serializers.ChoiceField(engines.ENGINES)
    name = serializers.CharField()
    description = serializers.CharField()
    licence = serializers.CharField()
    notice = serializers.CharField(help_text="To be shown wherever it can be chosen.")
    available = serializers.BooleanField()
    unavailable_reason = serializers.ChoiceField(
        ["", "checkpoint_missing", "package_missing"], allow_blank=True
    )
    is_default = serializers.BooleanField()


class StorageSerializer(serializers.Serializer[Any]):
    """What a person's files take, and what may be sent."""

    used_bytes = serializers.IntegerField()
    videos_bytes = serializers.IntegerField()
    dubs_bytes = serializers.IntegerField(help_text="Previews of videos to be dubbed.")
    uploads_bytes = serializers.IntegerField()
    max_upload_mb = serializers.IntegerField()
    max_recording_seconds = serializers.IntegerField()
    max_face_video_seconds = serializers.IntegerField()
    max_dub_mb = serializers.IntegerField()
    max_dub_seconds = serializers.IntegerField()
    max_storage_mb = serializers.IntegerField(help_text="Of all files; 0: no limit.")
