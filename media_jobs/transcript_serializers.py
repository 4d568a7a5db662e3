"""What the API takes and gives about transcripts."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.api_fields import Number, Text
from media_jobs import transcripts
from media_jobs.models import Errand, UploadTranscript
from media_jobs.serializers import JobErrorSerializer

NONE = "none"
STATES = [NONE, *Errand.State.values]


class SegmentSerializer(serializers.Serializer[Any]):
    """A phrase."""

    start = Number(min_value=0, help_text="Seconds.")
    end = Number(min_value=0, help_text="Seconds.")
    text = Text(allow_blank=True, max_length=transcripts.MAX_SEGMENT_TEXT)


class TranscriptSerializer(serializers.Serializer[Any]):
    """What is said in a recording."""

    state = serializers.ChoiceField(STATES)
    progress = Number()
    error = JobErrorSerializer(allow_null=True)
    language = Text(allow_blank=True, help_text="BCP 47 tag.")
    segments = SegmentSerializer(many=True)
    is_edited = serializers.BooleanField()
    updated_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: UploadTranscript | None) -> dict[str, Any]:
        """The row; where there is none, one that says so."""
        if instance is None:
            empty: dict[str, Any] = {"progress": 0.0, "error": None, "language": "", "segments": []}
            return {"state": NONE, **empty, "is_edited": False, "updated_at": None}
        names = ("state", "progress", "error", "language", "segments", "is_edited")
        shown = {name: getattr(instance, name) for name in names}
        return {**shown, "updated_at": instance.updated_at.isoformat()}


class NewTranscriptSerializer(serializers.Serializer[Any]):
    """Have it written down."""

    language = serializers.RegexField(
        r"^[A-Za-z0-9-]*$",
        default="",
        allow_blank=True,
        max_length=35,
        help_text="BCP 47 tag of what is spoken; empty to find out.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A corrected name",
            {"segments": [{"start": 0.4, "end": 2.1, "text": "Good morning, Siobhán."}]},
            request_only=True,
        )
    ]
)
class EditedTranscriptSerializer(serializers.Serializer[Any]):
    """What a person made of it."""

    segments = serializers.ListField(child=SegmentSerializer(), max_length=transcripts.MAX_SEGMENTS)
    language = serializers.RegexField(
        r"^[A-Za-z0-9-]*$", required=False, allow_blank=True, max_length=35
    )


@extend_schema_field(serializers.ChoiceField(STATES))
class TranscriptStateField(serializers.Field[Any, Any, Any, Any]):
    """Where the transcript of an upload stands."""

    def get_attribute(self, instance: Any) -> Any:
        """The upload itself."""
        return instance

    def to_representation(self, value: Any) -> str:
        """The state, or that there is none."""
        return str(value.transcript.state) if hasattr(value, "transcript") else NONE
