"""Wall time of text to video, against encoding the same number of frames alone."""

import json
import sys
import tempfile
import time
import wave
from pathlib import Path

from inference.backgrounds import find_background
from inference.container import write_video
from inference.facetracking.portrait import analyse_portrait
from inference.lipsync.warp.engine import WarpEngine
from inference.pictures import read_picture
from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import PictureFace, TalkSpec, TextSpeech
from inference.registry import Registry
from tools.bench.material import NoProgress, spec
from tools.bench.memory import peak_gb


def measure_speed(portrait: Path, voice: str) -> dict[str, float]:
    """Warm wall time over the video's length, and over the time of encoding alone."""
    registry = Registry()
    pipeline = Talk(registry)
    order = spec(portrait, voice=voice)
    with tempfile.TemporaryDirectory() as folder:
        workdir = Path(folder)
        warm_up = TalkSpec(TextSpeech("Warm up.", voice), PictureFace(portrait))
        pipeline.run(warm_up, workdir, NoProgress())
        start = time.perf_counter()
        made = pipeline.run(order, workdir, NoProgress()).video
        wall = time.perf_counter() - start
        encoding = _encoding_alone(order, made.n_frames, registry, workdir)
    registry.close()
    return {
        "video_seconds": round(made.duration, 2),
        "wall_seconds": round(wall, 2),
        "wall_over_length": round(wall / made.duration, 3),
        "encoding_alone_over_length": round(encoding / made.duration, 3),
        "wall_over_encoding_alone": round(wall / encoding, 2),
        "megabytes_a_minute": round(made.size_bytes / made.duration * 60 / 1e6, 1),
    }


def _encoding_alone(order: TalkSpec, n_frames: int, registry: Registry, workdir: Path) -> float:
    """Seconds to encode as many still frames: the reference of the same run."""
    analysis = analyse_portrait(order.face.path, registry.face_finder())
    still = WarpEngine(
        read_picture(order.face.path), analysis, find_background("mist"), order.form
    ).still
    silence = workdir / "silence.wav"
    with wave.open(str(silence), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(22_050)
        sound.writeframes(bytes(2 * int(22_050 * n_frames / 25)))
    start = time.perf_counter()
    write_video((still for _ in range(n_frames)), silence, order.form, workdir / "still.mp4")
    return time.perf_counter() - start


def measure_memory(portrait: Path, voice: str, times: int) -> dict[str, float]:
    """Peak resident size of this process while it makes a video; call it in a fresh one."""
    registry = Registry()
    with tempfile.TemporaryDirectory() as folder:
        order = spec(portrait, times=times, voice=voice)
        made = Talk(registry).run(order, Path(folder), NoProgress()).video
    registry.close()
    return {"video_seconds": round(made.duration, 1), "peak_gb": peak_gb()}


if __name__ == "__main__":
    print(json.dumps(measure_memory(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
