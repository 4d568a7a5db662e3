"""Where the environment says that the keys of this installation lie."""

import os
from pathlib import Path
from typing import Final

from inference.provenance.marking import IdentityPlace

DATA_VARIABLE: Final = "AVATAR_DATA_DIR"
CERTIFICATE_VARIABLE: Final = "AVATAR_C2PA_CERTIFICATE"
KEY_VARIABLE: Final = "AVATAR_C2PA_KEY"
TRUST_VARIABLE: Final = "AVATAR_C2PA_TRUST"
NAME_VARIABLE: Final = "AVATAR_CREDENTIALS_NAME"
DEFAULT_DATA: Final = Path(__file__).resolve().parents[2] / "data"
FOLDER: Final = "provenance"  # of the data folder
USUAL_NAME: Final = "Avatar Studio"


def usual_place() -> IdentityPlace:
    """The place of this installation's keys, the same that its site uses.

    Raises:
        InputError: a certificate is named without its key, or a key without its certificate.
    """
    data = os.environ.get(DATA_VARIABLE)
    return IdentityPlace(
        (Path(data).expanduser() if data else DEFAULT_DATA) / FOLDER,
        _named(CERTIFICATE_VARIABLE),
        _named(KEY_VARIABLE),
        os.environ.get(NAME_VARIABLE) or USUAL_NAME,
    )


def usual_trust() -> Path | None:
    """PEM of authorities whose signers are trusted besides; ``None`` where none is named."""
    return _named(TRUST_VARIABLE)


def _named(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value).expanduser() if value else None
