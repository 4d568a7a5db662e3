"""Who speaks a dub, how long each line takes and how it sounds."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings

from inference.dubbing.dub_script import DubScript
from inference.dubbing.dub_spec import VoiceChoice
from inference.dubbing.line_room import rooms_of
from inference.dubbing.speaking_speed import estimated_seconds, too_fast_lines
from inference.dubbing.voice_choice import choice_of, choose_voices
from inference.errors import InputError
from media_jobs import inspection, personal, pipeline_factory
from media_jobs.dub_options import checked_voice
from media_jobs.models import DubTarget
from media_jobs.refusals import ServiceError, refuse
from media_jobs.render_process import Limits

MAX_TEXT: Final = 1000  # characters of a line
SAY_SECONDS: Final = 60.0  # that speaking one line may take

Voices = Mapping[str, VoiceChoice]


def script_of(target: DubTarget) -> DubScript | None:
    """The lines as values; ``None`` while there are none."""
    return DubScript.from_json(target.project.script) if target.project.script else None


def voices_of(target: DubTarget, script: DubScript) -> dict[str, VoiceChoice]:
    """How every speaker sounds: as somebody chose, else near the original.

    Empty where no voice on this machine speaks the language.
    """
    chosen = _usable(target.voices)
    if target.first_voice and (first := main_speaker(script)) not in chosen:
        chosen |= _usable({first: target.first_voice})
    try:
        return dict(choose_voices(script.speakers, target.language, chosen))
    except InputError:
        return {}


def line_voices_of(target: DubTarget) -> dict[str, VoiceChoice]:
    """How single lines sound, where somebody chose."""
    return _usable(target.line_voices)


def _usable(stored: Mapping[str, Any]) -> dict[str, VoiceChoice]:
    return {key: VoiceChoice.from_json(choice) for key, choice in stored.items()}


def main_speaker(script: DubScript) -> str:
    """Who speaks longest; empty where nobody does."""
    spoken = {speaker.id: 0.0 for speaker in script.speakers}
    for line in script.lines:
        spoken[line.speaker] += line.end - line.start
    return max(spoken, key=lambda speaker: spoken[speaker], default="")


def warnings_of(target: DubTarget, script: DubScript, voices: Voices) -> dict[str, Any]:
    """Lines that would have to be spoken too fast, by id."""
    if not any(target.translation.get(line.id) for line in script.lines):
        return {}
    own = line_voices_of(target)
    try:
        found = too_fast_lines(script, target.translation, voices, own)
        lines = [line for line in script.lines if line.id in found]
        seconds = {
            line.id: estimated_seconds(target.translation[line.id], choice)
            for line in lines
            if (choice := choice_of(line, voices, own))
        }
    except (InputError, KeyError):  # a voice that is gone; it is refused when a dub is ordered
        return {}
    return {
        key: {
            "code": "too_fast",
            "ratio": round(ratio, 2),
            "seconds": round(seconds[key], 2),
            "slot": round(seconds[key] / ratio, 2),
        }
        for key, ratio in found.items()
        if key in seconds
    }


class Spoken(NamedTuple):
    """A line as it will sound.

    Attributes:
        sound: AAC in an MP4 container.
        seconds: how long it is.
        natural_seconds: how long it were without being fitted into its time.
        verdict: ``fitted``, ``compressed`` or ``overflowing``.
    """

    sound: bytes
    seconds: float
    natural_seconds: float
    verdict: str


def say(
    target: DubTarget,
    *,
    line: str | None = None,
    text: str | None = None,
    voice: Mapping[str, Any] | None = None,
) -> Spoken:
    """Speak a line as the dub will, or any text.

    Args:
        target: in what language.
        line: id of a line, whose text, voice and time are taken where no other are given.
        text: what to say.
        voice: who says it: ``voice``, ``rate`` and ``pitch``.

    Raises:
        ServiceError: ``unknown_line``, ``empty_text``, ``unknown_voice``,
            ``wrong_voice_language``, ``bad_rate``, ``bad_pitch`` or ``busy``.
        UnusableMaterialError: the voice cannot say it.
    """
    choice, seconds = None, None
    if line is not None:
        choice, seconds = _of_line(target, line)
        text = target.translation.get(line, "") if text is None else text
    said = " ".join((text or "").replace("\0", "").split())
    if not said or len(said) > MAX_TEXT:
        detail = f"Give a text of 1 to {MAX_TEXT} characters."
        raise refuse("text", "empty_text", detail)
    if voice is not None or choice is None:
        choice = checked_voice(voice, target.language, "voice")
    with inspection.scratch() as folder:
        out = Path(folder) / f"{uuid.uuid4().hex}.m4a"
        spec = {
            "text": said,
            "voice": choice,
            "target": target.language,
            "seconds": seconds,
            "pronunciations": personal.pronunciations_of(target.project.owner),
            "out": str(out),
            "cache": str(settings.JOBS_DUBS_DIR),
        }
        limits = Limits(SAY_SECONDS, settings.JOBS_MEMORY_LIMIT_MB)
        process = pipeline_factory.speaking_process()
        made = inspection.ask(
            "dub_say", spec, field="text", workdir=str(folder), process=process, limits=limits
        )
        sound = Path(made["path"]).read_bytes()
    return Spoken(sound, made["duration"], made["natural_seconds"], made["verdict"])


def _of_line(target: DubTarget, line_id: str) -> tuple[dict[str, Any], float]:
    script = script_of(target)
    found = next((line for line in script.lines if line.id == line_id), None) if script else None
    if script is None or found is None:
        raise unknown_line()
    choice = choice_of(found, voices_of(target, script), line_voices_of(target))
    if choice is None:
        raise ServiceError("unknown_voice", "Choose a voice for this speaker.")
    return choice.to_json(), seconds_for(script, line_id)


def seconds_for(script: DubScript, line_id: str) -> float:
    """How long a line may last, the pause behind it included."""
    rooms = rooms_of(script.lines, script.duration, (line.id for line in script.lines))
    return rooms[line_id].seconds


def unknown_line() -> ServiceError:
    """The refusal of an id that no line has."""
    return refuse("line", "unknown_line", "This line is not there any more.")


def refuse_lost_voices(choices: Mapping[str, VoiceChoice], language: str) -> None:
    """Refuse voices that were taken from this site since they were chosen.

    Raises:
        ServiceError: as for ``checked_voice``.
    """
    for key, choice in choices.items():
        checked_voice(choice.to_json(), language, f"voices.{key}")
