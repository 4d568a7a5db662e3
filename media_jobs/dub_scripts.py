"""The lines of a dub as a person edits them."""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from inference.dubbing.dub_script import DubScript
from inference.errors import InputError
from media_jobs.dub_languages import TAG
from media_jobs.models import DubProject, DubTarget
from media_jobs.refusals import ServiceError, refuse

HASH: Final = 12  # characters; tells the versions of one line apart
ROUNDING: Final = 0.0015  # seconds
SHORTEST: Final = 0.05  # seconds of a line at the end of the video


def refuse_unready(project: DubProject) -> None:
    """Refuse what needs lines while there are none.

    Raises:
        ServiceError: ``dub_not_ready``.
    """
    if not project.is_ready:
        raise ServiceError("dub_not_ready", "What is said in this video is not known yet.")


def save_script(project: DubProject, revision: int, script: Mapping[str, Any]) -> DubProject:
    """Keep what a person made of the lines.

    Args:
        project: whose lines.
        revision: that the person began with.
        script: ``DubScript`` as JSON.

    Raises:
        ServiceError: ``dub_not_ready``, ``bad_script``, or ``dub_changed``, which has with it what
            was saved meanwhile.
    """
    refuse_unready(project)
    checked = checked_script(project, script)
    rows = DubProject.objects.filter(pk=project.pk, revision=revision).exclude(script={})
    saved = rows.update(script=checked, revision=revision + 1, updated_at=timezone.now())
    project.refresh_from_db()
    if not saved:
        refuse_unready(project)
        stored = {"revision": project.revision, "script": project.script}
        detail = "The lines were changed in another window."
        raise ServiceError("dub_changed", detail, besides=stored)
    return project


def checked_script(project: DubProject, script: Mapping[str, Any]) -> dict[str, Any]:
    """Lines that can be dubbed: in order, within the video, words only where they fit the text.

    Raises:
        ServiceError: ``bad_script``.
    """
    known = {name: project.script.get(name) for name in ("version", "duration")} | _language(
        project.script, str(script.get("language") or "")
    )
    try:
        lines = [_tidy(line, float(known["duration"] or 0.0)) for line in script["lines"]]
        lines.sort(key=lambda line: float(line["start"]))
        return DubScript.from_json({**script, **known, "lines": lines}).to_json()
    except (InputError, KeyError, TypeError, ValueError, AttributeError) as exc:
        raise refuse("script", "bad_script", f"These lines cannot be used: {exc}.") from exc


def _language(stored: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """What is spoken, as a person says or as it was heard."""
    if wanted != stored["language"] and TAG.fullmatch(wanted):
        return {"language": wanted, "language_probability": 1.0}
    return {name: stored[name] for name in ("language", "language_probability")}


def _tidy(line: Mapping[str, Any], duration: float) -> dict[str, Any]:
    text = " ".join(str(line["text"]).replace("\0", "").split())
    start, end = float(line["start"]), min(float(line["end"]), duration)
    if not math.isfinite(start):
        raise ValueError(f"a line starts at {start}")
    start = min(max(0.0, start), max(0.0, duration - SHORTEST))
    words = list(line.get("words") or ())
    said = "".join(str(word[0]) for word in words)
    fits = "".join(said.split()) == "".join(text.split())
    within = all(start - ROUNDING <= word[1] <= word[2] <= end + ROUNDING for word in words)
    return {**line, "text": text, "start": start, "end": end, "words": words * (fits and within)}


def source_hash(line: Mapping[str, Any]) -> str:
    """What tells whether a translation was made from this text."""
    return short_hash(line["text"])


def short_hash(value: Any) -> str:
    """A name of a plain value by its content."""
    content = json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.blake2b(content, digest_size=HASH // 2).hexdigest()


def has_words(line: Mapping[str, Any]) -> bool:
    """Whether there is something to translate."""
    return bool(str(line["text"]).strip())


def outdated(target: DubTarget) -> list[str]:
    """Ids of lines whose text changed after they were translated."""
    return [
        line["id"]
        for line in target.project.lines
        if line["id"] in target.sources and target.sources[line["id"]] != source_hash(line)
    ]


def untranslated(target: DubTarget) -> list[str]:
    """Ids of lines that have no translation; an empty one by hand is a translation."""
    return [
        line["id"]
        for line in target.project.lines
        if has_words(line) and line["id"] not in target.translation
    ]
