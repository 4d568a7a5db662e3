"""``python -m inference talk``: words and a picture to a video."""

import argparse
import time
from contextlib import closing
from fractions import Fraction
from pathlib import Path

from inference.commands.output_files import workdir_beside
from inference.commands.progress_bar import shown_progress
from inference.commands.result import Result
from inference.commands.script_text import script_of
from inference.errors import UnsupportedFormatError
from inference.facetracking.portrait import analyse_portrait
from inference.media import RenderedVideo, VideoFormat
from inference.pipelines.script_to_video import ScriptToVideo, ScriptToVideoSpec
from inference.registry import Registry
from inference.voices import find_voice


def run(arguments: argparse.Namespace) -> Result:
    """Render the video; nothing appears at ``--out`` unless all went well.

    Raises:
        InputError: text, voice, picture, format or output are unusable.
    """
    started = time.monotonic()
    out, portrait, form = Path(arguments.out), Path(arguments.face), format_of(arguments)
    spec = ScriptToVideoSpec(
        text=script_of(arguments),
        voice=find_voice(arguments.voice).id,
        portrait=portrait,
        rate=arguments.rate,
        form=form,
        background=arguments.background,
        face_index=arguments.face_index,
    )
    with (
        workdir_beside(out, ".mp4") as workdir,
        closing(Registry()) as registry,
        shown_progress(ScriptToVideo.weights, wanted=not arguments.json) as progress,
    ):
        # a picture that cannot be used is found before anything is spoken
        analysis = analyse_portrait(portrait, registry.face_finder(), spec.face_index)
        known = ScriptToVideoSpec.from_json({**spec.to_json(), "analysis": analysis.to_json()})
        rendered = ScriptToVideo(registry).run(known, workdir, progress)
        rendered.path.replace(out)
    return _result(rendered, out, time.monotonic() - started)


def format_of(arguments: argparse.Namespace) -> VideoFormat:
    """Size and rate as ``--size`` and ``--fps`` give them.

    Raises:
        UnsupportedFormatError: they are no numbers, or no such video can be made.
    """
    width, cross, height = arguments.size.lower().partition("x")
    if not (cross and width.isascii() and width.isdigit() and height.isdigit()):
        raise UnsupportedFormatError(f"size {arguments.size!r}: write it as 1280x720")
    try:
        fps = Fraction(arguments.fps)
    except (ValueError, ZeroDivisionError):
        raise UnsupportedFormatError(f"fps {arguments.fps!r} is not a number") from None
    return VideoFormat(int(width), int(height), fps)


def _result(rendered: RenderedVideo, out: Path, elapsed: float) -> Result:
    facts = {
        "path": str(out),
        "duration": round(rendered.duration, 3),
        "width": rendered.width,
        "height": rendered.height,
        "fps": float(rendered.fps),
        "n_frames": rendered.n_frames,
        "size_bytes": rendered.size_bytes,
        "elapsed": round(elapsed, 2),
    }
    text = f"{out}: {rendered.duration:.1f} s, {rendered.width}x{rendered.height}"
    return Result(f"{text}, made in {elapsed:.1f} s", facts)
