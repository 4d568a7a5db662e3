"""What is to be heard in a video, checked and frozen."""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django.conf import settings
from django.utils.text import Truncator

from accounts.models import User
from inference.errors import UnknownVoiceError
from inference.voices import find_voice
from media_jobs import formats, personal, pipeline_factory
from media_jobs.models import Upload
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
        pitch: semitones above the voice's own.
        language: BCP 47 tag of the voice.
        pronunciations: the owner's dictionary as it is now.
    """

    text: str
    voice: str
    rate: float
    pitch: float
    language: str
    pronunciations: Sequence[Mapping[str, str]] = ()

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
        said = {"text": self.text, "pronunciations": list(self.pronunciations)}
        return {"kind": "text", **said, **self._delivery}

    @property
    def _delivery(self) -> dict[str, Any]:
        return {"voice": self.voice, "rate": self.rate, "pitch": self.pitch}

    @property
    def choices(self) -> dict[str, Any]:
        """What a copy begins with; the text is the video's script."""
        return {**self._delivery, "speech": {"kind": "text", **self._delivery}}


@dataclass(frozen=True, slots=True)
class RecordedSpeech:
    """Somebody's recording, or a part of it.

    Attributes:
        recording: the upload.
        in_result: which sound is heard, of ``formats.RESULT_SOUNDS``.
        normalised: whether it is brought to the usual loudness.
        start: seconds; ``None`` for the beginning.
        end: seconds; ``None`` for the end.
        transcript: of the whole recording, perhaps edited; ``None`` to have it written down.
        use_transcript: whether one that is there when the work begins may be used.
    """

    recording: Upload
    in_result: str
    normalised: bool
    start: float | None
    end: float | None
    transcript: Mapping[str, Any] | None = None
    use_transcript: bool = True

    script = ""

    @property
    def duration(self) -> float:
        """Seconds that are used."""
        end = self.recording.duration if self.end is None else self.end
        return (end or 0.0) - (self.start or 0.0)

    @property
    def language(self) -> str:
        """As its transcript says, or as the inspection takes it for where that is sure."""
        if self.transcript:
            return str(self.transcript["language"])
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
        known = dict(self.transcript) if self.transcript else None
        return {**self._options, "transcript": known}

    @property
    def _options(self) -> dict[str, Any]:
        return {
            "kind": "recording",
            "in_result": self.in_result,
            "normalised": self.normalised,
            "start": self.start,
            "end": self.end,
            "duration": self.duration,
            "use_transcript": self.use_transcript,
        }

    @property
    def choices(self) -> dict[str, Any]:
        """What a copy begins with."""
        named = {"upload": str(self.recording.pk), "name": self.recording.name}
        return {"speech": {**self._options, **named}}


def default_title(text: str) -> str:
    """The first words of a text."""
    return Truncator(" ".join(text.split())).chars(DEFAULT_TITLE)


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


def speech_of(owner: User, wanted: Mapping[str, Any]) -> TypedSpeech | RecordedSpeech:
    """Check how speech is given.

    Args:
        owner: whose dictionary counts, and whose recordings may be used.
        wanted: ``kind`` ``text`` or ``recording``, and what belongs to it.

    Raises:
        ServiceError: it cannot be used; ``fields`` says why.
    """
    return _typed(owner, wanted) if wanted["kind"] == "text" else _recorded(owner, wanted)


def _typed(owner: User, wanted: Mapping[str, Any]) -> TypedSpeech:
    text = _checked_text(wanted["text"])
    language = _language_of(wanted["voice"])
    rate, pitch = wanted.get("rate", 1.0), wanted.get("pitch", 0.0)
    if not formats.MIN_RATE <= rate <= formats.MAX_RATE:
        detail = f"The speed must be {formats.MIN_RATE} to {formats.MAX_RATE}."
        raise refuse("rate", "bad_rate", detail)
    if not -formats.MAX_PITCH <= pitch <= formats.MAX_PITCH:
        detail = f"The pitch may differ by at most {formats.MAX_PITCH:g} semitones."
        raise refuse("pitch", "bad_pitch", detail)
    dictionary = personal.pronunciations_of(owner)
    return TypedSpeech(text, wanted["voice"], rate, pitch, language, dictionary)


def _recorded(owner: User, wanted: Mapping[str, Any]) -> RecordedSpeech:
    recording = own_upload(owner, wanted["upload"], "speech")
    if not recording.has_sound:
        raise refuse("speech", "no_sound", "There is no sound in this file.")
    use_transcript = bool(wanted.get("use_transcript", True))
    heard = RecordedSpeech(
        recording,
        in_result=_checked_sound(wanted.get("in_result", "cleaned")),
        normalised=bool(wanted.get("normalised", True)),
        start=wanted.get("start"),
        end=wanted.get("end"),
        transcript=pipeline_factory.known_transcript(recording) if use_transcript else None,
        use_transcript=use_transcript,
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


def _checked_sound(in_result: str) -> str:
    if in_result not in formats.RESULT_SOUNDS:
        names = ", ".join(formats.RESULT_SOUNDS)
        raise refuse("speech", "unknown_sound", f"Choose one of {names}.")
    return in_result
