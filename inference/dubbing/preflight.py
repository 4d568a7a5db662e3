"""Whether a video can be dubbed, and what its owner should know before, in a second or two.

Faults that spoil a presenter's video cost a dub no more than its lip-sync: a video without a
usable face is dubbed as far as its sound goes. What cannot be done without is speech.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import av

from inference.dubbing.voice_times import sound_blocks
from inference.errors import NoPictureError
from inference.inspection.advice import LONG, MIN_SPEECH, worst_first
from inference.inspection.findings import Advice, HeardSound, Inspection, Level
from inference.inspection.inspect_file import Parts, inspect_file
from inference.inspection.sounds import speech_spans
from inference.inspection.video_samples import opened_media
from inference.sound_protocols import SpeechActivity
from inference.sound_stream import SPEECH_RATE
from inference.transcription.languages import can_hear
from inference.video_source import VideoLimits
from inference.voices import main_language

CODES: Final = (
    "sound_only",
    "face_small",
    "face_turned",
    "face_covered",
    "face_rarely_seen",
    "several_faces",
    "several_speakers",
    "no_sound",
    "no_speech",
    "music_only",
    "wrong_language",
    "language_unheard",
    "language_unsure",
    "damaged",
    "too_long",
    "too_short",
    "long",
    "subtitles_beyond_end",
    "noisy",
    "quiet",
    "clipped",
    "variable_fps",
    "hdr",
    "unsupported_container",
)

# What an advice about a presenter's video means for a dub; those left out do not matter.
LEVELS: Final = {
    "face_small": Level.WARNING,
    "face_turned": Level.WARNING,
    "face_covered": Level.WARNING,
    "face_rarely_seen": Level.WARNING,
    "several_faces": Level.INFO,
    "no_sound": Level.ERROR,
    "too_short": Level.ERROR,
    "noisy": Level.WARNING,
    "quiet": Level.WARNING,
    "clipped": Level.INFO,
    "variable_fps": Level.INFO,
    "hdr": Level.INFO,
    "unsupported_container": Level.ERROR,
}
UNUSABLE_FACE: Final = frozenset({"face_small", "face_turned"})  # as errors; see inspection.advice
MAX_DURATION: Final = VideoLimits().max_duration
LISTENING_BUDGET: Final = 5.0  # seconds of looking for speech in what was not sampled
READING_BUDGET: Final = 4.0  # seconds of looking whether a file is whole
ENOUGH_SPEECH: Final = 1.0  # seconds
BLOCK: Final = 4 * SPEECH_RATE  # samples in which speech is looked for at once
AUDIBLE: Final = -50.0  # LUFS; a quieter track is as good as silent
MISSING: Final = (3.0, 0.01)  # seconds, or share of a file, that may lack at its end
SURE: Final = 0.6  # probability from which on a recogniser's guess of a language is believed


@dataclass(frozen=True)
class DubCheck:
    """What dubbing a video would be like.

    Attributes:
        inspection: of the video; its advice is that for dubbing, codes of ``CODES``.
        can_dub: whether there is anything to dub.
        lip_sync_off_reason: why lips cannot be moved: ``no_face`` or ``face_unusable``; else empty.
    """

    inspection: Inspection
    can_dub: bool
    lip_sync_off_reason: str

    @property
    def can_lip_sync(self) -> bool:
        """Whether there is a face whose lips can be moved."""
        return not self.lip_sync_off_reason

    def to_json(self) -> dict[str, Any]:
        """Plain values: those of the inspection and ours."""
        return self.inspection.to_json() | {
            "can_dub": self.can_dub,
            "can_lip_sync": self.can_lip_sync,
            "lip_sync_off_reason": self.lip_sync_off_reason,
        }


def check_video(path: Path, language: str, parts: Parts) -> DubCheck:
    """Look at a video that somebody wants dubbed.

    Args:
        path: of the video.
        language: tag of what is spoken in it, where somebody has said so; else empty.
        parts: models.

    Raises:
        UnreadableMediaError: it is no media, or too damaged to tell.
        NoPictureError: it is no video.
    """
    seen = inspect_file(path, parts)
    if seen.kind != "video":
        raise NoPictureError(path)
    off = _lip_sync_off(seen)
    found = [
        *_carried_over(seen, off),
        *_on_length(seen.duration or 0.0),
        *_on_speech(path, seen, parts.speech_activity()),
        *_on_language(seen.sound, language),
        *_on_damage(path),
    ]
    advice = worst_first(found)
    can_dub = not any(one.level is Level.ERROR for one in advice)
    return DubCheck(replace(seen, advice=advice), can_dub, off)


def _lip_sync_off(seen: Inspection) -> str:
    errors = {one.code for one in seen.advice if one.level is Level.ERROR}
    if "no_face" in errors:
        return "no_face"
    return "face_unusable" if errors & UNUSABLE_FACE else ""


def _carried_over(seen: Inspection, lip_sync_off: str) -> Iterator[Advice]:
    """What the inspection found, as far as it matters for a dub."""
    if lip_sync_off:
        yield Advice("sound_only", Level.WARNING, {"reason": lip_sync_off})
    for one in seen.advice:
        if one.code in LEVELS:
            yield replace(one, level=LEVELS[one.code])


def _on_length(seconds: float) -> Iterator[Advice]:
    if seconds > MAX_DURATION:
        facts = {"duration": seconds, "maximum": MAX_DURATION}
        yield Advice("too_long", Level.ERROR, facts)
    elif seconds > LONG:
        yield Advice("long", Level.INFO, {"duration": seconds})


def _on_speech(path: Path, seen: Inspection, activity: SpeechActivity) -> Iterator[Advice]:
    heard = seen.sound
    if not seen.has_sound:
        return
    if heard is None:  # there is a track, but it cannot be decoded
        yield Advice("no_sound", Level.ERROR)
        return
    if heard.speech_share >= MIN_SPEECH:
        return
    seconds, is_all = _speech_in(path, activity)
    if seconds < ENOUGH_SPEECH:
        is_loud = heard.loudness is not None and heard.loudness > AUDIBLE
        level = Level.ERROR if is_all else Level.WARNING
        yield Advice("music_only" if is_loud else "no_speech", level)


def _speech_in(path: Path, activity: SpeechActivity) -> tuple[float, bool]:
    """Seconds of speech, and whether all was listened to; stops where there is enough."""
    deadline, stream, heard = time.monotonic() + LISTENING_BUDGET, activity.start(), 0.0
    for block in sound_blocks(path, BLOCK):
        heard += sum(end - start for start, end in speech_spans(stream.feed(block)))
        if heard >= ENOUGH_SPEECH or time.monotonic() > deadline:
            return heard, False
    return heard, True


def _on_language(heard: HeardSound | None, chosen: str) -> Iterator[Advice]:
    if chosen and not can_hear(chosen):
        yield Advice("language_unheard", Level.WARNING, {"language": chosen})
    elif chosen and heard is not None and heard.language is not None:
        yield from on_other_language(chosen, heard.language, heard.language_probability or 0.0)


def on_other_language(chosen: str, heard: str, probability: float) -> Iterator[Advice]:
    """Advice where a video speaks another language than somebody said.

    Args:
        chosen: tag of the language that was named.
        heard: tag of what a recogniser takes it for.
        probability: how sure it is.
    """
    if probability >= SURE and main_language(chosen) != main_language(heard):
        facts = {"chosen": chosen, "heard": heard, "probability": round(probability, 3)}
        yield Advice("wrong_language", Level.WARNING, facts)


def _on_damage(path: Path) -> Iterator[Advice]:
    """Advice on a file that ends before it should, or cannot be read in the middle."""
    deadline, last, is_broken = time.monotonic() + READING_BUDGET, 0.0, False
    with opened_media(path) as container:
        declared = (container.duration or 0) / av.time_base
        first = (container.start_time or 0) / av.time_base
        try:
            for packet in container.demux():
                if packet.pts is not None:
                    end = (packet.pts + (packet.duration or 0)) * packet.time_base
                    last = max(last, float(end))
                if time.monotonic() > deadline:
                    return
        except av.FFmpegError:
            is_broken = True
    seconds, share = MISSING
    if is_broken or first + declared - last > max(seconds, share * declared):
        yield Advice("damaged", Level.WARNING, {"at": round(max(0.0, last - first), 1)})
