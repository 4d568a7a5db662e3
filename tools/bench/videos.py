"""Speech onto a video: wall time with the face unknown and known, and memory for a long source."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import av

from inference.container import SpeechSpool, write_video
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
from inference.video_source import Fit, VideoSource
from tools.bench.material import PRESENTERS, SENTENCES, VOICE, NoProgress
from tools.bench.memory import peak_gb

LENGTH = 10.0  # seconds of the source that is made where none is given
PORTRAIT = VideoFormat(1080, 1920)
LANDSCAPE = VideoFormat(1920, 1080)


def measure_videos(source: Path | None, recording: Path | None) -> dict[str, Any]:
    """Wall time over the result's length, the second time with the face known.

    Args:
        source: a video of somebody; one of a presenter is made where none is given.
        recording: speech; a presenter's is taken where none is given.
    """
    registry = Registry()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = source or _presenter(registry, folder, PORTRAIT)
        speech = RecordedSpeech(recording or source)
        _warm_up(registry, source, folder)
        order = TalkSpec(speech, VideoFace(source, cache=folder / "cache"), form=None)
        times = [_timed(registry, order, folder) for _ in range(3)]
        encoding = _encoding_alone(order, folder) / VideoSource(source).info.duration
    registry.close()
    length = times[0][1]
    return {
        "result_seconds": round(length, 2),
        "face_unknown_over_length": round(times[0][0] / length, 3),
        "face_known_over_length": round(min(wall for wall, _ in times[1:]) / length, 3),
        "decoding_and_encoding_alone_over_length": round(encoding, 3),
    }


def measure_video_memory(minutes: float) -> dict[str, float]:
    """Peak resident size of a fresh process for a 1080p source of so many minutes."""
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry()
        _long_source(registry, Path(folder), minutes * 60)
        registry.close()
        command = [sys.executable, "-m", "tools.bench.videos", folder, str(minutes * 60)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _warm_up(registry: Registry, source: Path, folder: Path) -> None:
    registry.listener()
    speech = RecordedSpeech(source, RecordingOptions(end=1.0))
    face = PictureFace(PRESENTERS / "anna.webp")
    Talk(registry).run(TalkSpec(speech, face), folder, NoProgress())


def _timed(registry: Registry, order: TalkSpec, folder: Path) -> tuple[float, float]:
    start = time.perf_counter()
    made = Talk(registry).run(order, folder, NoProgress()).video
    return time.perf_counter() - start, made.duration


def _encoding_alone(order: TalkSpec, folder: Path) -> float:
    """Seconds to decode the source and encode it again with the same sound: the reference."""
    source = VideoSource(order.face.path)
    form = VideoFormat(source.info.width, source.info.height, source.info.fps)
    sound = folder / "reference.wav"
    if not sound.exists():
        _silent(sound)
    start = time.perf_counter()
    pictures = (shown.picture for shown in source.played(source.info.n_frames, Fit.LOOP))
    write_video(pictures, sound, form, folder / "again.mp4")
    return time.perf_counter() - start


def _silent(path: Path) -> None:
    with SpeechSpool(path) as spool:
        spool.append_silence(LENGTH, 48_000)


def _presenter(registry: Registry, folder: Path, form: VideoFormat) -> Path:
    """About ten seconds of a presenter who talks."""
    speech = TextSpeech(" ".join(SENTENCES[:4]), VOICE)
    order = TalkSpec(speech, PictureFace(PRESENTERS / "marc.webp"), form=form)
    workdir = folder / "presenter"
    workdir.mkdir()
    return Talk(registry).run(order, workdir, NoProgress()).video.path


def _repeated(path: Path, seconds: float, target: Path) -> Path:
    """The same pictures over and over, without encoding them again."""
    with av.open(str(path)) as given, av.open(str(target), "w") as made:
        source = given.streams.video[0]
        packets = [packet for packet in given.demux(source) if packet.dts is not None]
        stream = made.add_stream_from_template(source)
        length = max(packet.pts + (packet.duration or 0) for packet in packets)
        for turn in range(int(seconds / float(length * source.time_base)) + 1):
            for packet in packets:
                again = av.Packet(bytes(packet))
                again.pts, again.dts = packet.pts + turn * length, packet.dts + turn * length
                again.time_base, again.is_keyframe = packet.time_base, packet.is_keyframe
                again.stream = stream
                made.mux(again)
    return target


def _long_source(registry: Registry, folder: Path, seconds: float) -> tuple[Path, Path]:
    """A short recording of somebody, and a long video of them."""
    short = _presenter(registry, folder, LANDSCAPE)
    return short, _repeated(short, seconds, folder / "long.mp4")


def _in_this_process(folder: Path, seconds: float) -> dict[str, float]:
    """Make a video from the long source that lies in the folder; its length, and the peak."""
    short, long = folder / "presenter" / "result.mp4", folder / "long.mp4"
    face = VideoFace(long, cache=folder / "cache", fit=Fit.WHOLE)
    registry = Registry()
    order = TalkSpec(RecordedSpeech(short), face, form=None)
    made = Talk(registry).run(order, folder, NoProgress()).video
    registry.close()
    if made.duration < seconds:
        raise AssertionError(made.duration)
    return {"video_seconds": round(made.duration, 1), "peak_gb": peak_gb()}


if __name__ == "__main__":
    print(json.dumps(_in_this_process(Path(sys.argv[1]), float(sys.argv[2]))))
