"""What a person wishes for a video, checked and frozen."""

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final, Self

from django.conf import settings
from django.utils.text import Truncator

from accounts.models import User
from inference.backgrounds import BACKGROUNDS
from inference.errors import UnknownVoiceError
from inference.voices import find_voice
from media_jobs import engines, formats
from media_jobs.models import Avatar, Upload
from media_jobs.refusals import refuse

DEFAULT_TITLE: Final = 60  # characters of the text that become the title
SURE_OF_LANGUAGE: Final = 0.5  # probability from which a guess is noted


@dataclass(frozen=True, slots=True)
class TypedSpeech:
    """Words to be spoken by a voice.

    Attributes:
        text: what is said.
        voice: id of a voice.
        rate: speed, 1.0 is the voice's own.
        language: BCP 47 tag of the voice.
    """

    text: str
    voice: str
    rate: float
    language: str

    recording = None

    @property
    def title(self) -> str:
        """The first words."""
        return default_title(self.text)

    @property
    def script(self) -> str:
        """The words."""
        return self.text

    @property
    def spec(self) -> dict[str, Any]:
        """What the job needs."""
        return {"kind": "text", "text": self.text, "voice": self.voice, "rate": self.rate}

    @property
    def choices(self) -> dict[str, Any]:
        """What a copy begins with; the text is the video's script."""
        return {
            "voice": self.voice,
            "rate": self.rate,
            "speech": {"kind": "text", "voice": self.voice, "rate": self.rate},
        }


@dataclass(frozen=True, slots=True)
class RecordedSpeech:
    """Somebody's recording, or a part of it.

    Attributes:
        recording: the upload.
        in_result: which sound is heard, of ``formats.RESULT_SOUNDS``.
        normalised: whether it is brought to the usual loudness.
        start: seconds; ``None`` for the beginning.
        end: seconds; ``None`` for the end.
    """

    recording: Upload
    in_result: str
    normalised: bool
    start: float | None
    end: float | None

    script = ""

    @property
    def duration(self) -> float:
        """Seconds that are used."""
        end = self.recording.duration if self.end is None else self.end
        return (end or 0.0) - (self.start or 0.0)

    @property
    def language(self) -> str:
        """What the inspection takes it for; empty where it is not sure."""
        sound = self.recording.inspection.get("sound") or {}
        is_sure = (sound.get("language_probability") or 0.0) >= SURE_OF_LANGUAGE
        return str(sound.get("language") or "") if is_sure else ""

    @property
    def title(self) -> str:
        """The file's name without its suffix."""
        return default_title(PurePath(self.recording.name).stem.replace("_", " "))

    @property
    def spec(self) -> dict[str, Any]:
        """What the job needs; the file itself is the video's recording."""
        return {
            "kind": "recording",
            "in_result": self.in_result,
            "normalised": self.normalised,
            "start": self.start,
            "end": self.end,
            "duration": self.duration,
        }

    @property
    def choices(self) -> dict[str, Any]:
        """What a copy begins with."""
        named = {"upload": str(self.recording.pk), "name": self.recording.name}
        return {"speech": {**self.spec, **named}}


@dataclass(frozen=True, slots=True)
class Order:
    """A video that can be made.

    Attributes:
        avatar: who speaks.
        speech: what is heard.
        aspect: of ``formats.ASPECTS``.
        background: seen behind a transparent picture.
        engine: of ``engines.ENGINES``.
        expression: ``name`` and ``strength``.
        life: a strength for each of ``formats.LIFE``; ``None`` for what suits the presenter.
        fit: what happens when a presenter's video and the speech differ in length.
        curves: whether the articulation is wanted as a file.
    """

    avatar: Avatar
    speech: TypedSpeech | RecordedSpeech
    aspect: str
    background: str
    engine: str
    expression: Mapping[str, Any]
    life: Mapping[str, float] | None
    fit: str
    curves: bool

    @classmethod
    def checked(
        cls,
        owner: User,
        *,
        avatar: Avatar | uuid.UUID | str,
        text: str = "",
        voice: str = "",
        rate: float = 1.0,
        speech: Mapping[str, Any] | None = None,
        aspect: str = "",
        background: str = "mist",
        engine: str = engines.WARP,
        expression: Mapping[str, Any] | None = None,
        life: Mapping[str, float] | None = None,
        fit: str = formats.DEFAULT_FIT,
        curves: bool = False,
    ) -> Self:
        """Check wishes as they come in; see ``services.create_video``.

        Raises:
            ServiceError: one of them cannot be met; ``fields`` says which.
        """
        wanted = speech or {"kind": "text", "text": text, "voice": voice, "rate": rate}
        heard = _speech_of(owner, wanted)
        presenter = usable_avatar(owner, avatar)
        return cls(
            avatar=presenter,
            speech=heard,
            aspect=_checked_aspect(aspect, presenter),
            background=_checked_background(background),
            engine=_checked_engine(engine),
            expression=_checked_expression(expression),
            life=_checked_life(life),
            fit=_checked_fit(fit),
            curves=curves,
        )

    @property
    def _options(self) -> dict[str, Any]:
        return {
            "background": self.background,
            "engine": self.engine,
            "expression": dict(self.expression),
            "life": dict(self.life) if self.life is not None else None,
            "fit": self.fit,
            "curves": self.curves,
        }

    @property
    def spec(self) -> dict[str, Any]:
        """What the job needs, besides the avatar and the recording, which the video points at."""
        source = self.avatar.source
        face = {"kind": "video", "duration": source.duration} if source else {"kind": "picture"}
        return {**self._options, "speech": self.speech.spec, "face": face, "aspect": self.aspect}

    @property
    def choices(self) -> dict[str, Any]:
        """What a copy begins with."""
        named = {"avatar": str(self.avatar.pk), "format": self.aspect}
        return {**named, **self._options, **self.speech.choices}


def default_title(text: str) -> str:
    """The first words of a text."""
    return Truncator(" ".join(text.split())).chars(DEFAULT_TITLE)


def usable_avatar(owner: User, avatar: Avatar | uuid.UUID | str) -> Avatar:
    """One of the library or the owner's own.

    Raises:
        ServiceError: ``unknown_avatar``.
    """
    try:
        key = avatar.pk if isinstance(avatar, Avatar) else uuid.UUID(str(avatar))
        return Avatar.objects.usable_by(owner.pk).select_related("source").get(pk=key)
    except (ValueError, Avatar.DoesNotExist):
        raise refuse("avatar", "unknown_avatar", "Choose a presenter.") from None


def own_upload(owner: User, upload: Upload | uuid.UUID | str, field: str) -> Upload:
    """Something the owner sent.

    Raises:
        ServiceError: ``unknown_upload``.
    """
    try:
        key = upload.pk if isinstance(upload, Upload) else uuid.UUID(str(upload))
        return Upload.objects.of(owner.pk).get(pk=key)
    except (ValueError, Upload.DoesNotExist):
        detail = "This file is not here any more; send it again."
        raise refuse(field, "unknown_upload", detail) from None


def _speech_of(owner: User, wanted: Mapping[str, Any]) -> TypedSpeech | RecordedSpeech:
    if wanted["kind"] == "text":
        text = _checked_text(wanted["text"])
        language = _language_of(wanted["voice"])
        rate = wanted.get("rate", 1.0)
        if not formats.MIN_RATE <= rate <= formats.MAX_RATE:
            detail = f"The speed must be {formats.MIN_RATE} to {formats.MAX_RATE}."
            raise refuse("rate", "bad_rate", detail)
        return TypedSpeech(text, wanted["voice"], rate, language)
    recording = own_upload(owner, wanted["upload"], "speech")
    if not recording.has_sound:
        raise refuse("speech", "no_sound", "There is no sound in this file.")
    heard = RecordedSpeech(
        recording,
        in_result=_checked_sound(wanted.get("in_result", "cleaned")),
        normalised=bool(wanted.get("normalised", True)),
        start=wanted.get("start"),
        end=wanted.get("end"),
    )
    _check_span(heard)
    return heard


def _check_span(heard: RecordedSpeech) -> None:
    whole = heard.recording.duration or 0.0
    start = 0.0 if heard.start is None else heard.start
    end = whole if heard.end is None else heard.end
    # The player of a browser may round a length up.
    if not (math.isfinite(start) and math.isfinite(end) and 0 <= start < end <= whole + 1.0):
        detail = f"Choose a part within the {whole:.1f} seconds of the recording."
        raise refuse("speech", "bad_span", detail)
    if end - start < formats.SHORTEST_SPEECH:
        detail = f"A recording must last at least {formats.SHORTEST_SPEECH:g} seconds."
        raise refuse("speech", "recording_too_short", detail)
    if end - start > settings.UPLOADS_MAX_RECORDING_SECONDS:
        longest = settings.UPLOADS_MAX_RECORDING_SECONDS // 60
        detail = f"A recording may last at most {longest} minutes."
        raise refuse("speech", "recording_too_long", detail)


def _checked_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise refuse("text", "empty_text", "Write what the presenter should say.")
    limit = settings.JOBS_MAX_TEXT_LENGTH
    if len(text) > limit:
        raise refuse(
            "text", "text_too_long", f"The text has {len(text)} characters; {limit} are allowed."
        )
    return text


def _language_of(voice: str) -> str:
    try:
        return find_voice(voice).language
    except UnknownVoiceError:
        raise refuse("voice", "unknown_voice", "Choose a voice from the list.") from None


def _checked_aspect(aspect: str, presenter: Avatar) -> str:
    is_video = presenter.source is not None
    offered = (formats.SOURCE_FORMAT,) if is_video else tuple(formats.FORMATS)
    aspect = aspect or offered[0]
    if aspect not in offered:
        raise refuse("aspect", "unknown_aspect", f"Choose one of {', '.join(offered)}.")
    return aspect


def _checked_background(background: str) -> str:
    if background not in {known.id for known in BACKGROUNDS}:
        raise refuse("background", "unknown_background", "Choose a background from the list.")
    return background


def _checked_engine(engine: str) -> str:
    if engine not in engines.ENGINES:
        raise refuse("engine", "unknown_engine", "Choose an engine from the list.")
    if not engines.is_available(engine):
        raise refuse("engine", "engine_unavailable", "This engine is not installed here.")
    return engine


def _checked_expression(wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    expression = {"name": formats.NEUTRAL, "strength": 1.0, **(wanted or {})}
    if expression["name"] not in formats.EXPRESSIONS:
        names = ", ".join(formats.EXPRESSIONS)
        raise refuse("expression", "unknown_expression", f"Choose one of {names}.")
    if not 0 <= expression["strength"] <= 1:
        raise refuse("expression", "bad_strength", "The strength must be 0 to 1.")
    return expression


def _checked_life(wanted: Mapping[str, float] | None) -> dict[str, float] | None:
    if wanted is None:
        return None
    if not all(0 <= value <= formats.MAX_LIFE for value in wanted.values()):
        detail = f"Each strength must be 0 to {formats.MAX_LIFE:g}."
        raise refuse("life", "bad_strength", detail)
    return {name: wanted.get(name, 1.0) for name in formats.LIFE}


def _checked_fit(fit: str) -> str:
    if fit not in formats.FITS:
        raise refuse("fit", "unknown_fit", f"Choose one of {', '.join(formats.FITS)}.")
    return fit


def _checked_sound(in_result: str) -> str:
    if in_result not in formats.RESULT_SOUNDS:
        names = ", ".join(formats.RESULT_SOUNDS)
        raise refuse("speech", "unknown_sound", f"Choose one of {names}.")
    return in_result
