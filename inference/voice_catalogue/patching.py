"""``python -m inference.voice_catalogue.patching MODEL OUT``: makes a fetched network usable.

A program of its own, because it needs libraries and memory that the process which waits for it, the
web process perhaps, should not carry. It ends with status 1 and one line where the network is of no
use here.
"""

import sys
from pathlib import Path

from google.protobuf.message import DecodeError

from inference.checkpoint_errors import CheckpointError
from inference.checkpoint_recipes import piper_durations


def main(argv: list[str]) -> int:
    """Write the network with the lengths of its phonemes as one more output."""
    model, out = (Path(each) for each in argv)
    try:
        out.write_bytes(piper_durations(model.read_bytes(), ""))
    except (CheckpointError, DecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
