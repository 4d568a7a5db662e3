"""``python -m inference dub``: a video in one language to the same people speaking another."""

import argparse
import json
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from inference.commands.caption_arguments import check_subtitle_names
from inference.commands.dub_order import spec_of
from inference.commands.output_files import (
    UnwritableOutputError,
    check_target,
    workdir_beside,
)
from inference.commands.progress_bar import LABELS, shown_progress
from inference.commands.result import Result
from inference.dubbing.spoken_line import Verdict
from inference.errors import InputError
from inference.lipsync.wav2lip.weights import LICENCE_NOTICE
from inference.pipelines.dub import Dub, DubResult
from inference.progress import Stage
from inference.registry import Registry

DUB_LABELS: Final = {
    **LABELS,
    Stage.LISTENING: "Listening",
    Stage.TRANSLATING: "Translating",
}
LIPS_LEFT: Final = {
    "sound_only": "no face can be used: only the sound was dubbed",
    "nobody_shown": "nobody who speaks is shown: only the sound was dubbed",
}


def run(arguments: argparse.Namespace) -> Result:
    """Render the dub; nothing appears at ``--out`` unless all went well.

    Raises:
        InputError: video, lines, languages or outputs are unusable.
        ProviderError: a remote translator or voice failed.
    """
    started = time.monotonic()
    sys.setswitchinterval(0.0005)  # as in ``inference.render_server``
    out = Path(arguments.out)
    check_subtitle_names(arguments)
    if arguments.audio:
        check_target(Path(arguments.audio), ".m4a")
    spec, transcript = spec_of(arguments), _transcript(arguments)
    with (
        workdir_beside(out, ".mp4") as workdir,
        closing(Registry()) as registry,
        shown_progress(Dub.weights, wanted=not arguments.json, labels=DUB_LABELS) as progress,
    ):
        made = Dub(registry).run(spec, workdir, progress, transcript)
        _keep(made, arguments)
        made.video.path.replace(out)
    return _result(made, out, time.monotonic() - started)


def _transcript(arguments: argparse.Namespace) -> Path | None:
    if not arguments.transcript:
        return None
    if arguments.lines_from:
        raise InputError("--transcript and --lines-from both say what is spoken; give one")
    return Path(arguments.transcript)


def _keep(made: DubResult, arguments: argparse.Namespace) -> None:
    """Put what was asked for beside the video where it should go."""
    lines = {"script": made.script.to_json(), "translation": made.translation}
    texts = {
        arguments.srt: made.target_subtitles.srt.read_text(encoding="utf-8"),
        arguments.vtt: made.target_subtitles.vtt.read_text(encoding="utf-8"),
        arguments.lines: json.dumps(lines, ensure_ascii=False, indent=2),
        arguments.report: json.dumps(made.report, ensure_ascii=False, indent=2),
    }
    for name, text in texts.items():
        if name:
            _write(Path(name), text.encode())
    if arguments.audio:
        _write(Path(arguments.audio), made.audio.read_bytes())


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UnwritableOutputError(path, error.strerror or str(error)) from error


def _result(made: DubResult, out: Path, elapsed: float) -> Result:
    video, report = made.video, made.report
    facts: dict[str, Any] = {
        "path": str(out),
        "duration": round(video.duration, 3),
        "width": video.width,
        "height": video.height,
        "fps": float(video.fps),
        "n_frames": video.n_frames,
        "size_bytes": video.size_bytes,
        "elapsed": round(elapsed, 2),
        "language": made.language,
        "report": report,
    }
    size, languages = (
        f"{video.width}x{video.height}",
        f"{report['source_language']} to {made.language}",
    )
    counts = [f"{report[f'n_{verdict}']} {verdict}" for verdict in Verdict]
    lines = [
        f"{out}: {video.duration:.1f} s, {size}, {languages}, made in {elapsed:.1f} s",
        f"lines: {', '.join(counts)}",
    ]
    lines += [_overflow(line) for line in report["lines"] if line["verdict"] == "overflowing"]
    lines += [
        f"{span['start']:.1f} to {span['end']:.1f} s: mouth left as it was ({span['reason']})"
        for span in report["untouched"]
    ]
    if report["lip_sync_off_reason"] in LIPS_LEFT:
        lines.append(LIPS_LEFT[report["lip_sync_off_reason"]])
    if report["lip_sync"] and report["engine"] == "wav2lip":
        lines.append(LICENCE_NOTICE)
        facts["notice"] = LICENCE_NOTICE
    return Result("\n".join(lines), facts)


def _overflow(line: dict[str, Any]) -> str:
    return f"{line['start']:.1f} s: too long for its place: {line['text']}"
