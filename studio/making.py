"""How a video was made, as lines of its page."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from inference.backgrounds import BACKGROUNDS
from inference.errors import UnknownVoiceError
from inference.voices import find_voice
from media_jobs.formats import SOURCE_FORMAT
from media_jobs.models import Avatar, Video
from media_jobs.writers import known_writers
from studio import mark_words
from studio.looks import OWN_BACKGROUNDS, POSITIONS, SIZE_OPTIONS, STYLES
from studio.movement import ENGINES, EXPRESSIONS, FITS, LIVES, NEUTRAL, titles
from studio.phrases import Text

Fact = tuple[str, Text]

NATURAL: Final = 1.0  # strength of life that nobody changed


def facts_of(video: Video, voice: str) -> list[Fact]:
    """Names and values of what was chosen, in the order of the form.

    Args:
        video: the row.
        voice: name of the voice, for typed text.
    """
    return [fact for fact in _facts(video, voice) if fact[1]]


def _facts(video: Video, voice: str) -> Iterator[Fact]:
    kept: dict[str, Any] = video.settings
    yield _("Face"), video.avatar.name if video.avatar else "–"
    yield from _speech(video, voice)
    report: dict[str, Any] = video.report
    if report.get("fps"):
        yield _("Frame rate"), _("%(fps)s a second") % {"fps": decimal(report["fps"], 3)}
    if _is_of_video(video):
        yield _("Length"), titles(FITS).get(kept.get("fit") or "", "")
    if not _is_of_video(video) or kept.get("format") != SOURCE_FORMAT:
        yield _("Background"), _background(kept.get("background"))
    yield _("Captions"), _captions(kept.get("captions"))
    yield _("Expression"), _expression(kept.get("expression") or {})
    yield _("Movement"), _life(kept.get("life"))
    engine = str(kept.get("engine") or report.get("engine") or "")
    yield _("Engine"), ENGINES[engine].title if engine in ENGINES else engine
    yield from mark_words.facts_of(report)


def _speech(video: Video, voice: str) -> Iterator[Fact]:
    kept: dict[str, Any] = video.settings
    if video.kind != Video.Kind.RECORDING:
        yield _("Voice"), voice
        rate = float(kept.get("rate") or 1.0)
        yield _("Pace"), "" if rate == 1.0 else f"{decimal(rate, 2)}×"
        yield _("Pitch"), _pitch(float((kept.get("speech") or kept).get("pitch") or 0.0))
        yield _("Written by"), _writer(video)
        return
    speech: Mapping[str, Any] = kept.get("speech") or {}
    yield _("Recording"), str(speech.get("name") or "")
    cleaned = speech.get("in_result") == "cleaned"
    yield _("Sound"), _("Without noise") if cleaned else _("As recorded")


def _is_of_video(video: Video) -> bool:
    return bool(video.avatar and video.avatar.kind == Avatar.Kind.VIDEO)


def _pitch(semitones: float) -> Text:
    if not semitones:
        return ""
    sign = "+" if semitones > 0 else "−"  # noqa: RUF001  a minus, not a hyphen
    return _("%(pitch)s semitones") % {"pitch": f"{sign}{decimal(abs(semitones), 1)}"}


def _writer(video: Video) -> Text:
    """Who wrote the script of a video about a topic."""
    script = video.written_script
    if script is None:
        return ""
    name = str(script.script.get("writer") or "")
    known = {writer.id: writer.name for writer in known_writers()}
    return known.get(name, name)


def _background(chosen: Any) -> Text:
    if isinstance(chosen, Mapping):
        return titles(OWN_BACKGROUNDS).get(str(chosen.get("kind")), "")
    if isinstance(chosen, str) and chosen.startswith("#"):
        return chosen
    listed = {one.id: one.label for one in BACKGROUNDS}
    return listed.get(chosen) or titles(OWN_BACKGROUNDS).get(chosen, "")


def _captions(chosen: Mapping[str, Any] | None) -> Text:
    """Position, size and style; nothing where the picture has none."""
    if not chosen:
        return ""
    names = (
        titles(POSITIONS).get(chosen.get("position", ""), ""),
        titles(SIZE_OPTIONS).get(chosen.get("size", ""), ""),
        titles(STYLES).get(chosen.get("style", ""), ""),
    )
    return ", ".join(str(name) for name in names if name)


def _expression(chosen: Mapping[str, Any]) -> Text:
    name = str(chosen.get("name") or NEUTRAL)
    title = titles(EXPRESSIONS).get(name, name)
    if name == NEUTRAL:
        return title
    return f"{title}, {round(float(chosen.get('strength', 1)) * 100)}%"


def _life(chosen: Mapping[str, float] | None) -> Text:
    """Strengths that differ from what is suggested; nothing where nobody changed any."""
    if not chosen:
        return ""
    names = titles(LIVES)
    changed = [
        f"{names[name]} {round(strength * 100)}%"
        for name, strength in chosen.items()
        if name in names and strength != NATURAL
    ]
    return ", ".join(changed)


def voice_name(voice: str) -> str:
    """The name of a voice; its id where it is not here any more."""
    try:
        return find_voice(voice).name
    except UnknownVoiceError:
        return voice


def decimal(value: float, digits: int) -> str:
    """A number without needless zeros, in the reader's notation."""
    short = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return number_format(short)
