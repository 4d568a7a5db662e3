"""``python -m tools.bench``: measure speed, memory, lip-sync and stillness."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inference.pipelines.talk import Talk
from inference.registry import Registry
from tools.bench.articulation import score_video
from tools.bench.captions import measure_captions, measure_transcription
from tools.bench.dubbing import measure_dub, measure_dub_memory
from tools.bench.inputs import measure_inputs
from tools.bench.material import PRESENTERS, SENTENCES, VOICE, NoProgress, spec
from tools.bench.provenance import measure_provenance
from tools.bench.speed import measure_speed
from tools.bench.stillness import measure_stillness
from tools.bench.sync import measure_sync
from tools.bench.videos import measure_video_memory, measure_videos
from tools.bench.wav2lip import measure_wav2lip

PRESENTERS_MEASURED = ("anna", "kwame", "amara")
MINUTE, TEN_MINUTES = 2, 21  # repetitions of the text


def _pictures(photo: Path | None) -> list[Path]:
    pictures = [PRESENTERS / f"{name}.webp" for name in PRESENTERS_MEASURED]
    return [*pictures, photo] if photo else pictures


def speed(options: argparse.Namespace) -> dict[str, Any]:
    """Wall time over length."""
    return measure_speed(PRESENTERS / "anna.webp", options.voice)


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """Peak memory of a fresh process, for about one and ten minutes."""
    found = {}
    for name, times in (("one_minute", MINUTE), ("ten_minutes", TEN_MINUTES)):
        command = [sys.executable, "-m", "tools.bench.speed"]
        arguments = [str(PRESENTERS / "anna.webp"), options.voice, str(times)]
        done = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True)
        found[name] = json.loads(done.stdout)
    growth = found["ten_minutes"]["peak_gb"] / found["one_minute"]["peak_gb"] - 1
    return {**found, "growth": round(growth, 3)}


def lips(options: argparse.Namespace) -> dict[str, Any]:
    """Closure, rounding and lag, for presenters and the photograph."""
    registry = Registry()
    found = {}
    for picture in _pictures(options.photo):
        with tempfile.TemporaryDirectory() as folder:
            order = spec(picture, voice=options.voice)
            made = Talk(registry).run(order, Path(folder), NoProgress()).video
            score = score_video(made.path, SENTENCES, registry.face_finder())
        found[picture.stem] = {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in asdict(score).items()
        }
    registry.close()
    return found


def stillness(options: argparse.Namespace) -> dict[str, Any]:
    """What moves in a pause."""
    return {picture.stem: measure_stillness(picture) for picture in _pictures(options.photo)}


def videos(options: argparse.Namespace) -> dict[str, Any]:
    """Speech onto a video: time with the face unknown and known, memory of a long one."""
    found = measure_videos(options.video, options.recording)
    return {**found, "ten_minutes": measure_video_memory(10)}


def inputs(options: argparse.Namespace) -> dict[str, Any]:
    """The same sentences as text, as a file and through a microphone; needs Chromium."""
    return measure_inputs(options.voice)


def sync(_: argparse.Namespace) -> dict[str, Any]:
    """Lips against sound at the beginning and the end of five minutes, at every frame rate."""
    return measure_sync()


def captions(_: argparse.Namespace) -> dict[str, Any]:
    """Captions, a frame."""
    return measure_captions()


def transcription(_: argparse.Namespace) -> dict[str, Any]:
    """Whisper, over the length of what it writes down."""
    return measure_transcription()


def wav2lip(_: argparse.Namespace) -> dict[str, Any]:
    """Wav2Lip's network against a plain loop; needs PyTorch, so only when asked for."""
    return measure_wav2lip()


def dub(_: argparse.Namespace) -> dict[str, Any]:
    """A minute of 1080p in another language: time, memory, fit, lips."""
    return measure_dub()


def provenance(options: argparse.Namespace) -> dict[str, Any]:
    """What marking costs, what marks survive, and how seldom one is seen where there is none."""
    return measure_provenance(options.unmarked)


def dub_memory(_: argparse.Namespace) -> dict[str, Any]:
    """Memory of a dub of ten minutes; takes as long, so only when asked for."""
    return measure_dub_memory(10)


PARTS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "speed": speed,
    "memory": memory,
    "lips": lips,
    "stillness": stillness,
    "videos": videos,
    "inputs": inputs,
    "sync": sync,
    "captions": captions,
    "transcription": transcription,
    "dub": dub,
    "provenance": provenance,
    "dub_memory": dub_memory,
    "wav2lip": wav2lip,
}
UNASKED = tuple(part for part in PARTS if part not in {"wav2lip", "dub_memory"})


def main() -> None:
    """Run the chosen parts and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], help="default: all but wav2lip and dub_memory"
    )
    parser.add_argument("--photo", type=Path, help="a photograph to measure beside the presenters")
    parser.add_argument("--video", type=Path, help="a video of somebody, for `videos`")
    parser.add_argument("--recording", type=Path, help="what they are to say there")
    parser.add_argument(
        "--unmarked",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="videos and pictures that were not made here, for `provenance`",
    )
    parser.add_argument("--voice", default=VOICE)
    options = parser.parse_args()
    for part in options.parts or UNASKED:
        print(json.dumps({part: PARTS[part](options)}, indent=2), flush=True)


main()
