"""All words of a video, for those who look whether they may be said."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from media_jobs.models import MediaJob, Video


def text_of(video: Video) -> str:
    """What is said in a video and written about it, as far as it is known.

    Title, description and hashtags; then the script, or the lines of a dub, or what is known of a
    recording: as it was ordered, else as it was heard when the video was made.
    """
    job = video.jobs.exclude(kind=MediaJob.Kind.QUALITY).order_by("-created_at").first()
    spec: Mapping[str, Any] = job.spec if job else {}
    about = [video.title, video.description, " ".join(map(str, video.hashtags))]
    return "\n".join(filter(None, [*about, *_said(video, spec)]))


def _said(video: Video, spec: Mapping[str, Any]) -> Iterable[str]:
    if video.script:
        return [video.script]
    if video.kind == Video.Kind.DUB:
        return [str(line) for line in spec.get("translation", {}).values()]
    ordered = spec.get("speech", {}).get("transcript")
    return _lines(ordered or heard_in(video))


def heard_in(video: Video) -> Mapping[str, Any]:
    """What was written down while a video was made; empty where nothing was, or it is gone."""
    if video.transcript is None:
        return {}
    try:
        with video.transcript.file.open("rb") as file:
            heard = json.load(file)
    except (OSError, ValueError):
        return {}
    return heard if isinstance(heard, dict) else {}


def _lines(transcript: Mapping[str, Any]) -> list[str]:
    return [str(segment.get("text", "")) for segment in transcript.get("segments") or ()]


def sha256_of(text: str) -> str:
    """Names a text without telling it."""
    return hashlib.sha256(text.encode()).hexdigest()
