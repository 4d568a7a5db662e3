"""What the API gives about dubs, with the schema of each."""

from typing import Any

from rest_framework import serializers

from inference.dubbing.dub_spec import Background, CaptionLanguage
from media_jobs import dub_states, engines
from media_jobs.models import DubProject, Errand
from media_jobs.order_serializers import MarksSerializer
from media_jobs.serializers import PLACES, JobErrorSerializer, JobSerializer
from media_jobs.upload_serializers import AdviceSerializer, UploadSerializer

DUB_STATES = Errand.State.choices


class FaceOfSpeakerSerializer(serializers.Serializer[Any]):
    """Whose mouth moves."""

    is_shown = serializers.BooleanField()
    index = serializers.IntegerField(allow_null=True)
    position = serializers.ListField(child=serializers.FloatField(), allow_null=True)


class SpeakerSerializer(serializers.Serializer[Any]):
    """Somebody who speaks in the video."""

    id = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    gender = serializers.CharField(allow_blank=True, help_text="female, male, or not known.")
    pitch = serializers.FloatField(allow_null=True, help_text="Hertz.")
    face = FaceOfSpeakerSerializer()


class LineSerializer(serializers.Serializer[Any]):
    """What is said in one go."""

    id = serializers.CharField()
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    text = serializers.CharField(allow_blank=True)
    speaker = serializers.CharField(help_text="Id of a speaker.")
    words = serializers.ListField(
        child=serializers.ListField(), help_text="[text, start, end, whether a space precedes]"
    )


class DubScriptSerializer(serializers.Serializer[Any]):
    """All that is said in a video."""

    version = serializers.IntegerField()
    language = serializers.CharField(allow_blank=True, help_text="BCP 47 tag.")
    language_probability = serializers.FloatField()
    duration = serializers.FloatField(help_text="Seconds.")
    speakers = SpeakerSerializer(many=True)
    lines = LineSerializer(many=True)


class VoiceChoiceSerializer(serializers.Serializer[Any]):
    """How somebody sounds."""

    voice = serializers.CharField()
    rate = serializers.FloatField()
    pitch = serializers.FloatField(help_text="Semitones.")


class TermSerializer(serializers.Serializer[Any]):
    """A fixed translation."""

    term = serializers.CharField()
    translation = serializers.CharField(
        allow_null=True, allow_blank=True, default=None, help_text="null: it is never translated."
    )


class DubOptionsSerializer(serializers.Serializer[Any]):
    """How dubs of a project are made."""

    background = serializers.ChoiceField(list(Background))
    lip_sync = serializers.BooleanField()
    engine = serializers.ChoiceField(engines.ENGINES)
    captions = serializers.DictField(allow_null=True)
    caption_language = serializers.ChoiceField(list(CaptionLanguage))
    translator = serializers.CharField(allow_blank=True)
    marks = MarksSerializer()


class LineWarningSerializer(serializers.Serializer[Any]):
    """A line that would have to be spoken too fast."""

    code = serializers.ChoiceField(["too_fast"])
    ratio = serializers.FloatField(help_text="How many times faster than the voice's own speed.")
    seconds = serializers.FloatField(help_text="That it would last.")
    slot = serializers.FloatField(help_text="Seconds there are.")


class DubVideoSerializer(serializers.Serializer[Any]):
    """A dub in the library."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    page_url = serializers.CharField()
    file_url = serializers.CharField(allow_null=True)
    poster_url = serializers.CharField(allow_null=True)
    report = serializers.DictField(allow_null=True)
    job = JobSerializer(allow_null=True)


class DubTargetSerializer(serializers.Serializer[Any]):
    """A language that a video is to speak; a list has only what is short."""

    language = serializers.CharField(help_text="First part of a BCP 47 tag.")
    language_name = serializers.CharField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(DUB_STATES, help_text="Of translating.")
    progress = serializers.FloatField()
    seconds_left = serializers.FloatField(allow_null=True)
    error = JobErrorSerializer(allow_null=True)
    n_translated = serializers.IntegerField()
    translator = serializers.CharField(allow_blank=True, help_text="Who translated last.")
    translation = serializers.DictField(child=serializers.CharField(), required=False)
    edited = serializers.ListField(child=serializers.CharField(), required=False)
    outdated = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Lines whose text changed after they were translated.",
    )
    problems = serializers.DictField(child=serializers.CharField(), required=False)
    voices = serializers.DictField(child=VoiceChoiceSerializer(), required=False)
    default_voices = serializers.DictField(child=VoiceChoiceSerializer(), required=False)
    line_voices = serializers.DictField(child=VoiceChoiceSerializer(), required=False)
    warnings = serializers.DictField(child=LineWarningSerializer(), required=False)
    video = DubVideoSerializer(allow_null=True)
    is_stale = serializers.BooleanField(help_text="Whether the video lacks what is entered.")
    can_render = serializers.BooleanField()
    error_before_render = serializers.CharField(allow_blank=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The state, which is made in one place."""
        queue = self.context.get("queue")
        return dub_states.target_state(instance, instance.project, queue, is_whole=True)


class DubProjectSerializer(serializers.Serializer[DubProject]):
    """A video with its lines and languages; a list has no lines."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    state = serializers.ChoiceField(DUB_STATES, help_text="Of the preparation.")
    stage = serializers.CharField(allow_blank=True, help_text="preview or listening")
    progress = serializers.FloatField()
    seconds_left = serializers.FloatField(allow_null=True)
    error = JobErrorSerializer(allow_null=True)
    upload = UploadSerializer()
    duration = serializers.FloatField(allow_null=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    preview_url = serializers.CharField(allow_null=True)
    poster_url = serializers.CharField(allow_null=True)
    peaks_url = serializers.CharField(allow_null=True)
    source_language = serializers.CharField(allow_blank=True)
    language_probability = serializers.FloatField(allow_null=True)
    advice = AdviceSerializer(many=True)
    revision = serializers.IntegerField()
    script = DubScriptSerializer(allow_null=True)
    n_lines = serializers.IntegerField()
    glossary = TermSerializer(many=True)
    options = DubOptionsSerializer()
    just_do_it = serializers.BooleanField()
    has_subtitles = serializers.BooleanField()
    targets = DubTargetSerializer(many=True)

    def to_representation(self, instance: DubProject) -> dict[str, Any]:
        """The state, which is made in one place; short where it is one of many."""
        is_whole = not isinstance(self.parent, serializers.ListSerializer)
        shown = dub_states.project_state(instance, self.context.get("queue"), is_whole=is_whole)
        upload = instance.upload
        upload.is_used = True  # type: ignore[attr-defined]  # as the query of uploads notes it
        return {**shown, "upload": UploadSerializer(upload).data}


class RenderedSerializer(serializers.Serializer[Any]):
    """A dub on its way."""

    language = serializers.CharField()
    video = serializers.UUIDField()
    job = JobSerializer()


class PlanSerializer(serializers.Serializer[Any]):
    """What a dub would do anew."""

    lines_to_speak = serializers.ListField(child=serializers.CharField())
    pieces_to_draw = serializers.IntegerField()
    pieces = serializers.IntegerField()
    seconds = serializers.FloatField(help_text="As long as such work took here before.")


class LanguageRowSerializer(serializers.Serializer[Any]):
    """A language of dubs."""

    language = serializers.CharField(help_text="First part of a BCP 47 tag.")
    name = serializers.CharField()
    can_speak = serializers.BooleanField()
    n_voices = serializers.IntegerField()
    can_translate = serializers.BooleanField()


class TranslatorSerializer(serializers.Serializer[Any]):
    """Who translates."""

    id = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(PLACES)
    available = serializers.BooleanField(source="is_available")
    unavailable_reason = serializers.CharField(allow_blank=True)
    can_shorten = serializers.BooleanField()
    is_default = serializers.BooleanField()


class ScriptSavedSerializer(serializers.Serializer[Any]):
    """Lines as they are kept."""

    revision = serializers.IntegerField()
    script = DubScriptSerializer()
    targets = serializers.ListField(child=serializers.DictField())


class ShortenedSerializer(serializers.Serializer[Any]):
    """A shorter translation."""

    text = serializers.CharField()
