"""What a dub is to be, frozen for the job that makes it, and how much of it is new."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from inference.dubbing.dub_script import DubScript
from media_jobs import dub_voices, glossaries, personal
from media_jobs.dub_options import DEFAULTS
from media_jobs.dub_scripts import short_hash, untranslated
from media_jobs.models import DubTarget

AROUND_LINE: Final = 8.0  # seconds drawn anew for an edited line: half of a piece, twice
OF_PICTURE: Final = ("lip_sync", "engine", "captions", "caption_language")


def order_of(target: DubTarget) -> dict[str, Any]:
    """The specification of a job; without its path, which the project knows.

    Lines without a translation stay silent: whether that is allowed is asked before.
    """
    project = target.project
    script = DubScript.from_json(project.script)
    voices = dub_voices.voices_of(target, script)
    own = dub_voices.line_voices_of(target)
    ids = {line.id for line in script.lines}
    missing = dict.fromkeys(untranslated(target), "")
    spec = {
        "target": target.language,
        "source_language": script.language,
        "script": script.to_json(),
        "translation": {**_of_lines(target.translation, ids), **missing},
        "glossary": glossaries.terms_for(project, target.language),
        "voices": {key: choice.to_json() for key, choice in voices.items()},
        "line_voices": {key: own[key].to_json() for key in own if key in ids},
        "pronunciations": personal.pronunciations_of(project.owner),
        **DEFAULTS,
        **project.options,
    }
    hashes = _hashes(spec)
    return {
        **spec,
        "duration": script.duration,
        "hashes": hashes,
        "share": _share(target.rendered, hashes, script.duration),
        "is_tracked": bool(target.rendered),
    }


def fingerprint(target: DubTarget) -> str:
    """Changes with whatever is seen or heard in the dub."""
    return str(order_of(target)["hashes"]["all"])


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
    other = [shown, spec["background"], spec["target"], spec["pronunciations"]]
    return {"all": short_hash([lines, other]), "shown": short_hash(shown), "lines": lines}


def _share(before: Mapping[str, Any], now: Mapping[str, Any], duration: float) -> float:
    """About how much of the video is made anew, within [0, 1]."""
    if not before or before["shown"] != now["shown"]:
        return 1.0
    old, new = before["lines"].items(), now["lines"].items()
    changed = {line_id for line_id, _ in old ^ new}
    return min(1.0, len(changed) * AROUND_LINE / max(duration, AROUND_LINE))
