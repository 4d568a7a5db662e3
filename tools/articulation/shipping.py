"""Puts a trained network among the checkpoints, where the product finds it."""

import hashlib
import re
import shutil
from pathlib import Path
from typing import Final

from inference.checkpoints import DEFAULT_FOLDER, MANIFEST

ENTRY: Final = "articulation"
FILE: Final = "articulation.onnx"
LARGEST: Final = 5_000_000  # bytes; it lies in the repository


def ship(network: Path) -> None:
    """Copy the file and write its hash and size into the manifest.

    ``docs/models.md`` repeats both; a test tells when it is out of date.
    """
    content = network.read_bytes()
    if len(content) > LARGEST:
        raise SystemExit(f"{network} is too large for the repository")
    shutil.copyfile(network, DEFAULT_FOLDER / FILE)
    facts = {"sha256": f'"{hashlib.sha256(content).hexdigest()}"', "size_bytes": str(len(content))}
    before, marker, entry = MANIFEST.read_text(encoding="utf-8").partition(f"[{ENTRY}]\n")
    for name, value in facts.items():
        entry = re.sub(rf"^{name} = .*$", f"{name} = {value}", entry, count=1, flags=re.MULTILINE)
    MANIFEST.write_text(before + marker + entry, encoding="utf-8")
    print(*(f"{name} = {value}" for name, value in facts.items()), sep="\n")
