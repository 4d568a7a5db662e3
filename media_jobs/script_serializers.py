"""What the API takes and gives about scripts and who writes them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.api_fields import Text
from inference.writing import brief, script
from media_jobs.models import WrittenScript
from media_jobs.serializers import JobErrorSerializer

PARTS = [part.value for part in brief.ScriptPart]


class WriterSerializer(serializers.Serializer[Any]):
    """Somebody who writes scripts."""

    id = Text()
    name = Text()
    available = serializers.BooleanField(source="is_available")
    unavailable_reason = Text(
        allow_blank=True, help_text="What an administrator has to do, in English."
    )
    is_draft_quality = serializers.BooleanField(help_text="To be looked over before it is used.")
    is_default = serializers.BooleanField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A short video for phones",
            {
                "topic": "Why bread rises",
                "audience": "people who bake at home",
                "tone": "friendly",
                "seconds": 30,
                "language": "en",
                "platform": "reels",
            },
            request_only=True,
        )
    ]
)
class BriefSerializer(serializers.Serializer[Any]):
    """What a script is to be about and what it is for."""

    topic = Text(max_length=brief.MAX_TOPIC_LENGTH)
    audience = Text(default="", allow_blank=True, max_length=brief.MAX_WISH_LENGTH)
    tone = Text(default="", allow_blank=True, max_length=brief.MAX_WISH_LENGTH)
    seconds = serializers.IntegerField(
        default=brief.DEFAULT_SECONDS,
        min_value=brief.MIN_SECONDS,
        max_value=brief.MAX_SECONDS,
        help_text="Length when spoken.",
    )
    language = Text(default="en", max_length=35, help_text="BCP 47 tag.")
    platform = serializers.ChoiceField(
        [platform.value for platform in brief.Platform], default=brief.Platform.REELS.value
    )
    writer = Text(default="", allow_blank=True, max_length=64, help_text="Empty for the usual one.")


class ScriptContentSerializer(serializers.Serializer[Any]):
    """A script."""

    title = Text()
    description = Text(allow_blank=True)
    hashtags = serializers.ListField(child=Text(), help_text="Without #.")
    hook = Text(allow_blank=True)
    body = Text(allow_blank=True)
    call_to_action = Text(allow_blank=True)
    language = Text()
    estimated_seconds = serializers.FloatField()
    is_draft = serializers.BooleanField(help_text="To be looked over before it is used.")
    writer = Text()


class ScriptSerializer(serializers.ModelSerializer[WrittenScript]):
    """A script from its order on."""

    error = JobErrorSerializer(read_only=True, allow_null=True)
    brief = serializers.SerializerMethodField()
    script = serializers.SerializerMethodField()
    rewriting = serializers.SerializerMethodField()

    class Meta:
        """Model and fields."""

        model = WrittenScript
        fields = (
            "id",
            "state",
            "progress",
            "error",
            "created_at",
            "updated_at",
            "brief",
            "script",
            "rewriting",
            "is_edited",
        )
        read_only_fields = fields

    @extend_schema_field(BriefSerializer)
    def get_brief(self, row: WrittenScript) -> dict[str, Any]:
        """What was asked for."""
        return dict(row.brief)

    @extend_schema_field(ScriptContentSerializer(allow_null=True))
    def get_script(self, row: WrittenScript) -> dict[str, Any] | None:
        """What was written; null while there is nothing."""
        return dict(row.script) or None

    def get_rewriting(self, row: WrittenScript) -> str:
        """The part that is written anew; empty when it is all of it, or nothing."""
        return "" if row.is_finished else row.rewriting


@extend_schema_serializer(
    examples=[OpenApiExample("A better start", {"hook": "Flour, water and time."})]
)
class ScriptEditSerializer(serializers.Serializer[Any]):
    """Parts that a person changed; those left out stay."""

    title = Text(required=False, max_length=script.MAX_TITLE_LENGTH)
    description = Text(required=False, allow_blank=True, max_length=script.MAX_DESCRIPTION_LENGTH)
    hashtags = serializers.ListField(
        child=Text(max_length=script.MAX_HASHTAG_LENGTH),
        required=False,
        max_length=script.MAX_HASHTAGS,
    )
    hook = Text(required=False, allow_blank=True, max_length=script.MAX_PART_LENGTH)
    body = Text(required=False, allow_blank=True, max_length=script.MAX_PART_LENGTH)
    call_to_action = Text(required=False, allow_blank=True, max_length=script.MAX_PART_LENGTH)


@extend_schema_serializer(
    examples=[OpenApiExample("A shorter body", {"part": "body", "wish": "half as long"})]
)
class RewriteSerializer(serializers.Serializer[Any]):
    """A part to be written anew."""

    part = serializers.ChoiceField(PARTS)
    wish = Text(default="", allow_blank=True, max_length=brief.MAX_WISH_LENGTH)


class RetrySerializer(serializers.Serializer[Any]):
    """Another try."""

    writer = Text(required=False, allow_blank=True, max_length=64, help_text="Left out: the same.")
