"""What a job made: from its work folder into the library."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from media_jobs import provenance, storage
from media_jobs.models import DubTarget, MediaAsset, MediaJob, Video

SUBTITLE_TYPES: Final = {
    "srt": "application/x-subrip",
    "vtt": "text/vtt; charset=utf-8",
    "transcript": "application/json",
}


def stored_files(job: MediaJob, made: Mapping[str, Any]) -> dict[str, MediaAsset]:
    """Copy what was made into the media folder, by the name of the video's field."""
    owner = job.owner_id
    stored = {
        "poster": storage.store(Path(made["poster"]), owner, "image/jpeg"),
        "file": storage.store(Path(made["path"]), owner, "video/mp4", duration=made["duration"]),
    }
    if made.get("curves"):
        stored["curves"] = storage.store(Path(made["curves"]), owner, "application/json")
    subtitles = made.get("subtitles") or {}
    if job.kind != MediaJob.Kind.DUB:
        return stored | _subtitles(subtitles, owner)
    if made.get("audio"):
        sound = storage.store(Path(made["audio"]), owner, "audio/mp4", duration=made["duration"])
        stored["dub_sound"] = sound
    stored |= _subtitles(subtitles.get("target") or {}, owner)
    return stored | _subtitles(subtitles.get("source") or {}, owner, "source_")


def _subtitles(
    files: Mapping[str, str], owner: uuid.UUID, prefix: str = ""
) -> dict[str, MediaAsset]:
    return {
        f"{prefix}{name}": storage.store(Path(path), owner, SUBTITLE_TYPES[name])
        for name, path in files.items()
    }


def facts_of(job: MediaJob, video: Video, made: Mapping[str, Any]) -> dict[str, Any]:
    """What is known about a video once it is made."""
    facts = {name: made[name] for name in ("duration", "width", "height")}
    language = video.language or made.get("language") or ""
    source = {}
    if job.kind == MediaJob.Kind.DUB:
        source = {"source_language": job.spec["source_language"]}
    return {**facts, **source, "language": language, "report": made.get("report") or {}}


def note_rendered(job: MediaJob, made: Mapping[str, Any]) -> None:
    """Remember how a video is marked, and what a dub was made from: its page tells what changed."""
    provenance.note_made(job, made.get("report") or {})
    if job.kind == MediaJob.Kind.DUB:
        DubTarget.objects.filter(video=job.video_id).update(rendered=job.spec["hashes"])
