"""What a dub is to be, frozen for the job that makes it, and how much of it is new."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from inference.dubbing.dub_script import DubScript
from media_jobs import dub_voices, glossaries, personal
from media_jobs.dub_options import DEFAULTS
from media_jobs.dub_scripts import short_hash, untranslated
from media_jobs.models import DubTarget

AROUND_LINE: Final = 8.0  # seconds drawn anew for an edited line: half of a piece, twice
OF_PICTURE: Final = ("lip_sync", "engine", "captions", "caption_language", "marks")


def order_of(target: DubTarget) -> dict[str, Any]:
    """The specification of a job; without its path, which the project knows.

    Lines without a translation stay silent: whether that is allowed is asked before.
    """
    project, content = target.project, _content(target)
    hashes, duration = _hashes(content), content["script"]["duration"]
    return {
        **content,
        "glossary": glossaries.terms_for(project, target.language),
        "pronunciations": personal.pronunciations_of(project.owner),
        "duration": duration,
        "hashes": hashes,
        **_shares(target.rendered, hashes, duration),
        "is_tracked": bool(target.rendered),
    }


def hashes_of(target: DubTarget) -> dict[str, Any]:
    """What changes with whatever is entered for a dub.

    Its owner's dictionary does not count: a new word there would put every dub out of date.
    """
    return _hashes(_content(target))


def _content(target: DubTarget) -> dict[str, Any]:
    """What is entered for a dub, whole: voices that nobody chose included."""
    project = target.project
    script = DubScript.from_json(project.script)
    voices = dub_voices.voices_of(target, script)
    own = dub_voices.line_voices_of(target)
    ids = {line.id for line in script.lines}
    missing = dict.fromkeys(untranslated(target), "")
    return {
        "target": target.language,
        "source_language": script.language,
        "script": script.to_json(),
        "translation": {**_of_lines(target.translation, ids), **missing},
        "voices": {key: choice.to_json() for key, choice in voices.items()},
        "line_voices": {key: own[key].to_json() for key in own if key in ids},
        **DEFAULTS,
        **project.options,
    }


def _of_lines(translation: Mapping[str, str], ids: Collection[str]) -> dict[str, str]:
    return {line_id: text for line_id, text in translation.items() if line_id in ids}


def _hashes(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Names of the whole order, of what concerns every picture, and of each line."""
    shown = {name: spec[name] for name in OF_PICTURE}
    faces = {speaker["id"]: speaker["face"] for speaker in spec["script"]["speakers"]}
    lines = {
        line["id"]: short_hash(
            [
                line["start"],
                line["end"],
                line["text"],
                spec["translation"].get(line["id"]),
                spec["line_voices"].get(line["id"]) or spec["voices"].get(line["speaker"]),
                faces[line["speaker"]],
            ]
        )
        for line in spec["script"]["lines"]
    }
    other = [shown, spec["background"], spec["target"]]
    return {"all": short_hash([lines, other]), "shown": short_hash(shown), "lines": lines}


def _shares(before: Mapping[str, Any], now: Mapping[str, Any], duration: float) -> dict[str, float]:
    """About how much is drawn and spoken anew, within [0, 1] each."""
    if not before:
        return {"share": 1.0, "spoken": 1.0}
    old, new = before["lines"].items(), now["lines"].items()
    changed = {line_id for line_id, _ in old ^ new}
    drawn = min(1.0, len(changed) * AROUND_LINE / max(duration, AROUND_LINE))
    spoken = len(changed & dict(new).keys()) / max(1, len(new))
    return {"share": drawn if before["shown"] == now["shown"] else 1.0, "spoken": spoken}
