"""Subtitle files: SubRip (SRT) and WebVTT, written and read."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from inference.cues import Cue, cues_of
from inference.errors import UnreadableSubtitlesError
from inference.transcripts import Segment, Transcript

RTL: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
RIGHT_TO_LEFT_MARK: Final = "\u200f"
MAX_BYTES: Final = 4 << 20
MAX_CUES: Final = 20_000
TIMES: Final = re.compile(
    r"\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?\s*-+>"
    r"\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
)
MARKUP: Final = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>|\{\\[^{}]{0,200}\}")
LANGUAGE: Final = re.compile(
    r"^Language:\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*$", re.MULTILINE
)
# What old subtitle files of a language are written in where they are not UTF-8.
ENCODINGS: Final = {
    "ar": "cp1256",
    "bg": "cp1251",
    "cs": "cp1250",
    "el": "cp1253",
    "fa": "cp1256",
    "he": "cp1255",
    "hr": "cp1250",
    "hu": "cp1250",
    "ja": "cp932",
    "ko": "cp949",
    "pl": "cp1250",
    "ro": "cp1250",
    "ru": "cp1251",
    "sr": "cp1251",
    "th": "cp874",
    "tr": "cp1254",
    "uk": "cp1251",
    "vi": "cp1258",
    "zh": "gb18030",
}


def to_srt(transcript: Transcript) -> str:
    """The transcript as SubRip text."""
    return "\n".join(
        f"{index}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n"
        f"{_joined(cue, transcript.language)}\n"
        for index, cue in enumerate(cues_of(transcript), start=1)
    )


def to_webvtt(transcript: Transcript) -> str:
    """The transcript as WebVTT text, with its language where it is known."""
    blocks = (
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n"
        f"{_escaped(_joined(cue, transcript.language))}\n"
        for cue in cues_of(transcript)
    )
    language = f"Language: {transcript.language}\n" if transcript.language else ""
    return "\n".join([f"WEBVTT\n{language}", *blocks])


def read_subtitles(path: Path, language: str = "") -> Transcript:
    """Read a subtitle file, SubRip or WebVTT, as leniently as players do.

    Styling is dropped. Texts that overlap in time are made to follow one another; those shown at
    the same time are joined.

    Args:
        path: of the file. Byte order marks, any line ends and 16-bit Unicode are understood.
        language: tag of its language, where it is known; also tells how to read a file that is not
            Unicode.

    Returns:
        One segment a text, without words. Its language is the given one, or the one that the file
        names, or empty.

    Raises:
        UnreadableSubtitlesError: there is no subtitle in it, or it is too large.
    """
    try:
        with path.open("rb") as file:
            stored = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableSubtitlesError(path, error.strerror or "it cannot be opened") from None
    if len(stored) > MAX_BYTES:
        raise UnreadableSubtitlesError(path, f"it is larger than {MAX_BYTES >> 20} MiB")
    content = _decoded(stored, language).replace("\r\n", "\n").replace("\r", "\n")
    is_webvtt = content.lstrip().startswith("WEBVTT")
    texts = list(_texts(content.split("\n"), unescaped=is_webvtt))
    if not texts:
        raise UnreadableSubtitlesError(path, "there is no text with times in it")
    if len(texts) > MAX_CUES:
        raise UnreadableSubtitlesError(path, f"it has more than {MAX_CUES} texts")
    named = LANGUAGE.search(content[:1000]) if is_webvtt else None
    segments = _in_order(texts)
    told = language or (named.group(1) if named else "")
    return Transcript(told, 1.0, segments, segments[-1].end)


def _decoded(stored: bytes, language: str) -> str:
    if stored.startswith((b"\xff\xfe", b"\xfe\xff")):
        return stored.decode("utf-16", "replace")
    zeros = stored[:400].count(0)
    if zeros * 3 > len(stored[:400]):
        return stored.decode("utf-16-be" if stored[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return stored.decode("utf-8-sig")
    except UnicodeDecodeError:
        usual = ENCODINGS.get(language.lower().partition("-")[0], "cp1252")
        return stored.decode(usual, "replace")


@dataclass(slots=True)
class _Open:
    """A text whose lines are still being read."""

    start: float
    end: float
    lines: list[str]


def _texts(lines: Sequence[str], *, unescaped: bool) -> Iterator[Segment]:
    now: _Open | None = None
    for index, line in enumerate(lines):
        times = TIMES.match(line)
        following = lines[index + 1] if index + 1 < len(lines) else ""
        is_number = line.strip().isdigit() and TIMES.match(following) is not None
        if times or not line.strip() or is_number:
            yield from _closed(now, unescaped=unescaped)
            now = _Open(_seconds(times, 1), _seconds(times, 5), []) if times else None
        elif now is not None:
            now.lines.append(line)
    yield from _closed(now, unescaped=unescaped)


def _closed(read: _Open | None, *, unescaped: bool) -> Iterator[Segment]:
    if read is None:
        return
    bare = MARKUP.sub("", " ".join(read.lines)).replace("\0", "")
    text = " ".join((html.unescape(bare) if unescaped else bare).split())
    if text and read.end > read.start:
        yield Segment(text, read.start, read.end)


def _seconds(times: re.Match[str], first: int) -> float:
    hours, minutes, seconds, fraction = times.group(first, first + 1, first + 2, first + 3)
    share = int(fraction) / 10 ** len(fraction) if fraction else 0.0
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + share


def _in_order(texts: Sequence[Segment]) -> tuple[Segment, ...]:
    ordered: list[Segment] = []
    for text in sorted(texts, key=lambda one: one.start):
        last = ordered[-1] if ordered else None
        if last and last.start == text.start:
            both, end = f"{last.text} {text.text}", max(last.end, text.end)
            ordered[-1] = replace(last, text=both, end=end)
        else:
            ordered.append(text)
    closed = [replace(a, end=min(a.end, b.start)) for a, b in pairwise(ordered)]
    return (*closed, ordered[-1])


def _clock(seconds: float, mark: str) -> str:
    total_ms = round(seconds * 1000)
    minutes, ms = divmod(total_ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{ms // 1000:02}{mark}{ms % 1000:03}"


def _joined(cue: Cue, language: str) -> str:
    """The lines; those of languages read to the left say so, for they may begin with a number."""
    mark = RIGHT_TO_LEFT_MARK if language.lower().partition("-")[0] in RTL else ""
    return "\n".join(mark + " ".join(line.split()) for line in cue.lines)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
