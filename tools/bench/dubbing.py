"""A minute of 1080p from English to Portuguese, offline: time, memory, fit, lips."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from inference.container import SpeechSpool, write_video
from inference.dubbing.dub_spec import DubSpec
from inference.dubbing.spoken_line import Verdict
from inference.media import AudioClip, VideoFormat
from inference.pipelines.dub import Dub, DubResult
from inference.pipelines.talk import Talk
from inference.pipelines.talk_spec import PictureFace, TalkSpec, TextSpeech
from inference.planar import PlanarFrame
from inference.quality.assess import Material, assess
from inference.registry import Registry
from inference.sound_stream import sound_pieces
from inference.video_pieces import join_pieces, write_sound_track
from inference.video_source import Fit, VideoSource
from tools.bench.material import PRESENTERS, SENTENCES, VOICE, NoProgress
from tools.bench.memory import peak_gb

LANDSCAPE = VideoFormat(1920, 1080)
RATE = 48_000  # hertz
PAUSE = " [pause 0.4s] "
TARGET = "pt"


def measure_dub() -> dict[str, Any]:
    """Time over the video's length, the first time, unchanged, and with one line changed."""
    registry = Registry()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        video = _minute(registry, folder)
        order = DubSpec(video, TARGET, cache=folder / "cache")
        first, wall = _timed(registry, order, folder)
        known = replace(order, script=first.script, translation=first.translation)
        _, unchanged = _timed(registry, known, folder)
        line = first.script.lines[len(first.script.lines) // 2]
        changed = {**first.translation, line.id: "Aqui está uma outra frase."}
        again, edited = _timed(registry, replace(known, translation=changed), folder)
        encoding = _encoding_alone(video, folder)
        length, report = first.video.duration, first.report
        found = {
            "video_seconds": round(length, 1),
            "wall_over_length": round(wall / length, 3),
            "unchanged_over_length": round(unchanged / length, 3),
            "one_line_changed_over_length": round(edited / length, 3),
            "one_line_changed_pieces": again.report["redone"],
            "decoding_and_encoding_alone_over_length": round(encoding / length, 3),
            "stages": report["stages"],
            "lines": {str(verdict): report[f"n_{verdict}"] for verdict in Verdict},
            "quality": _quality(registry, first.video.path, folder),
        }
        registry.close()
        return found | {"fresh_process": _fresh(video)}


def measure_dub_memory(minutes: int) -> dict[str, Any]:
    """Peak memory of a fresh process for a longer video, with everything that it takes."""
    registry = Registry()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        video = _repeated(_minute(registry, folder), minutes, folder)
        registry.close()
        return _fresh(video)


def _minute(registry: Registry, folder: Path) -> Path:
    """About a minute of a presenter who talks, with short pauses."""
    speech = TextSpeech(PAUSE.join(SENTENCES * 2), VOICE)
    order = TalkSpec(speech, PictureFace(PRESENTERS / "marc.webp"), form=LANDSCAPE)
    workdir = folder / "presenter"
    workdir.mkdir()
    return Talk(registry).run(order, workdir, NoProgress()).video.path


def _timed(registry: Registry, order: DubSpec, folder: Path) -> tuple[DubResult, float]:
    start = time.perf_counter()
    workdir = Path(tempfile.mkdtemp(dir=folder))
    made = Dub(registry).run(order, workdir, NoProgress())
    return made, time.perf_counter() - start


def _encoding_alone(video: Path, folder: Path) -> float:
    """Seconds to decode the video and encode it again: the reference of the same run."""
    source = VideoSource(video)
    silence = folder / "silence.wav"
    with SpeechSpool(silence) as spool:
        spool.append_silence(source.info.duration, RATE)
    start = time.perf_counter()
    shown = source.played(source.info.n_frames, Fit.TRIM)
    write_video(_pictures(shown), silence, LANDSCAPE, folder / "again.mp4")
    return time.perf_counter() - start


def _pictures(shown: Iterator[Any]) -> Iterator[PlanarFrame]:
    for frame in shown:
        yield frame.picture


def _quality(registry: Registry, video: Path, folder: Path) -> dict[str, Any]:
    """What the product's own report says of lips and sound."""
    made = assess(video, Material(language=TARGET), folder, registry, lambda _: None)
    return {line.code: line.to_json()["value"] for line in made.lines}


def _repeated(video: Path, times: int, folder: Path) -> Path:
    """The same minute over and over, with its sound."""
    info = VideoSource(video).info
    with SpeechSpool(folder / "long.wav") as spool:
        for _ in range(times):
            for piece in sound_pieces(video, RATE, end=info.duration):
                spool.append(AudioClip(piece, RATE))
    write_sound_track(spool.path, folder / "long.m4a")
    spans = [range(i * info.n_frames, (i + 1) * info.n_frames) for i in range(times)]
    target = folder / "long.mp4"
    join_pieces([video] * times, spans, Fraction(info.fps), folder / "long.m4a", target)
    return target


def _fresh(video: Path) -> dict[str, Any]:
    """The same in a process of its own, which has loaded nothing yet."""
    command = [sys.executable, "-m", "tools.bench.dubbing", str(video)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _in_this_process(video: Path) -> dict[str, Any]:
    registry = Registry()
    with tempfile.TemporaryDirectory() as name:
        made, wall = _timed(registry, DubSpec(video, TARGET), Path(name))
    registry.close()
    return {
        "video_seconds": round(made.video.duration, 1),
        "wall_over_length": round(wall / made.video.duration, 3),
        "peak_gb": peak_gb(),
    }


if __name__ == "__main__":
    print(json.dumps(_in_this_process(Path(sys.argv[1]))))
