"""``python -m inference verify``: whether a file was made here, and what it says of itself."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from inference.commands.provenance_arguments import place_of
from inference.commands.result import Result
from inference.errors import InputError
from inference.provenance.environment import usual_trust
from inference.provenance.identity import open_identity
from inference.provenance.verification import verify_file

CREDENTIALS: Final = {
    "none": "none",
    "ours": "valid, signed here",
    "trusted": "valid, signed by {issuer}",
    "unknown": "valid, but nobody here knows the signer, who calls itself {issuer}",
    "altered": "ALTERED after they were signed by {issuer}",
}


def run(arguments: argparse.Namespace) -> Result:
    """Look for watermark, credentials and label.

    Raises:
        InputError: the file is no picture, video or sound.
        SigningIdentityError: the keys cannot be read or made.
    """
    path = Path(arguments.file)
    identity = open_identity(place_of(arguments))
    found = verify_file(path, identity, trusted(arguments.trust or usual_trust())).to_json()
    rows = [("file", path.name), *_rows(found)]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {value}" for name, value in rows]
    return Result("\n".join(lines), found | {"path": str(path)})


def trusted(path: str | Path | None) -> bytes:
    """PEM of the authorities that somebody names.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        return Path(path).read_bytes() if path else b""
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error


def _rows(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "made here", "yes" if found["made_here"] else "not as far as one can see"
    if found["identifiers"]:
        yield "video", ", ".join(found["identifiers"])
    yield "watermark", _watermark(found["watermark"])
    signed = found["credentials"]
    issuer = signed["issuer"] or "somebody without a name"
    yield "credentials", CREDENTIALS[signed["state"]].format(issuer=issuer)
    names = ("tool", "made_at", "kind", "author", "source_type")
    yield from ((f"  {name.replace('_', ' ')}", signed[name]) for name in names if signed[name])
    label = found["label"]
    yield "label", f"{label['text']} ({label['language']})" if label["seen"] else "none seen"


def _watermark(found: dict[str, Any]) -> str:
    if not found["found"]:
        return "none found"
    told = found["identifier"] or "one of another installation, or too much of it was lost"
    mirrored = ", mirrored" if found["mirrored"] else ""
    return f"{told} ({found['likeness']:.1f} deviations above chance{mirrored})"
