"""What the API takes and gives about presenters and the consent of those they show."""

import uuid
from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api_fields import Text
from inference.framing import placement
from media_jobs import consent_recordings, consent_statements, consents, own_avatars, storage
from media_jobs.formats import FORMATS, SOURCE_FORMAT
from media_jobs.models import Avatar, Consent

ALL_SIDES: Final = 4


class FramingSerializer(serializers.Serializer[Any]):
    """Where the picture lies on the canvas: shares of the canvas, not pixels."""

    left = serializers.FloatField(help_text="Share of the width; negative when cut off.")
    top = serializers.FloatField(help_text="Share of the height.")
    width = serializers.FloatField(help_text="Share of the width.")


class ConsentSerializer(serializers.ModelSerializer[Consent]):
    """What was stated about the person shown; for the presenter's owner."""

    statement = serializers.SerializerMethodField()
    sentence = serializers.SerializerMethodField()
    recording_state = serializers.SerializerMethodField()
    may_ask_again = serializers.SerializerMethodField()

    class Meta:
        """Model and fields."""

        model = Consent
        fields = (
            "who",
            "statement",
            "statement_version",
            "statement_sha256",
            "picture_sha256",
            "stated_at",
            "is_minor",
            "is_public_figure",
            "person_name",
            "person_email",
            "proof",
            "answer",
            "asked_at",
            "answered_at",
            "may_ask_again",
            "sentence",
            "recording_state",
            "heard",
            "revoked_at",
            "revoked_by",
        )
        read_only_fields = fields

    def get_statement(self, consent: Consent) -> str:
        """Word for word."""
        return consent_statements.text_of(consent.who, consent.statement_version)

    def get_sentence(self, consent: Consent) -> str:
        """What the person has to say in a recording; empty where none is waited for."""
        is_wanted = consent.proof == Consent.Proof.RECORDING and not consent.revoked_at
        is_waiting = consent.answer == Consent.Answer.WAITING
        return consent_recordings.sentence_of(consent) if is_wanted and is_waiting else ""

    def get_recording_state(self, consent: Consent) -> str:
        """How far listening to the recording is, as for a transcript; empty without one."""
        recording = consent.recording
        transcript = getattr(recording, "transcript", None) if recording else None
        return str(transcript.state) if transcript else ""

    def get_may_ask_again(self, consent: Consent) -> bool:
        """Whether the person shown can be written to once more now."""
        return consents.may_ask_again(consent)


class AvatarSerializer(serializers.ModelSerializer[Avatar]):
    """A presenter.

    The context tells who looks: ``viewer``, the key of a user, or ``request``.
    """

    state = serializers.ChoiceField(Avatar.State.values, read_only=True)
    visibility = serializers.ChoiceField(Avatar.Visibility.values, read_only=True)
    picture_url = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()
    framing = serializers.SerializerMethodField()
    is_own = serializers.SerializerMethodField()
    shared_by = serializers.SerializerMethodField()
    group = serializers.SerializerMethodField()
    may_use_at = serializers.SerializerMethodField()
    review_note = serializers.SerializerMethodField()
    consent = serializers.SerializerMethodField()
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
            "state",
            "visibility",
            "group",
            "is_own",
            "shared_by",
            "may_use_at",
            "review_note",
            "consent",
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

    def _viewer(self) -> uuid.UUID | None:
        if "viewer" in self.context:
            known: uuid.UUID = self.context["viewer"]
            return known
        request = self.context.get("request")
        return request.user.pk if request else None

    def get_is_own(self, avatar: Avatar) -> bool:
        """Whether the visitor made it; else it is shared or of the library."""
        return avatar.owner_id is not None and avatar.owner_id == self._viewer()

    def get_shared_by(self, avatar: Avatar) -> str:
        """Whose it is, where somebody shares it with the visitor; else empty."""
        is_shared = avatar.visibility == Avatar.Visibility.GROUP and avatar.owner is not None
        if not is_shared or avatar.owner is None or self.get_is_own(avatar):
            return ""
        return avatar.owner.get_short_name()

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_group(self, avatar: Avatar) -> str | None:
        """With whom its owner shares it; null for everybody else."""
        is_told = self.get_is_own(avatar) and avatar.group_id
        return str(avatar.group_id) if is_told else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_may_use_at(self, avatar: Avatar) -> str | None:
        """When its owner said to be allowed to use the face; null for everybody else."""
        is_told = self.get_is_own(avatar) and avatar.may_use_at
        return avatar.may_use_at.isoformat() if is_told and avatar.may_use_at else None

    def get_review_note(self, avatar: Avatar) -> str:
        """Why it was rejected or revoked, for its owner."""
        return avatar.review_note if self.get_is_own(avatar) else ""

    @extend_schema_field(ConsentSerializer(allow_null=True))
    def get_consent(self, avatar: Avatar) -> dict[str, Any] | None:
        """What was stated about the person shown; null for everybody but its owner."""
        consent = consents.of_avatar(avatar) if self.get_is_own(avatar) else None
        return dict(ConsentSerializer(consent).data) if consent else None

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
        """The full picture; empty once it is revoked."""
        return storage.picture_url(avatar) if avatar.picture else ""

    def get_thumbnail_url(self, avatar: Avatar) -> str:
        """The small picture; empty once it is revoked."""
        return storage.thumbnail_url(avatar) if avatar.picture else ""

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


class NewConsentSerializer(serializers.Serializer[Any]):
    """Who is shown."""

    who = serializers.ChoiceField(Consent.Who.choices, default=Consent.Who.ME)
    version = Text(
        default=consent_statements.CURRENT,
        max_length=16,
        help_text="Of the statement that was read; the present one if left out.",
    )
    person_name = Text(
        default="", allow_blank=True, max_length=consents.MAX_NAME, help_text="Of another person."
    )
    person_email = Text(
        default="",
        allow_blank=True,
        max_length=254,
        help_text="Of another person, who gets a link to agree or to take it back.",
    )
    is_minor = serializers.BooleanField(default=False, help_text="The person is under 18.")
    is_public_figure = serializers.BooleanField(
        default=False, help_text="The person is widely known."
    )


class NewAvatarSerializer(serializers.Serializer[Any]):
    """A presenter to be made from an upload."""

    upload = serializers.UUIDField()
    name = Text(allow_blank=True)
    face_index = serializers.IntegerField(
        default=None, allow_null=True, min_value=0, help_text="Where there are several faces."
    )
    face_position = serializers.ListField(
        child=serializers.FloatField(),
        min_length=2,
        max_length=2,
        default=None,
        allow_null=True,
        help_text="The same by place: shares of width and height.",
    )
    crop = serializers.ListField(
        child=serializers.FloatField(),
        min_length=ALL_SIDES,
        max_length=ALL_SIDES,
        default=None,
        allow_null=True,
        help_text="What of a picture to keep: left, top, right, bottom as shares of its sides.",
    )
    consent = NewConsentSerializer(default=None, allow_null=True)
    may_use = serializers.BooleanField(
        default=False,
        help_text="The visitor agrees to the statement about the person shown; required.",
    )


class AvatarRenameSerializer(serializers.Serializer[Any]):
    """A new name."""

    name = Text(allow_blank=True, max_length=own_avatars.MAX_NAME)


class AvatarSharingSerializer(serializers.Serializer[Any]):
    """Who else may use it."""

    visibility = serializers.ChoiceField(Avatar.Visibility.choices)
    group = serializers.UUIDField(
        default=None, allow_null=True, help_text="One of the visitor's groups."
    )


class ConsentRecordingSerializer(serializers.Serializer[Any]):
    """The person shown saying the sentence."""

    upload = serializers.UUIDField(help_text="A recording that was uploaded.")


class StatementsSerializer(serializers.Serializer[Any]):
    """What is stated about a face before it may speak."""

    version = Text()
    statements = serializers.DictField(child=Text(), help_text="By whom they are about.")
    proof = serializers.ChoiceField(
        Consent.Proof.choices, help_text="What is needed besides, of another person."
    )
    is_reviewed = serializers.BooleanField(help_text="A moderator looks at every own presenter.")
