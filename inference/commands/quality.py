"""``python -m inference quality``: how well a video's lips fit its sound, and how they look."""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from inference.commands.output_files import UnwritableOutputError, workdir_beside
from inference.commands.progress_bar import shown_progress
from inference.commands.result import Result
from inference.progress import ProgressReporter, Stage
from inference.quality.assess import Material, assess
from inference.quality.report import Line, QualityReport, Untouched
from inference.quality.streams import write_shifted
from inference.registry import Registry

WEIGHTS: Final = {Stage.LOADING: 1, Stage.FINISHING: 19}
SMALLEST_FIX: Final = 20  # ms; nobody notices less, and nothing here measures better


def _share(value: float) -> str:
    return f"{value:.0%}"


def _score(value: float) -> str:
    return f"{value:.2f}"


def _ms(value: float) -> str:
    return f"{value:+.0f} ms"


LABELS: Final[dict[str, tuple[str, Callable[[float], str]]]] = {
    "lag": ("lips against sound", _ms),
    "container_offset": ("pictures against sound in the file", _ms),
    "closure": ("lips close for p, b, m", _score),
    "rounding": ("lips round for o, u, w", _score),
    "stillness": ("movement in silence", lambda value: f"{value:.1%} of the eye distance"),
    "sharpness": ("sharpness of the mouth over the source", _share),
    "seam": ("visibility of a seam", _score),
    "untouched": ("frames without a usable face", _share),
    "dropped_frames": ("missing frames", lambda value: f"{value:.1%}"),
    "loudness": ("loudness", lambda value: f"{value:.1f} LU from -16 LUFS"),
}
UNMEASURED: Final = "nothing to measure it by"


def run(arguments: argparse.Namespace) -> Result:
    """Measure a video; draw its timeline or write a corrected copy if wished.

    Raises:
        InputError: the video or an output is unusable.
    """
    video = Path(arguments.video)
    picture = Path(arguments.picture) if arguments.picture else None
    fixed = Path(arguments.fix) if arguments.fix else None
    _refuse(picture, ".png")
    _refuse(fixed, ".mp4")
    material = Material(
        Path(arguments.source) if arguments.source else None,
        arguments.text,
        arguments.language,
        arguments.start,
    )
    with (
        tempfile.TemporaryDirectory(prefix="quality-") as folder,
        shown_progress(WEIGHTS, wanted=not arguments.json) as progress,
        closing(Registry()) as registry,
    ):
        found = assess(video, material, Path(folder), registry, _reporter(progress))
        drawn = _kept(found.picture, picture)
    found = replace(found, picture=drawn, untouched=_without_thumbnails(found))
    lines = list(_lines(found))
    if fixed:
        lines.append(_fix(video, fixed, found))
    facts = found.to_json() | {"path": str(video), "fixed": str(fixed) if fixed else None}
    return Result("\n".join(lines), facts)


def _reporter(progress: ProgressReporter) -> Callable[[float], None]:
    progress.update(Stage.LOADING, 0.0)
    return lambda share: progress.update(Stage.FINISHING, share)


def _refuse(out: Path | None, suffix: str) -> None:
    """Say that an output cannot be written before minutes are spent on it."""
    if out is not None:
        with workdir_beside(out, suffix):
            pass


def _kept(drawn: Path | None, out: Path | None) -> Path | None:
    """The picture under its wished name."""
    if drawn is None or out is None:
        return None
    with workdir_beside(out, ".png") as workdir:
        written = workdir / "timeline.png"
        try:
            written.write_bytes(drawn.read_bytes())
        except OSError as error:
            raise UnwritableOutputError(out, error.strerror or str(error)) from error
        written.replace(out)
    return out


def _without_thumbnails(found: QualityReport) -> tuple[Untouched, ...]:
    """The spans alone: their pictures went with the temporary folder."""
    return tuple(replace(span, thumbnail=None) for span in found.untouched)


def _lines(found: QualityReport) -> Iterator[str]:
    width = max(len(label) for label, _ in LABELS.values())
    for line in found.lines:
        label, shown = LABELS[line.code]
        value = UNMEASURED if line.value is None else shown(line.value)
        about = " (approximate)" if line.is_approximate and line.value is not None else ""
        yield f"{line.grade.value:<7}  {label:<{width}}  {value}{about}"
    for span in found.untouched:
        reason = span.reason.replace("_", " ")
        yield f"{'':<7}  {span.start:.2f} to {span.end:.2f} s: {reason}"
    for start, end in found.measured if len(found.measured) > 1 else ():
        yield f"{'':<7}  frames from {start:.0f} to {end:.0f} s were measured"
    yield f"{found.grade.value:<7}  all in all"


def _fix(video: Path, out: Path, found: QualityReport) -> str:
    """Write the corrected copy and say what was done."""
    lag: Line = found.line("lag")
    ms = lag.value if lag.value is not None and abs(lag.value) >= SMALLEST_FIX else 0.0
    with workdir_beside(out, ".mp4") as workdir:
        written = workdir / "fixed.mp4"
        write_shifted(video, written, ms / 1000)
        written.replace(out)
    return f"{out}: {'copied, nothing to correct' if not ms else f'shifted by {ms:+.0f} ms'}"
