"""Files that say what is said in a video, so that nobody has to listen: SRT, WebVTT, JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from inference.dubbing.dub_script import DubScript
from inference.errors import InputError, UnreadableSubtitlesError
from inference.language_detection import detect_language
from inference.subtitles import read_subtitles
from inference.transcripts import Transcript

# Sounds and songs in brackets or between notes, as subtitles for the hard of hearing have them.
_NOTES: Final = re.compile(
    r"\[[^\]]*\]|【[^】]*】|[♪♫]+[^♪♫]*[♪♫]+|[♪♫]+|^\s*[-–]?\s*\([^)]*\)\s*$"
)
_DASHES: Final = re.compile(r"(^|[.!?…]\s+)[-–—]\s*(?=\S)")
_NAMES: Final = re.compile(r"(^|[.!?…]\s+)[A-ZÀ-Þ][A-ZÀ-Þ0-9 .'’-]{1,30}:\s+")
MAX_JSON_BYTES: Final = 32 << 20  # four hours of words with their times are 8 MB


def read_transcript(path: Path, language: str = "") -> Transcript | DubScript:
    """Read a file with what is said in a video.

    Args:
        path: SubRip, WebVTT, or JSON as this program writes it: a transcript, or a dub's lines.
        language: tag of its language, where somebody has said it.

    Returns:
        A transcript in the given language, else the one that the file names, else the one that its
        text is written in; or the lines of a dub as they are.

    Raises:
        UnreadableSubtitlesError: it is none of them.
        InputError: the JSON was written by another version or is damaged.
    """
    stored = _stored_json(path)
    if stored is None:
        return _named(_only_spoken(read_subtitles(path, language)), language)
    if "lines" in stored:
        return DubScript.from_json(stored)
    return _named(Transcript.from_json(dict(stored)), language)


def spoken_text(text: str) -> str:
    """What is said in a subtitle: without notes of sounds, names of speakers and dashes.

    Args:
        text: as it is shown, for example ``- JOHN: [laughs] Come in!``.
    """
    said = _NOTES.sub(" ", text)
    said = _DASHES.sub(r"\1", said)
    said = _NAMES.sub(r"\1", said)
    return " ".join(said.split())


def _only_spoken(transcript: Transcript) -> Transcript:
    """Subtitles without what nobody says; those with times of words are left as they are."""
    kept = tuple(
        segment if segment.words else replace(segment, text=said)
        for segment in transcript.segments
        if segment.words or any(map(str.isalnum, said := spoken_text(segment.text)))
    )
    return replace(transcript, segments=kept)


def _named(transcript: Transcript, language: str) -> Transcript:
    if language or transcript.language:
        return replace(transcript, language=language or transcript.language)
    found, probability = detect_language(transcript.text)
    return replace(transcript, language=found, language_probability=probability)


def _stored_json(path: Path) -> Mapping[str, Any] | None:
    """The object in a JSON file; ``None`` for a file of another kind.

    Raises:
        UnreadableSubtitlesError: the file cannot be opened or is too large.
        InputError: it begins as JSON does, but is damaged.
    """
    try:
        with path.open("rb") as file:
            if not file.read(200).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
                return None
            file.seek(0)
            content = file.read(MAX_JSON_BYTES + 1)
    except OSError as error:
        raise UnreadableSubtitlesError(path, error.strerror or "it cannot be opened") from None
    if len(content) > MAX_JSON_BYTES:
        raise UnreadableSubtitlesError(path, f"it is larger than {MAX_JSON_BYTES >> 20} MiB")
    try:
        stored = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"the transcript {path.name} is damaged: {error}") from None
    return stored if isinstance(stored, dict) else None
