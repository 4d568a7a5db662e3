"""``python -m inference transcribe``: a recording to text with times."""

import argparse
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from inference.commands.output_files import UnwritableOutputError, workdir_beside
from inference.commands.progress_bar import shown_progress
from inference.commands.result import Result
from inference.progress import Stage
from inference.registry import Registry
from inference.subtitles import to_srt, to_webvtt
from inference.transcripts import Transcript

WEIGHTS: Final = {Stage.LOADING: 1, Stage.SPEECH: 9}
NOBODY: Final = "nobody speaks in it"


def run(arguments: argparse.Namespace) -> Result:
    """Write down what is said; print it, or write it to a file as JSON, SRT, WebVTT or text.

    Raises:
        InputError: the recording, its language or the output are unusable.
    """
    out = Path(arguments.out) if arguments.out else None
    write = _writer(out) if out else None
    with (
        shown_progress(WEIGHTS, wanted=not arguments.json) as progress,
        closing(Registry()) as registry,
    ):
        progress.update(Stage.LOADING, 0.0)
        transcriber = registry.transcriber()
        transcript = transcriber.transcribe(
            Path(arguments.file),
            arguments.language,
            lambda share: progress.update(Stage.SPEECH, share),
        )
    if out and write:
        _put(out, write(transcript))
    facts = transcript.to_json() | {"path": str(out) if out else None}
    return Result(_shown(transcript, out), facts)


def _shown(transcript: Transcript, out: Path | None) -> str:
    if not transcript.segments:
        return f"{out}: {NOBODY}" if out else NOBODY
    if out:
        n_words = sum(1 for _ in transcript.words())
        return f"{out}: {n_words} words, language {transcript.language}"
    return to_text(transcript).rstrip()


def to_text(transcript: Transcript) -> str:
    """One line per segment."""
    return "".join(f"{segment.text}\n" for segment in transcript.segments)


def to_json_text(transcript: Transcript) -> str:
    """The transcript with all times, as JSON."""
    return json.dumps(transcript.to_json(), ensure_ascii=False, indent=1) + "\n"


WRITERS: Final[dict[str, Callable[[Transcript], str]]] = {
    ".json": to_json_text,
    ".srt": to_srt,
    ".vtt": to_webvtt,
    ".txt": to_text,
}


def _writer(out: Path) -> Callable[[Transcript], str]:
    """How to write a file of this name; refused before any work is done."""
    try:
        return WRITERS[out.suffix.lower()]
    except KeyError:
        why = f"the name must end in {', '.join(WRITERS)}"
        raise UnwritableOutputError(out, why) from None


def _put(out: Path, content: str) -> None:
    with workdir_beside(out, out.suffix.lower()) as workdir:
        written = workdir / f"transcript{out.suffix}"
        try:
            written.write_text(content, encoding="utf-8")
        except OSError as error:
            raise UnwritableOutputError(out, error.strerror or str(error)) from error
        written.replace(out)
