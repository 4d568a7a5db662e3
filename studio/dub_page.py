"""The page of a dub: original and dub beside each other, how every line fits, files, languages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from media_jobs import dub_states, events, storage
from media_jobs.models import DubProject, DubTarget, MediaAsset, Video
from media_jobs.translators import known_translators
from studio import mark_words
from studio.dub_words import BACKGROUNDS, LIPS_LEFT, VERDICTS, VerdictWords
from studio.dubs import editor_url
from studio.editing import target_of
from studio.making import Fact, decimal, voice_name
from studio.templatetags.studio_ui import language_name

MAP_WIDTH: Final = 1000.0  # units of the drawing that shows where lines are
NARROWEST: Final = 1.5  # units; a short line of a long video can still be seen
NOTICED: Final = 0.05  # seconds; below it a line begins in time
RESTRETCHED: Final = 0.02  # change of speed that is worth telling


@dataclass(frozen=True, slots=True)
class Track:
    """Captions of a player.

    Attributes:
        of: ``source`` or ``target``.
        language: BCP 47 tag.
        name: of the language.
        url: of the WebVTT file.
    """

    of: str
    language: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line on the drawing under the players, in its units."""

    x: float
    width: float
    verdict: str


@dataclass(frozen=True, slots=True)
class File:
    """Something to download.

    Attributes:
        icon: of the sprite.
        name: what it is.
        forms: kinds of file, such as SRT, with the address of each.
    """

    icon: str
    name: str
    forms: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FitLine:
    """A line as it was spoken.

    Attributes:
        id: of the line.
        start: seconds, when the dub speaks it.
        end: seconds.
        source: what the original says; empty where it is not kept.
        text: what the dub says.
        speaker: who says it; empty where only one person speaks.
        verdict: key of ``VERDICTS``.
        details: what was done to it, in words.
    """

    id: str
    start: float
    end: float
    source: str
    text: str
    speaker: str
    verdict: str
    details: str

    @property
    def words(self) -> VerdictWords:
        """The verdict for people."""
        return VERDICTS[self.verdict]


def page_of(video: Video) -> dict[str, Any]:
    """What the page of a dub shows besides what every video has.

    Args:
        video: of kind dub; its project may have been deleted since.
    """
    target = target_of(video)
    project = target.project if target else None
    original = project.preview if project else None
    lines = list(_lines(video.report, project.script if project else {}))
    return {
        "original_url": storage.asset_url(original, video.title) if original else "",
        "original_poster_url": _poster_url(project),
        "source_name": _name(video.source_language),
        "target_name": _name(video.language),
        "tracks": list(_tracks(video)),
        "has_burned_captions": bool(video.settings.get("captions")),
        "lines": lines,
        "marks": _marks(lines, video.duration or 0.0),
        "counts": _counts(lines),
        "files": list(_files(video)),
        "siblings": list(_siblings(project, video)) if project else [],
        "editor_url": _editor_url(target) if target else "",
        "is_stale": _is_stale(target) if target else False,
        "render_url": reverse("api:dub-render", args=[project.pk]) if project else "",
        "add_url": f"{editor_url(project.pk)}?add" if project else "",
    }


def _name(tag: str) -> str:
    return language_name(tag) if tag else ""


def _poster_url(project: DubProject | None) -> str:
    if project is None or project.poster is None:
        return ""
    return storage.asset_url(project.poster, project.title)


def _editor_url(target: DubTarget) -> str:
    return editor_url(target.project_id, target.language)


def _is_stale(target: DubTarget) -> bool:
    """Whether lines have changed since the video was made."""
    state = dub_states.target_state(target, target.project, None, is_whole=False)
    return bool(state["is_stale"] and state["can_render"])


def _tracks(video: Video) -> Iterator[Track]:
    """Captions, those of the dub first."""
    kinds = (
        ("target", video.language, video.vtt),
        ("source", video.source_language, video.source_vtt),
    )
    for of, language, asset in kinds:
        if asset is not None:
            url = storage.asset_url(asset, video.title)
            yield Track(of, language or "und", _name(language) or _("Captions"), url)


def _lines(report: Mapping[str, Any], script: Mapping[str, Any]) -> Iterator[FitLine]:
    said_by = {line["id"]: line for line in script.get("lines") or []}
    people = {one["id"]: one for one in script.get("speakers") or []}
    for number, speaker in enumerate(people.values(), start=1):
        speaker.setdefault("number", number)
    for line in report.get("lines") or []:
        if line["verdict"] not in VERDICTS:
            continue
        original = said_by.get(line["id"]) or {}
        yield FitLine(
            id=line["id"],
            start=line["spoken_start"],
            end=line["spoken_end"],
            source=str(original.get("text") or ""),
            text=line["text"],
            speaker=_speaker(people, line["speaker"]) if len(people) > 1 else "",
            verdict=line["verdict"],
            details=" · ".join(_details(line)),
        )


def _speaker(people: Mapping[str, Mapping[str, Any]], speaker: str) -> str:
    known = people.get(speaker)
    if known is None:
        return ""
    return known.get("name") or _("Speaker %(n)d") % {"n": known["number"]}


def _details(line: Mapping[str, Any]) -> Iterator[str]:
    """What was done to a line so that it fits."""
    speed = float(line.get("rate") or 1.0) * float(line.get("stretch") or 1.0)
    if abs(speed - 1) > RESTRETCHED:
        yield _("%(speed)s× speed") % {"speed": decimal(speed, 2)}
    delay = float(line.get("delay") or 0.0)
    if abs(delay) > NOTICED:
        words = _("%(s)s s later") if delay > 0 else _("%(s)s s earlier")
        yield words % {"s": decimal(abs(delay), 2)}
    overflow = float(line.get("overflow") or 0.0)
    if overflow > NOTICED:
        yield _("%(s)s s too long") % {"s": decimal(overflow, 1)}


def _marks(lines: Sequence[FitLine], duration: float) -> list[Mark]:
    if not duration:
        return []
    unit = MAP_WIDTH / duration
    return [
        Mark(
            round(line.start * unit, 2),
            round(max(NARROWEST, (line.end - line.start) * unit), 2),
            line.verdict,
        )
        for line in lines
    ]


def _counts(lines: Sequence[FitLine]) -> list[dict[str, Any]]:
    """How many lines there are of each verdict, with words; none of those that do not occur."""
    verdicts = [line.verdict for line in lines]
    return [
        {"verdict": verdict, "n": verdicts.count(verdict), "words": words}
        for verdict, words in VERDICTS.items()
        if verdict in verdicts
    ]


def _files(video: Video) -> Iterator[File]:
    dub, original = _name(video.language), _name(video.source_language) or _("Original")
    captions, words = _("Captions, %(language)s"), _("Words, %(language)s")
    rows: tuple[tuple[str, str, tuple[tuple[str, MediaAsset | None], ...]], ...] = (
        ("film", _("Video"), (("MP4", video.file),)),
        ("sound", _("Sound of the dub"), (("M4A", video.dub_sound),)),
        ("captions", captions % {"language": dub}, (("SRT", video.srt), ("VTT", video.vtt))),
        (
            "captions",
            captions % {"language": original},
            (("SRT", video.source_srt), ("VTT", video.source_vtt)),
        ),
        ("curves", words % {"language": dub}, (("JSON", video.transcript),)),
        ("curves", words % {"language": original}, (("JSON", video.source_transcript),)),
    )
    for icon, name, assets in rows:
        forms = [
            (form, storage.asset_url(asset, video.title, download=True))
            for form, asset in assets
            if asset is not None
        ]
        if forms:
            yield File(icon, name, forms)


def _siblings(project: DubProject, video: Video) -> Iterator[dict[str, Any]]:
    """Every language of the same video, with where it can be watched or worked on."""
    for target in project.targets.select_related("video"):
        one = target.video
        is_there = one is not None and one.deleted_at is None
        yield {
            "name": _name(target.language),
            "is_here": one is not None and one.pk == video.pk,
            "is_ready": is_there and one is not None and one.file_id is not None,
            "url": events.page_url(one) if is_there and one else _editor_url(target),
        }


def facts_of(video: Video) -> list[Fact]:
    """How a dub was made, as lines of its page."""
    return [fact for fact in _facts(video) if fact[1]]


def _facts(video: Video) -> Iterator[Fact]:
    kept: Mapping[str, Any] = video.settings
    report: Mapping[str, Any] = video.report
    yield _("Translated by"), _translator(video)
    yield _("Voice"), _voices(report.get("voices") or {})
    background = str(report.get("background") or kept.get("background") or "")
    yield _("Original sound"), BACKGROUNDS.get(background, "")
    if report.get("lip_sync") is False:
        why = str(report.get("lip_sync_off_reason") or "")
        yield (
            _("Lips"),
            _("left as they were: %(why)s") % {"why": LIPS_LEFT.get(why, LIPS_LEFT[""])},
        )
    elif report:
        yield _("Lips"), _("moved while the dub speaks; all else is as it was")
    yield _("Last change"), _redone(report.get("redone") or {})
    yield from mark_words.facts_of(report)


def _translator(video: Video) -> str:
    """Who translated: as the report knows, or whoever did it before the job was made."""
    target = target_of(video)
    found = str(video.report.get("translator") or (target.translated_by if target else ""))
    names = {one.id: one.name for one in known_translators()}
    return names.get(found, found)


def _voices(chosen: Mapping[str, Mapping[str, Any]]) -> str:
    """Names of all voices, each once, in the order of their speakers."""
    return ", ".join(dict.fromkeys(voice_name(str(one.get("voice"))) for one in chosen.values()))


def _redone(redone: Mapping[str, Any]) -> str:
    """What was made anew, where not everything was."""
    of_pieces = int(redone.get("of_pieces") or 0)
    if not of_pieces or int(redone.get("pieces") or 0) >= of_pieces:
        return ""
    lines = int(redone.get("lines") or 0)
    spoken = ngettext("%(n)d line spoken anew", "%(n)d lines spoken anew", lines) % {"n": lines}
    return _("%(spoken)s, %(pieces)d of %(all)d pieces drawn anew") % {
        "spoken": spoken,
        "pieces": int(redone.get("pieces") or 0),
        "all": of_pieces,
    }
