"""``python -m inference.voice_catalogue.patching MODEL CONFIG OUT``: makes a network usable.

A program of its own, because it needs libraries and memory that the process which waits for it, the
web process perhaps, should not carry. It ends with status 1 and one line where the voice is of no
use here.
"""

import json
import sys
from pathlib import Path
from typing import Final

from inference.checkpoint_recipes import piper_durations
from inference.errors import CheckpointError

# of Piper's ways from text to phonemes, those that need nothing more
READABLE: Final = frozenset({"espeak", "text"})


def main(argv: list[str]) -> int:
    """Check the settings and write the network with the lengths of its phonemes."""
    model, config, out = (Path(each) for each in argv)
    try:
        _check(json.loads(config.read_text(encoding="utf-8")))
        out.write_bytes(piper_durations(model.read_bytes(), ""))
    except (CheckpointError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _check(config: dict[str, object]) -> None:
    kind = config.get("phoneme_type", "espeak")
    if kind not in READABLE:
        raise CheckpointError(f"its text is read by {kind}, which is not installed")
    if not isinstance(config["phoneme_id_map"], dict):
        raise CheckpointError("its settings name no phonemes")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
