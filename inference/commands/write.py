"""``python -m inference write``: a topic to a script."""

import argparse
import json
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from inference.commands.output_files import UnwritableOutputError, workdir_beside
from inference.commands.progress_bar import shown_progress
from inference.commands.result import Result
from inference.progress import Stage
from inference.registry import Registry
from inference.writing.brief import ScriptBrief
from inference.writing.script import VideoScript
from inference.writing.writers import open_writer

WEIGHTS: Final = {Stage.LOADING: 1, Stage.SPEECH: 9}
LABELS: Final = {Stage.LOADING: "Loading", Stage.SPEECH: "Writing"}
DRAFT: Final = "a rough draft of a small model: look it over before anybody hears it"


def run(arguments: argparse.Namespace) -> Result:
    """Write a script; print it, or write it to a file.

    Raises:
        InputError: the order cannot be met, or the output is unusable.
        ProviderError: a remote service failed or declined.
    """
    names = ("topic", "audience", "tone", "seconds", "language", "platform")
    brief = ScriptBrief.from_json({name: getattr(arguments, name) for name in names})
    out = Path(arguments.out) if arguments.out else None
    if out and out.suffix not in {".json", ".txt"}:
        raise UnwritableOutputError(out, "the name must end in .json or .txt")
    with (
        shown_progress(WEIGHTS, wanted=not arguments.json, labels=LABELS) as progress,
        closing(Registry()) as registry,
    ):
        progress.update(Stage.LOADING, 0.0)
        writer = open_writer(registry, arguments.writer, arguments.seed)
        script = writer.write(brief, partial(progress.update, Stage.SPEECH))
    if out:
        _put(out, script)
    return Result(_shown(script, out), script.to_json() | {"path": str(out) if out else None})


def _put(out: Path, script: VideoScript) -> None:
    as_json = json.dumps(script.to_json(), ensure_ascii=False, indent=1)
    with workdir_beside(out, out.suffix) as workdir:
        file = workdir / out.name
        file.write_text(f"{as_json if out.suffix == '.json' else script.text}\n", encoding="utf-8")
        file.replace(out)


def _shown(script: VideoScript, out: Path | None) -> str:
    facts = f"about {script.estimated_seconds:.0f} s, by {script.writer}"
    note = f"{facts}; {DRAFT}" if script.is_draft else facts
    if out:
        return f"{out}: {note}"
    tags = " ".join(f"#{tag}" for tag in script.hashtags)
    return f"{script.title}\n\n{script.text}\n\n{script.description}\n{tags}\n\n({note})"
