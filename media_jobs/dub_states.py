"""Dub projects and their languages as the outside sees them."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from media_jobs import dub_rendering, dub_voices, events, storage, voice_samples
from media_jobs.dub_orders import hashes_of
from media_jobs.dub_scripts import outdated, untranslated
from media_jobs.models import PROJECT_FILES, DubProject, DubTarget, MediaAsset, Video

Queue = Mapping[uuid.UUID, int] | None

# What a person may ask about a language; long, so lists go without.
NOTHING_LONG: Final = ("translation", "edited", "problems", "voices", "line_voices")


def project_state(project: DubProject, queue: Queue, *, is_whole: bool) -> dict[str, Any]:
    """A project; in a list without its lines and what is written in each language."""
    script, found = project.script, project.upload.inspection
    files = {f"{name}_url": _url(getattr(project, name), project) for name in PROJECT_FILES}
    return {
        "id": str(project.pk),
        "title": project.title,
        "created_at": project.created_at.isoformat(),
        "updated_at": project.updated_at.isoformat(),
        **_progress(project),
        "stage": "" if project.is_finished else project.stage,
        "duration": project.upload.duration,
        "width": found.get("width"),
        "height": found.get("height"),
        **files,
        "source_language": project.source_language,
        "language_probability": script.get("language_probability"),
        "advice": project.advice,
        "revision": project.revision,
        "script": (script or None) if is_whole else None,
        "n_lines": len(project.lines),
        "glossary": project.glossary,
        "options": project.options,
        "just_do_it": project.is_automatic,
        "has_subtitles": project.subtitles_id is not None,
        "targets": [
            target_state(target, project, queue, is_whole=is_whole)
            for target in sorted(project.targets.all(), key=lambda target: target.created_at)
        ],
    }


def _url(asset: MediaAsset | None, project: DubProject) -> str | None:
    return storage.asset_url(asset, project.title) if asset else None


def _progress(errand: DubProject | DubTarget) -> dict[str, Any]:
    left = None if errand.is_finished else errand.seconds_left
    return {
        "state": errand.state,
        "progress": round(errand.progress, 4),
        "seconds_left": None if left is None else round(left, 1),
        "error": errand.error,
    }


def target_state(
    target: DubTarget, project: DubProject, queue: Queue, *, is_whole: bool
) -> dict[str, Any]:
    """A language of a project; in a list without what is written in it."""
    target.project = project  # fetched already
    long = {name: getattr(target, name) for name in NOTHING_LONG} if is_whole else {}
    reason = _reason(project, target)
    return {
        "language": target.language,
        "language_name": voice_samples.main_language_name(target.language),
        "revision": target.revision,
        **_progress(target),
        "n_translated": len(project.lines) - len(untranslated(target)),
        "translator": target.translated_by,
        **long,
        **(_judged(target) if is_whole else {}),
        "is_stale": _is_stale(target),
        "video": _video_state(target.video, queue),
        "can_render": not reason,
        "error_before_render": reason,
    }


def _reason(project: DubProject, target: DubTarget) -> str:
    """Why no dub can be made yet."""
    if not project.is_ready:
        return "lines_missing"
    if not project.lines:
        return "no_lines"
    return "translation_missing" if untranslated(target) else ""


def _judged(target: DubTarget) -> dict[str, Any]:
    """What follows from lines and translation together."""
    script = dub_voices.script_of(target)
    if script is None:
        return {"outdated": [], "default_voices": {}, "warnings": {}}
    voices = dub_voices.voices_of(target, script)
    return {
        "outdated": outdated(target),
        "default_voices": {
            key: choice.to_json() for key, choice in voices.items() if key not in target.voices
        },
        "warnings": dub_voices.warnings_of(target, script, voices),
    }


def _is_stale(target: DubTarget) -> bool:
    """Whether the video lacks what is entered."""
    if not target.project.script or target.video is None:
        return False
    return dub_rendering.is_stale(target, hashes_of(target))


def _video_state(video: Video | None, queue: Queue) -> dict[str, Any] | None:
    if video is None or video.deleted_at is not None:
        return None
    job = video.latest_job
    if job is not None:
        job.video = video  # with its files, which are fetched already
    return {
        "id": str(video.pk),
        "title": video.title,
        "page_url": events.page_url(video),
        "file_url": storage.asset_url(video.file, video.title) if video.file else None,
        "poster_url": storage.asset_url(video.poster, video.title) if video.poster else None,
        "report": video.report or None,
        "job": events.snapshot(job, queue) if job else None,
    }


def saved_script(project: DubProject) -> dict[str, Any]:
    """Lines as they are kept, and what they mean for each language."""
    targets = []
    for target in project.targets.select_related("video"):
        target.project = project
        judged = _judged(target)
        named = {name: judged[name] for name in ("outdated", "warnings")}
        can = {"is_stale": _is_stale(target), "can_render": not _reason(project, target)}
        targets.append({"language": target.language, **named, **can})
    return {"revision": project.revision, "script": project.script, "targets": targets}


def rendered(target: DubTarget, queue: Queue) -> dict[str, Any]:
    """A dub that was ordered."""
    video = _video_state(target.video, queue)
    job = video["job"] if video else None
    return {"language": target.language, "video": str(target.video_id), "job": job}
