"""What the API takes and gives about voices to fetch, languages and pronunciations."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.api_fields import Text
from inference.pronunciations import MAX_ENTRIES, MAX_SAY_LENGTH, MAX_WORD_LENGTH
from media_jobs.models import Errand
from media_jobs.serializers import JobErrorSerializer
from media_jobs.transcript_serializers import NONE, STATES
from media_jobs.voice_fetching import OfferedVoice

MAX_DETECTED: Final = 5000  # characters; more tell nothing new
MAX_TRIED: Final = 300


class VoiceFetchSerializer(serializers.Serializer[Any]):
    """Where the fetching of a voice stands."""

    id = Text()
    state = serializers.ChoiceField(STATES)
    progress = serializers.FloatField()
    error = JobErrorSerializer(allow_null=True)

    def to_representation(self, instance: OfferedVoice) -> dict[str, Any]:
        """What is here counts as fetched, however it came here."""
        row, voice_id = instance.fetch, instance.voice.id
        if instance.installed:
            state: str = Errand.State.SUCCEEDED
            return {"id": voice_id, "state": state, "progress": 1.0, "error": None}
        if row is None or row.state == Errand.State.SUCCEEDED:  # removed since
            return {"id": voice_id, "state": NONE, "progress": 0.0, "error": None}
        return {
            "id": voice_id,
            "state": row.state,
            "progress": row.progress,
            "error": row.error,
        }


class CatalogueVoiceSerializer(serializers.Serializer[Any]):
    """A voice that can be fetched."""

    id = Text(source="voice.id")
    name = Text(source="voice.name")
    language = Text(source="voice.language", help_text="BCP 47 tag.")
    language_name = Text(source="voice.language_name")
    gender = Text(source="voice.gender", allow_blank=True)
    quality = Text(source="voice.quality", help_text="high to x_low.")
    size_bytes = serializers.IntegerField(source="voice.size_bytes")
    installed = serializers.BooleanField()
    can_fetch = serializers.SerializerMethodField()
    fetch = serializers.SerializerMethodField()

    def get_can_fetch(self, _: OfferedVoice) -> bool:
        """Whether the visitor may have it fetched."""
        return bool(self.context.get("can_fetch"))

    @extend_schema_field(VoiceFetchSerializer(allow_null=True))
    def get_fetch(self, offered: OfferedVoice) -> dict[str, Any] | None:
        """Where that stands, if somebody asked for it."""
        return dict(VoiceFetchSerializer(offered).data) if offered.fetch else None


@extend_schema_serializer(
    examples=[
        OpenApiExample("A greeting", {"text": "Guten Morgen zusammen"}, request_only=True),
    ]
)
class TextSerializer(serializers.Serializer[Any]):
    """A text of an unknown language."""

    text = Text(allow_blank=True, max_length=MAX_DETECTED)
    likely = serializers.ListField(
        child=Text(max_length=35),
        default=list,
        max_length=10,
        help_text="BCP 47 tags that decide where the text does not.",
    )
    voice = Text(default="", allow_blank=True, max_length=120, help_text="Who is to say it.")


class LanguageSerializer(serializers.Serializer[Any]):
    """What a text is written in."""

    language = Text(allow_blank=True, help_text="BCP 47 tag; empty: no idea.")
    probability = serializers.FloatField()
    better_voice = Text(
        allow_blank=True, help_text="Where the given voice surely speaks another language."
    )


class PronunciationSerializer(serializers.Serializer[Any]):
    """How a word is said."""

    word = Text(allow_blank=True, max_length=4 * MAX_WORD_LENGTH)
    say = Text(
        allow_blank=True,
        max_length=4 * MAX_SAY_LENGTH,
        help_text="A respelling, or IPA between slashes.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A respelling and IPA",
            {
                "entries": [
                    {"word": "Siobhán", "say": "shivawn"},
                    {"word": "tomato", "say": "/təˈmɑːtəʊ/"},
                ]
            },
        )
    ]
)
class PronunciationsSerializer(serializers.Serializer[Any]):
    """A person's dictionary."""

    entries = serializers.ListField(child=PronunciationSerializer(), max_length=2 * MAX_ENTRIES)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One word",
            {"word": "Siobhán", "say": "shivawn", "voice": "piper-joe-en"},
            request_only=True,
        )
    ]
)
class TrialSerializer(PronunciationSerializer):
    """A word to be heard."""

    voice = Text(max_length=120)
    text = Text(
        default="", allow_blank=True, max_length=MAX_TRIED, help_text="A sentence with the word."
    )


@extend_schema_serializer(
    examples=[OpenApiExample("A form", {"data": {"text": "Hello", "voice": "piper-joe-en"}})]
)
class DraftSerializer(serializers.Serializer[Any]):
    """The studio's unfinished form."""

    data = serializers.DictField(allow_null=True)  # type: ignore[assignment]  # part of the contract
    updated_at = serializers.DateTimeField(
        allow_null=True,
        required=False,
        help_text="In a PUT what was seen last, null for none; left out to overwrite.",
    )


class DraftChangedSerializer(serializers.Serializer[Any]):
    """The refusal of a draft because another window has saved one; it comes with that one."""

    code = Text()
    detail = Text()
    fields = serializers.DictField()  # type: ignore[assignment]  # part of the contract
    data = serializers.DictField()  # type: ignore[assignment]  # part of the contract
    updated_at = serializers.DateTimeField()
