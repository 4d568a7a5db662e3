"""``python -m inference prepare``: check every model file, make the prepared ones."""

import argparse
import sys
from typing import Any

from tqdm import tqdm

from inference import checkpoints
from inference.checkpoint_errors import CheckpointMissingError
from inference.commands.result import Result


def run(arguments: argparse.Namespace) -> Result:
    """Check, prepare and, with ``--fetch``, download what is missing.

    Raises:
        CheckpointError: a model cannot be used.
    """
    fetched = _fetch_missing(quiet=arguments.json) if arguments.fetch else []
    lines: list[str] = []
    checkpoints.prepare_all(lines.append)
    models = [
        {"name": spec.name, "title": spec.title, "sha256": spec.sha256, "licence": spec.licence}
        for spec in checkpoints.specs()
    ]
    return Result("\n".join(lines), {"models": models, "fetched": fetched})


def _fetch_missing(*, quiet: bool) -> list[str]:
    """Download what neither the folder nor a package has; returns the names."""
    fetched = []
    for spec in checkpoints.specs():
        try:
            checkpoints.locate(spec.name)
        except CheckpointMissingError:
            hidden = quiet or not sys.stderr.isatty()
            with tqdm(
                total=spec.size_bytes, unit="B", unit_scale=True, desc=spec.file, disable=hidden
            ) as bar:
                checkpoints.fetch(spec.name, _moving(bar))
            fetched.append(spec.name)
    return fetched


def _moving(bar: Any) -> checkpoints.DownloadProgress:
    """Progress of a download, shown on a bar."""

    def move(received: int, _: int) -> None:
        bar.update(received - bar.n)

    return move
