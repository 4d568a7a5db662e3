"""What is said in a talking video: as subtitles beside it, and as captions in its frames."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from inference.captions.painter import CaptionPainter
from inference.captions.style import CaptionStyle
from inference.checkpoint_errors import CheckpointError
from inference.cues import text_of, timed_words
from inference.errors import EngineError, UnsupportedLanguageError
from inference.facetracking.portrait import FindsFaces
from inference.media import Frame, VideoFormat
from inference.pipelines.parts import Parts
from inference.pipelines.speech_sources import Report, Spoken, SynthesizedSpoken
from inference.pipelines.talk_spec import RecordedSpeech, TalkSpec
from inference.planar import PlanarFrame
from inference.subtitles import to_srt, to_webvtt
from inference.transcripts import Segment, Transcriber, Transcript, Word

logger = logging.getLogger(__name__)

# Of the time that a recording takes until its words are known; recognising them takes longer than
# cleaning and levelling.
PREPARING: Final = 0.35

Paint = Callable[[Iterable[Frame | PlanarFrame]], Iterator[Frame | PlanarFrame]]


@dataclass(frozen=True, slots=True)
class SubtitleFiles:
    """Files beside a video.

    Attributes:
        srt: SubRip, UTF-8.
        vtt: WebVTT.
        transcript: JSON; see ``inference.transcripts.Transcript``.
    """

    srt: Path
    vtt: Path
    transcript: Path

    def to_json(self) -> dict[str, str]:
        """Paths as text."""
        return {"srt": str(self.srt), "vtt": str(self.vtt), "transcript": str(self.transcript)}


def is_wanted(spec: TalkSpec) -> bool:
    """Whether anybody asks for the words."""
    return spec.subtitles or spec.captions is not None


def is_heard(spec: TalkSpec) -> bool:
    """Whether the words have to be recognised."""
    speech = spec.speech
    return is_wanted(spec) and isinstance(speech, RecordedSpeech) and speech.transcript is None


def before_hearing(spec: TalkSpec, report: Report) -> Report:
    """What to tell how far the speech itself is, if recognising it comes after."""
    return (lambda share: report(share * PREPARING)) if is_heard(spec) else report


def find_words(spec: TalkSpec, spoken: Spoken, parts: Parts, report: Report) -> Transcript | None:
    """What is said, on the time of the result; ``None`` if nobody asks or nothing is understood.

    Words of a text are known. Those of a recording are the ones that came with the order, or else
    are recognised. A recogniser that fails costs the subtitles and not the video, unless captions
    were to be in its picture.

    Args:
        spec: the order.
        spoken: its speech, made ready.
        parts: the models.
        report: told how far the speech is as a whole.

    Raises:
        CheckpointError: captions are wanted, but a file of the recogniser is missing.
        EngineError: captions are wanted, but the recogniser failed.
        PipelineCancelled: ``report`` asked to stop.
    """
    if not is_wanted(spec):
        return None
    speech = spec.speech
    if isinstance(spoken, SynthesizedSpoken):
        return _if_any(spoken.transcript)
    if isinstance(speech, RecordedSpeech) and speech.transcript is not None:
        start = speech.options.start or 0.0
        return _if_any(part_of(speech.transcript, start, start + spoken.duration))
    language = speech.language if isinstance(speech, RecordedSpeech) else ""
    try:
        heard = _heard(
            spoken.hearing(),
            language,
            parts.transcriber(),
            lambda share: report(PREPARING + (1 - PREPARING) * share),
        )
    except (CheckpointError, EngineError):
        if spec.captions is not None:
            raise
        logger.exception("no subtitles: the recogniser failed")
        return None
    return _if_any(heard)


def _heard(sound: Path, language: str, transcriber: Transcriber, report: Report) -> Transcript:
    """What is recognised; a language that the recogniser does not know is found out instead."""
    try:
        return transcriber.transcribe(sound, language.lower().partition("-")[0] or None, report)
    except UnsupportedLanguageError:
        return transcriber.transcribe(sound, None, report)


def _if_any(transcript: Transcript) -> Transcript | None:
    return transcript if any(segment.text.strip() for segment in transcript.segments) else None


def part_of(transcript: Transcript, start: float, end: float) -> Transcript:
    """What is said between two times, counted from the first of them.

    A word belongs to the part in which its middle lies.

    Args:
        transcript: of a whole recording.
        start: seconds.
        end: seconds, after ``start``.
    """
    segments = [
        part
        for segment in transcript.segments
        if (part := _segment_within(segment, transcript.language, start, end)) is not None
    ]
    return replace(transcript, segments=tuple(segments), duration=end - start)


def _segment_within(segment: Segment, language: str, start: float, end: float) -> Segment | None:
    if start <= segment.start and segment.end <= end:
        words = tuple(_moved(word, start, end) for word in segment.words)
        return replace(segment, start=segment.start - start, end=segment.end - start, words=words)
    words = tuple(
        _moved(word, start, end)
        for word in timed_words(segment, language)
        if start <= (word.start + word.end) / 2 < end
    )
    if not words:
        return None
    return Segment(text_of(words), words[0].start, words[-1].end, words)


def _moved(word: Word, start: float, end: float) -> Word:
    return replace(word, start=max(word.start, start) - start, end=min(word.end, end) - start)


def write_subtitles(
    transcript: Transcript, duration: float, workdir: Path, prefix: str = ""
) -> SubtitleFiles:
    """Write what is said within ``duration`` seconds as SRT, WebVTT and JSON.

    Args:
        transcript: on the time of the video.
        duration: seconds.
        workdir: where the files go.
        prefix: of their names, where there are several sets of them.
    """
    shown = part_of(transcript, 0.0, duration)
    files = SubtitleFiles(
        workdir / f"{prefix}subtitles.srt",
        workdir / f"{prefix}subtitles.vtt",
        workdir / f"{prefix}transcript.json",
    )
    files.srt.write_text(to_srt(shown), encoding="utf-8")
    files.vtt.write_text(to_webvtt(shown), encoding="utf-8")
    stored = json.dumps(shown.to_json(), ensure_ascii=False)
    files.transcript.write_text(stored, encoding="utf-8")
    return files


def captions_of(
    spec: TalkSpec, transcript: Transcript | None, form: VideoFormat, parts: Parts
) -> Paint:
    """What paints the wished captions into frames, in place; or lets them pass."""
    if transcript is None or spec.captions is None:
        return iter
    return partial(_painted, transcript, spec.captions, form, parts.face_finder())


def _painted(
    transcript: Transcript,
    style: CaptionStyle,
    form: VideoFormat,
    finder: FindsFaces,
    frames: Iterable[Frame | PlanarFrame],
) -> Iterator[Frame | PlanarFrame]:
    """Frames with captions below the chin that is seen in the first one."""
    painter: CaptionPainter | None = None
    for index, frame in enumerate(frames):
        if painter is None:
            size = (form.width, form.height)
            painter = CaptionPainter(transcript, style, size, form.fps, chin=chin_of(frame, finder))
        painter.paint(frame, index)
        yield frame


def chin_of(frame: Frame | PlanarFrame, finder: FindsFaces) -> float | None:
    """Pixels from the top to the lowest place of the largest face; ``None`` where none is seen."""
    faces: Sequence[Any] = finder.find(frame.rgb() if isinstance(frame, PlanarFrame) else frame)
    return float(faces[0][:, 1].max()) if len(faces) else None


def facts_of(transcript: Transcript | None) -> dict[str, Any] | None:
    """What the report says about the words."""
    if transcript is None:
        return None
    return {
        "language": transcript.language,
        "language_probability": round(transcript.language_probability, 3),
        "n_words": sum(
            len(timed_words(segment, transcript.language)) for segment in transcript.segments
        ),
    }
