"""How a video is marked as made by a machine: an order as plain values, checked when it is made.

Holds no secret: keys are named by the folder or the files in which they lie, so that an order can
be kept in a row or sent in a message.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self

from inference.errors import InputError

N_ID_BITS: Final = 40
MAX_IDENTIFIER: Final = (1 << N_ID_BITS) - 1
ID_DIGITS: Final = N_ID_BITS // 4  # of an identifier in hexadecimal
LONGEST_TEXT: Final = 100  # characters of an author's id, a version and a language


class LabelCorner(StrEnum):
    """Where the visible label stands, unless the mouth is there."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"


class VideoKind(StrEnum):
    """Whom a video shows."""

    LIBRARY = "library"  # a presenter of the library
    PHOTO = "photo"  # somebody's own picture
    VIDEO = "video"  # somebody's own video
    DUB = "dub"  # the people of a video, in another language


@dataclass(frozen=True, slots=True)
class VisibleLabel:
    """Words in a corner of the picture that say what it is.

    Attributes:
        language: BCP 47 tag of the words; English where a language has none.
        corner: where they stand.

    Raises:
        InputError: the tag is too long to be one.
    """

    language: str = "en"
    corner: LabelCorner = LabelCorner.TOP_LEFT

    def __post_init__(self) -> None:
        _check_length(self.language, "language of the label")

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"language": self.language, "corner": str(self.corner)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote; what is left out is as usual.

        Raises:
            InputError: a value is not among the choices.
        """
        try:
            corner = LabelCorner(stored.get("corner") or LabelCorner.TOP_LEFT)
        except ValueError as error:
            raise InputError(f"the label's corner: {error}") from None
        return cls(str(stored.get("language") or "en"), corner)


@dataclass(frozen=True, slots=True)
class IdentityPlace:
    """Where the keys of an installation lie; made there by ``identity.open_identity``.

    Attributes:
        folder: holds the key of watermarks, and the certificate and key of credentials where no
            other ones are given. Only the installation's account may read it.
        certificate: PEM of a signer's certificate followed by its issuers; ``None`` for the
            folder's own.
        private_key: PEM of its key, unencrypted; given if and only if ``certificate`` is.
        organisation: name in a certificate that is made.

    Raises:
        InputError: a certificate without a key, or a key without a certificate.
    """

    folder: Path
    certificate: Path | None = None
    private_key: Path | None = None
    organisation: str = "Avatar Studio"

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.private_key is None):
            raise InputError("a certificate needs its key, and a key its certificate")

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "folder": str(self.folder),
            "certificate": str(self.certificate) if self.certificate else None,
            "private_key": str(self.private_key) if self.private_key else None,
            "organisation": self.organisation,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote; only ``folder`` has to be there."""
        certificate, key = stored.get("certificate"), stored.get("private_key")
        return cls(
            Path(stored["folder"]),
            Path(certificate) if certificate else None,
            Path(key) if key else None,
            str(stored.get("organisation") or "Avatar Studio"),
        )


@dataclass(frozen=True, slots=True)
class Provenance:
    """How one video is marked.

    A video that is rendered again after an edit keeps its identifier: what was drawn of a dub stays
    usable only under the same one.

    Attributes:
        identifier: of the video, within [0, ``MAX_IDENTIFIER``]; see ``new_identifier``.
        identity: where the keys lie.
        kind: whom it shows.
        author: id of the account in the credentials; empty where it is private.
        version: of the tool, for the credentials.
        label: the visible one; ``None`` for none.
        watermark: whether the identifier is hidden in the picture.
        credentials: whether the file is signed.

    Raises:
        InputError: a value is out of range.
    """

    identifier: int
    identity: IdentityPlace
    kind: VideoKind
    author: str = ""
    version: str = ""
    label: VisibleLabel | None = field(default_factory=VisibleLabel)
    watermark: bool = True
    credentials: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.identifier <= MAX_IDENTIFIER:
            raise InputError(f"identifier {self.identifier}: must fit into {N_ID_BITS} bits")
        _check_length(self.author, "author")
        _check_length(self.version, "version")

    @property
    def changes_picture(self) -> bool:
        """Whether any pixel has to be changed, so that packets cannot be taken over as they are."""
        return self.watermark or self.label is not None

    def to_json(self) -> dict[str, Any]:
        """Plain values; the identifier as ``identifier_text`` writes it."""
        return {
            "identifier": identifier_text(self.identifier),
            "identity": self.identity.to_json(),
            "kind": str(self.kind),
            "author": self.author,
            "version": self.version,
            "label": self.label.to_json() if self.label else None,
            "watermark": self.watermark,
            "credentials": self.credentials,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote; ``"label": None`` means none, left out it is as usual.

        Raises:
            InputError: a value is missing or out of range.
        """
        try:
            label = stored.get("label", {})
            return cls(
                identifier=int(stored["identifier"], 16),
                identity=IdentityPlace.from_json(stored["identity"]),
                kind=VideoKind(stored["kind"]),
                author=str(stored.get("author") or ""),
                version=str(stored.get("version") or ""),
                label=None if label is None else VisibleLabel.from_json(label),
                watermark=bool(stored.get("watermark", True)),
                credentials=bool(stored.get("credentials", True)),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"the provenance is incomplete: {error!r}") from error


def new_identifier() -> int:
    """A random identifier, which tells nothing about how many videos there are.

    Whoever keeps them looks whether it is taken: of a million, one new one in a million is.
    """
    return secrets.randbits(N_ID_BITS)


def identifier_text(identifier: int) -> str:
    """An identifier as people and files write it: ten hexadecimal digits."""
    return f"{identifier:0{ID_DIGITS}x}"


def _check_length(text: str, name: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise InputError(f"{name}: at most {LONGEST_TEXT} characters")
