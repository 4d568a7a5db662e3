"""Processor time of captions a frame, and of writing speech down, over its length."""

import resource
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from inference.captions.painter import CaptionPainter
from inference.captions.style import CaptionLook, CaptionStyle
from inference.pipelines.speech_sources import synthesize
from inference.pipelines.talk_spec import TextSpeech
from inference.planar import planar_of
from inference.registry import Registry
from inference.transcripts import Segment, Transcript
from tools.bench.material import SENTENCES, VOICE

FPS = Fraction(25)
SIZES = ((1920, 1080), (1080, 1920))
TEXTS = {
    "en": " ".join(SENTENCES[3:7]),
    "ar": "اليوم سنتعلم كيف نصنع فيديو قصيرا في دقيقة واحدة، ثم نشاهده معا.",
    "ja": "今日は火山がどのように生まれるのか、地面がなぜ静かではないのかを見ていきましょう。",
}


def measure_captions() -> dict[str, float]:
    """Milliseconds a frame, drawing included, for the slowest of each size."""
    found = {}
    for size in SIZES:
        times = [
            _milliseconds(size, language, look, is_planar=is_planar)
            for language in TEXTS
            for look in CaptionLook
            for is_planar in (False, True)
        ]
        found[f"{size[0]}x{size[1]}_slowest_ms"] = round(max(times), 3)
    return found


def _milliseconds(
    size: tuple[int, int], language: str, look: CaptionLook, *, is_planar: bool
) -> float:
    text = TEXTS[language]
    duration = len(text) / (6 if language == "ja" else 15)
    transcript = Transcript(language, 1.0, (Segment(text, 0.0, duration),), duration)
    painter = CaptionPainter(transcript, CaptionStyle(style=look), size, FPS)
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    frame = planar_of(picture) if is_planar else picture
    n_frames = int(duration * FPS)
    start = time.process_time()
    for index in range(n_frames):
        painter.paint(frame, index)
    return (time.process_time() - start) / n_frames * 1000


def measure_transcription() -> dict[str, float]:
    """Whisper base on about a minute of our own speech, after a first time to warm up."""
    registry = Registry()
    with tempfile.TemporaryDirectory() as folder:
        speech = TextSpeech(" ".join(SENTENCES * 2), VOICE)
        spoken = synthesize(speech, registry, Path(folder), lambda _: None)
        sound = spoken.hearing()
        registry.transcriber().transcribe(sound, None, lambda _: None)
        wall, used = time.perf_counter(), _processor_seconds()
        registry.transcriber().transcribe(sound, None, lambda _: None)
        wall, used = time.perf_counter() - wall, _processor_seconds() - used
    registry.close()
    return {
        "seconds": round(spoken.duration, 1),
        "wall_over_length": round(wall / spoken.duration, 3),
        "processor_over_length": round(used / spoken.duration, 3),
    }


def _processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
