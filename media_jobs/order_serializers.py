"""What the API takes for a new video."""

from collections.abc import Mapping
from typing import Any, Final

from drf_spectacular.utils import (
    OpenApiExample,
    PolymorphicProxySerializer,
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

from accounts.api_fields import Text
from inference.backgrounds import OWN
from inference.captions.style import WHITE, YELLOW, CaptionLook, CaptionPosition, CaptionSize
from media_jobs import engines, formats, services


class TextSpeechSerializer(serializers.Serializer[Any]):
    """Words for a voice."""

    kind = serializers.ChoiceField(["text"])
    text = Text(allow_blank=True, trim_whitespace=False)
    voice = Text()
    rate = serializers.FloatField(
        default=1.0, min_value=formats.MIN_RATE, max_value=formats.MAX_RATE
    )
    pitch = serializers.FloatField(
        default=0.0,
        min_value=-formats.MAX_PITCH,
        max_value=formats.MAX_PITCH,
        help_text="Semitones; nothing happens where the voice cannot.",
    )


class RecordingSpeechSerializer(serializers.Serializer[Any]):
    """A recording that was uploaded."""

    kind = serializers.ChoiceField(["recording"])
    upload = serializers.UUIDField()
    in_result = serializers.ChoiceField(formats.RESULT_SOUNDS, default="cleaned")
    normalised = serializers.BooleanField(default=True)
    start = serializers.FloatField(default=None, allow_null=True, min_value=0, help_text="Seconds.")
    end = serializers.FloatField(default=None, allow_null=True, min_value=0, help_text="Seconds.")
    use_transcript = serializers.BooleanField(
        default=True, help_text="Take the upload's transcript, perhaps edited, where there is one."
    )


SPEECH_FORMS: Final[Mapping[str, type[serializers.Serializer[Any]]]] = {
    "text": TextSpeechSerializer,
    "recording": RecordingSpeechSerializer,
}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="Speech",
        serializers={kind: form for kind, form in SPEECH_FORMS.items()},  # noqa: C416 (copied into the wider type that is asked for)
        resource_type_field_name="kind",
    )
)
class SpeechField(serializers.Field[Any, Any, Any, Any]):
    """One of the forms that speech can have."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Check it by the form that its ``kind`` names."""
        kind = str(data.get("kind")) if isinstance(data, dict) else ""
        if kind not in SPEECH_FORMS:
            names = ", ".join(SPEECH_FORMS)
            raise serializers.ValidationError({"kind": f"Choose one of {names}."})
        form = SPEECH_FORMS[kind](data=data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def to_representation(self, value: Any) -> Any:
        """As it came."""
        return value


class ExpressionSerializer(serializers.Serializer[Any]):
    """What the face shows besides its words."""

    name = serializers.ChoiceField(formats.EXPRESSIONS)
    strength = serializers.FloatField(default=1.0, min_value=0, max_value=1)


class LifeSerializer(serializers.Serializer[Any]):
    """How much the face moves besides speaking; 1 is as people do."""

    blinks = serializers.FloatField(default=1.0, min_value=0, max_value=formats.MAX_LIFE)
    gaze = serializers.FloatField(default=1.0, min_value=0, max_value=formats.MAX_LIFE)
    head = serializers.FloatField(default=1.0, min_value=0, max_value=formats.MAX_LIFE)
    brows = serializers.FloatField(default=1.0, min_value=0, max_value=formats.MAX_LIFE)


class CaptionsSerializer(serializers.Serializer[Any]):
    """How words stand in the picture."""

    position = serializers.ChoiceField(list(CaptionPosition), default=CaptionPosition.BOTTOM)
    size = serializers.ChoiceField(list(CaptionSize), default=CaptionSize.MEDIUM)
    colour = Text(default=WHITE, help_text="#rrggbb")
    style = serializers.ChoiceField(  # type: ignore[assignment]  # the word is part of the contract
        list(CaptionLook), default=CaptionLook.OUTLINE
    )
    highlight = Text(
        default=YELLOW, allow_null=True, help_text="Of the word that is being said; null: none."
    )


class MarksSerializer(serializers.Serializer[Any]):
    """What a video says of itself, as far as the site leaves a choice."""

    label = serializers.BooleanField(  # type: ignore[assignment]  # the word is part of the contract
        default=True, help_text="The visible words “AI-generated”."
    )
    account = serializers.BooleanField(
        default=True, help_text="The id of the account in the content credentials."
    )


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "description": "`own`, an id of the list, or #rrggbb."},
            {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"type": "string", "enum": ["gradient", "picture", "blurred"]},
                    "from": {"type": "string", "description": "#rrggbb, of a gradient's top."},
                    "to": {"type": "string", "description": "#rrggbb, of its bottom."},
                    "upload": {"type": "string", "format": "uuid", "description": "A picture."},
                },
            },
        ]
    }
)
class BackgroundField(serializers.Field[Any, Any, Any, Any]):
    """A name, a colour, or an object; which of them are possible is for the order to say."""

    def to_internal_value(self, data: Any) -> str | dict[str, Any]:
        """Only the shape is looked at here."""
        if isinstance(data, str | dict) and data:
            return data
        raise serializers.ValidationError("Give an id, a colour or an object.")

    def to_representation(self, value: Any) -> Any:
        """As it came."""
        return value


_PERSON = "5f0c1a34-58a7-4f7e-9a0e-0d6f2b1f3c11"
_FILE = "0b8f2a9e-3f5b-4d0c-8e1d-7a2f6c9b4e55"


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A text with burned-in captions",
            {
                "avatar": _PERSON,
                "speech": {"kind": "text", "text": "Hello. [pause 1s] Welcome!"}
                | {"voice": "piper-joe-en", "rate": 1.0, "pitch": 0.0},
                "aspect": "9:16",
                "captions": {"position": "bottom", "size": "large", "highlight": "#ffd400"},
            },
            request_only=True,
        ),
        OpenApiExample(
            "A recording before a picture",
            {
                "avatar": _PERSON,
                "speech": {"kind": "recording", "upload": _FILE, "use_transcript": True},
                "background": {"kind": "picture", "upload": _FILE},
            },
            request_only=True,
        ),
    ]
)
class NewVideoSerializer(serializers.Serializer[Any]):
    """What to make: either ``speech``, or ``text`` and ``voice``."""

    avatar = serializers.UUIDField()
    speech = SpeechField(required=False)
    text = Text(required=False, allow_blank=True, trim_whitespace=False)
    voice = Text(required=False)
    rate = serializers.FloatField(
        required=False, min_value=formats.MIN_RATE, max_value=formats.MAX_RATE
    )
    aspect = serializers.ChoiceField(
        formats.ASPECTS,
        required=False,
        help_text="Of a picture 16:9 if left out; of a presenter's video its own.",
    )
    background = BackgroundField(default=OWN)
    captions = CaptionsSerializer(
        default=None, allow_null=True, help_text="Words in the picture; null for none."
    )
    script = serializers.UUIDField(
        default=None, allow_null=True, help_text="What a video about a topic is made from."
    )
    engine = serializers.ChoiceField(engines.ENGINES, default=engines.WARP)
    expression = ExpressionSerializer(default=None, allow_null=True)
    life = LifeSerializer(
        default=None, allow_null=True, help_text="Null: fully for pictures, none for videos."
    )
    fit = serializers.ChoiceField(
        formats.FITS,
        default=formats.DEFAULT_FIT,
        help_text="When a presenter's video and the speech differ in length.",
    )
    curves = serializers.BooleanField(default=False, help_text="Also make a file for 3D tools.")
    marks = MarksSerializer(default=None, allow_null=True, help_text="Null for all of them.")
    title = Text(
        default="",
        allow_blank=True,
        max_length=services.MAX_TITLE,
        help_text="First words, or the recording's name, if empty.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take speech in one form only."""
        if "speech" in attrs:
            if flat := {"text", "voice", "rate"} & attrs.keys():
                raise serializers.ValidationError(dict.fromkeys(flat, "This is part of `speech`."))
            return attrs
        if missing := {"text", "voice"} - attrs.keys():
            raise serializers.ValidationError(dict.fromkeys(missing, "This field is required."))
        return attrs
