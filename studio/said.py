"""What is said in a finished video, and what is written beside it, for its page."""

import json
from dataclasses import dataclass
from typing import Any, Final

from inference.errors import InputError
from inference.transcripts import Transcript
from media_jobs import storage
from media_jobs.models import MediaAsset, Video

LARGEST: Final = 8 * 1024 * 1024  # bytes of a transcript that is still drawn


@dataclass(frozen=True, slots=True)
class Line:
    """A phrase of what is said.

    Attributes:
        text: as a person would write it.
        start: seconds.
        end: seconds.
    """

    text: str
    start: float
    end: float


def page_of(video: Video) -> dict[str, Any]:
    """What the page of a video shows of its words: ``lines``, ``subtitles``, ``posting``."""
    return {
        "lines": lines_of(video.transcript),
        "subtitles": subtitles_of(video),
        "posting": is_for_posting(video),
    }


def lines_of(asset: MediaAsset | None) -> list[Line]:
    """Phrases of a stored transcript; none where there is no usable one."""
    if asset is None or asset.size_bytes > LARGEST:
        return []
    try:
        with asset.file.open("rb") as stored:
            transcript = Transcript.from_json(json.load(stored))
    except (OSError, ValueError, AttributeError, InputError):
        return []  # the video can be watched without
    return [Line(each.text, each.start, each.end) for each in transcript.segments]


def subtitles_of(video: Video) -> dict[str, Any] | None:
    """Addresses of the subtitles; ``None`` where there are none.

    ``is_shown`` says whether the player shows them at once: not where they are in the picture.
    """
    if video.vtt is None or video.srt is None:
        return None
    return {
        "track": storage.asset_url(video.vtt, video.title),
        "vtt": storage.asset_url(video.vtt, video.title, download=True),
        "srt": storage.asset_url(video.srt, video.title, download=True),
        "transcript": (
            storage.asset_url(video.transcript, video.title, download=True)
            if video.transcript
            else ""
        ),
        "is_shown": not video.settings.get("captions"),
    }


def is_for_posting(video: Video) -> bool:
    """Whether there are texts to go with the video where it is published."""
    return bool(video.kind == Video.Kind.TOPIC or video.description or video.hashtags)
