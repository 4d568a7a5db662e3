"""What the API takes about dubs."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.api_fields import Text
from inference.dubbing.dub_spec import Background, CaptionLanguage
from inference.glossary import MAX_TERM_LENGTH
from media_jobs import engines, services
from media_jobs.dub_languages import MAX_TAG, MAX_TARGETS
from media_jobs.dub_serializers import TermSerializer, VoiceChoiceSerializer
from media_jobs.order_serializers import CaptionsSerializer, MarksSerializer

MAX_ID = 36  # characters of an id of a line or speaker
MAX_LINES = 5000


class WantedVoiceSerializer(serializers.Serializer[Any]):
    """How somebody is to sound."""

    voice = Text(max_length=200)
    rate = serializers.FloatField(default=1.0)
    pitch = serializers.FloatField(default=0.0, help_text="Semitones.")


@extend_schema_field(VoiceChoiceSerializer)
class VoiceField(serializers.Field[Any, Any, Any, Any]):
    """A voice by its id, or with speed and pitch."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The long form."""
        form = WantedVoiceSerializer(data={"voice": data} if isinstance(data, str) else data)
        form.is_valid(raise_exception=True)
        wanted: Mapping[str, Any] = form.validated_data
        return dict(wanted)

    def to_representation(self, value: Any) -> Any:
        """As it is."""
        return value


class OptionsSerializer(serializers.Serializer[Any]):
    """How dubs are to be made; what is left out is as usual, or stays."""

    background = serializers.ChoiceField(list(Background), required=False)
    lip_sync = serializers.BooleanField(required=False)
    engine = serializers.ChoiceField(engines.ENGINES, required=False)
    captions = CaptionsSerializer(required=False, allow_null=True)
    caption_language = serializers.ChoiceField(list(CaptionLanguage), required=False)
    translator = Text(required=False, allow_blank=True, max_length=64)
    marks = MarksSerializer(required=False, allow_null=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An English video that is to speak Portuguese, with a look at the words first",
            {
                "upload": "7d0b1a52-55d0-4a21-9a0c-4b7d3c8f0d11",
                "targets": ["pt"],
                "just_do_it": False,
            },
            request_only=True,
        )
    ]
)
class NewDubSerializer(OptionsSerializer):
    """A video that is to speak other languages."""

    upload = serializers.UUIDField()
    title = Text(
        default="", allow_blank=True, max_length=services.MAX_TITLE, help_text="Else the file's."
    )
    source_language = Text(
        default="", allow_blank=True, max_length=MAX_TAG, help_text="Empty to find out."
    )
    targets = serializers.ListField(
        child=Text(max_length=MAX_TAG), max_length=MAX_TARGETS, allow_empty=True
    )
    subtitles = serializers.UUIDField(
        default=None, allow_null=True, help_text="What is said, in place of listening."
    )
    voices = serializers.DictField(
        child=VoiceField(), required=False, help_text="By target, of whoever says most."
    )
    glossary = serializers.ListField(child=TermSerializer(), required=False)
    just_do_it = serializers.BooleanField(
        default=False, help_text="Make the dubs as soon as their lines are translated."
    )


class DubChangesSerializer(serializers.Serializer[Any]):
    """What holds for all languages; what is left out stays."""

    title = Text(required=False, max_length=services.MAX_TITLE)
    glossary = serializers.ListField(child=TermSerializer(), required=False)
    options = OptionsSerializer(required=False)


class ListenSerializer(serializers.Serializer[Any]):
    """Start over with the lines."""

    language = Text(default="", allow_blank=True, max_length=MAX_TAG)
    subtitles = serializers.UUIDField(default=None, allow_null=True)


class SavedScriptSerializer(serializers.Serializer[Any]):
    """Lines as a person left them."""

    revision = serializers.IntegerField(min_value=0, help_text="That the page began with.")
    script = serializers.DictField()


class NewTargetSerializer(serializers.Serializer[Any]):
    """One more language."""

    language = Text(max_length=MAX_TAG)
    voice = VoiceField(default=None, allow_null=True)


class SavedTargetSerializer(serializers.Serializer[Any]):
    """A language as a person left it; what is left out stays."""

    revision = serializers.IntegerField(min_value=0, help_text="That the page began with.")
    translation = serializers.DictField(
        child=Text(allow_blank=True, trim_whitespace=False), required=False
    )
    voices = serializers.DictField(child=VoiceField(), required=False)
    line_voices = serializers.DictField(child=VoiceField(), required=False)


class TranslateSerializer(serializers.Serializer[Any]):
    """Lines to translate."""

    lines = serializers.ListField(
        child=Text(max_length=MAX_ID),
        default=None,
        allow_null=True,
        max_length=MAX_LINES,
        help_text="null: what is missing, or was changed since and not by hand.",
    )
    translator = Text(default="", allow_blank=True, max_length=64)


class ShortenSerializer(serializers.Serializer[Any]):
    """A line that takes too long."""

    line = Text(max_length=MAX_ID)
    text = Text(
        default=None, allow_null=True, max_length=1000, help_text="As it stands on the page."
    )


class SaySerializer(serializers.Serializer[Any]):
    """Something to listen to: a line, perhaps with another text or voice, or any text."""

    line = Text(default=None, allow_null=True, max_length=MAX_ID)
    text = Text(default=None, allow_null=True, allow_blank=True, max_length=1000)
    voice = VoiceField(default=None, allow_null=True)


class RenderSerializer(serializers.Serializer[Any]):
    """Dubs to be made."""

    targets = serializers.ListField(
        child=Text(max_length=MAX_TAG),
        default=None,
        allow_null=True,
        max_length=MAX_TARGETS,
        help_text="null: all.",
    )
    allow_silent = serializers.BooleanField(
        default=False, help_text="Lines without a translation may stay silent."
    )


class OwnTermSerializer(serializers.Serializer[Any]):
    """A fixed translation of a person."""

    term = Text(allow_blank=True, max_length=2 * MAX_TERM_LENGTH)
    translation = Text(
        allow_null=True,
        allow_blank=True,
        default=None,
        max_length=2 * MAX_TERM_LENGTH,
        help_text="null: it is never translated.",
    )
    language = Text(
        default="", allow_blank=True, max_length=MAX_TAG, help_text="Empty: of every target."
    )


class GlossarySerializer(serializers.Serializer[Any]):
    """A person's fixed translations."""

    entries = serializers.ListField(child=OwnTermSerializer())
