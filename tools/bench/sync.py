"""Lips against sound at both ends of five minutes, for every frame rate that videos have."""

import tempfile
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from inference.container import PCM_SCALE
from inference.facetracking.mediapipe_finder import FaceFinder
from inference.media import VideoFormat
from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import (
    PictureFace,
    RecordedSpeech,
    TalkSpec,
    TextSpeech,
    VideoFace,
)
from inference.recordings import RecordingOptions
from inference.registry import Registry
from inference.sound_files import resampled_wav
from tools.bench.material import PRESENTERS, SENTENCES, VOICE, NoProgress

RATES: Final = ("24000/1001", "25", "30000/1001", "30", "50", "60000/1001", "60")
LENGTH: Final = 300.0  # seconds
SIDE: Final = 256  # pixels
RATE: Final = 48_000  # hertz
LONGEST_LAG: Final = 0.2  # seconds looked for to either side
TINY: Final = 1e-6  # seconds
UPPER_LIP, LOWER_LIP = 13, 14


def measure_sync() -> dict[str, Any]:
    """The same sentences at the beginning and at the end of five minutes of silence.

    Both ends are decoded again and their lip openings compared: with each other, and with those of
    the same sentences on a video of a few seconds. A file that drifts shows it as a lag.
    """
    registry = Registry()
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        said = _said(registry, folder)
        for rate in RATES:
            fps = Fraction(rate)
            face = _face(registry, folder, fps)
            short = _spoken(registry, face, said, folder / "short")
            long = _spoken(registry, face, _stretched(said, folder), folder / "long")
            finder = registry.face_finder()
            found[f"{float(fps):.3f}"] = _lags(short, long, _duration(said), finder)
    registry.close()
    return found


def _said(registry: Registry, folder: Path) -> Path:
    """A few sentences as a recording."""
    order = TalkSpec(
        TextSpeech(" ".join(SENTENCES[2:4]), VOICE),
        PictureFace(PRESENTERS / "anna.webp"),
        form=VideoFormat(SIDE, SIDE),
    )
    made = Talk(registry).run(order, _emptied(folder / "said"), NoProgress()).video.path
    return resampled_wav(sound_of(made, folder / "raw.wav"), folder / "said.wav", RATE)


def sound_of(video: Path, out: Path) -> Path:
    """The sound of a video as 16-bit mono WAV of 48 kHz."""
    with av.open(str(video)) as container, wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for frame in container.decode(audio=0):
            samples = frame.to_ndarray().mean(0)
            file.writeframes((np.clip(samples, -1, 1) * PCM_SCALE).astype("<i2").tobytes())
    return out


def _stretched(said: Path, folder: Path) -> Path:
    """The recording, silence, and the recording again so that it ends after ``LENGTH``."""
    out = folder / "stretched.wav"
    if not out.exists():
        with wave.open(str(said), "rb") as given, wave.open(str(out), "wb") as made:
            made.setparams(given.getparams())
            sound = given.readframes(given.getnframes())
            made.writeframes(sound)
            made.writeframes(bytes(2 * round(LENGTH * RATE) - 2 * len(sound)))
            made.writeframes(sound)
    return out


def _face(registry: Registry, folder: Path, fps: Fraction) -> Path:
    """Two seconds of somebody who is silent."""
    order = TalkSpec(
        RecordedSpeech(folder / "said.wav", RecordingOptions(end=2.0)),
        PictureFace(PRESENTERS / "marc.webp"),
        form=VideoFormat(SIDE, SIDE, fps),
    )
    return Talk(registry).run(order, _emptied(folder / "face"), NoProgress()).video.path


def _spoken(registry: Registry, face: Path, said: Path, workdir: Path) -> Path:
    speech = RecordedSpeech(said, RecordingOptions(cleaned=False, normalised=False))
    order = TalkSpec(speech, VideoFace(face), form=None)
    return Talk(registry).run(order, _emptied(workdir), NoProgress()).video.path


def _emptied(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    return folder


def _lags(short: Path, long: Path, length: float, finder: FaceFinder) -> dict[str, float]:
    """Milliseconds by which lips come late against the short video, whose sound is the same."""
    reference = _openings(short, finder, 0.0, length)
    started = _openings(long, finder, 0.0, length)
    ended = _openings(long, finder, LENGTH - length, length)
    with av.open(str(long)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        lengths = [float(stream.duration * stream.time_base) for stream in (video, audio)]
        frame = 1 / float(video.average_rate)
    return {
        "frame_ms": round(1000 * frame, 1),
        "lag_at_the_beginning_ms": _lag(reference, started),
        "lag_at_the_end_ms": _lag(reference, ended),
        "picture_longer_than_sound_ms": round(1000 * (lengths[0] - lengths[1]), 1),
    }


def _duration(path: Path) -> float:
    with wave.open(str(path), "rb") as sound:
        return sound.getnframes() / sound.getframerate()


def _openings(
    path: Path, finder: FaceFinder, start: float, length: float
) -> tuple[np.ndarray, np.ndarray]:
    """Times from ``start`` on, and how far the lips are apart then, over the eye distance."""
    times, openings = [], []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        container.seek(int(max(0.0, start - 6.0) / stream.time_base), stream=stream)
        for frame in container.decode(stream):
            now = float(frame.pts * stream.time_base) - start
            if not -TINY < now < length:
                continue
            (points, *_) = finder.find(frame.to_ndarray(format="rgb24")) or [None]
            if points is not None:
                eyes = np.linalg.norm(points[33] - points[263])
                times.append(now)
                openings.append(np.linalg.norm(points[UPPER_LIP] - points[LOWER_LIP]) / eyes)
    return np.array(times), np.array(openings)


def _lag(reference: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> float:
    """The shift, in milliseconds, at which both curves agree best."""
    grid = np.arange(0.3, min(reference[0][-1], other[0][-1]) - 0.3, 0.002)
    wanted = np.interp(grid, *reference)
    shifts = np.arange(-LONGEST_LAG, LONGEST_LAG + 1e-9, 0.002)
    agreement = [np.corrcoef(wanted, np.interp(grid + by, *other))[0, 1] for by in shifts]
    return round(1000 * float(shifts[int(np.argmax(agreement))]), 1)
