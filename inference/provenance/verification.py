"""Whether a file was made here, and what it says of itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inference.provenance.credentials import (
    Credentials,
    CredentialState,
    Trust,
    read_credentials,
)
from inference.provenance.identity import Identity
from inference.provenance.label_finder import FoundLabel, find_label
from inference.provenance.marking import identifier_text
from inference.provenance.samples import Samples, sample_file
from inference.provenance.watermark_code import WatermarkCode
from inference.provenance.watermark_finder import FoundWatermark, find_watermark


@dataclass(frozen=True)
class Verification:
    """What was found out about a file.

    Attributes:
        samples: what was looked at.
        watermark: ``None`` where there are no pictures, or too small ones.
        credentials: what the file says of itself, and whether that holds.
        label: ``None`` where there are no pictures.
    """

    samples: Samples
    watermark: FoundWatermark | None
    credentials: Credentials
    label: FoundLabel | None

    @property
    def made_here(self) -> bool:
        """Whether this installation made the video, by its watermark or by intact credentials."""
        return bool(self.identifiers)

    @property
    def identifiers(self) -> list[str]:
        """Videos of this installation that it shows, as ``identifier_text`` writes them.

        First that of the watermark. There are two where a video was put together of two, or where
        credentials of one video were put on another.
        """
        found: list[str] = []
        if self.watermark and self.watermark.identifier is not None:
            found.append(identifier_text(self.watermark.identifier))
        signed = self.credentials
        if signed.state is CredentialState.OURS and signed.statement:
            found.append(signed.statement.identifier)
        return list(dict.fromkeys(found))

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "made_here": self.made_here,
            "identifiers": self.identifiers,
            "watermark": _told_watermark(self.watermark),
            "credentials": _told_credentials(self.credentials),
            "label": _told_label(self.label),
            "kind": self.samples.kind,
            "seconds": round(self.samples.seconds, 2),
            "width": self.samples.width,
            "height": self.samples.height,
        }


def verify_file(path: Path, identity: Identity, anchors: bytes = b"") -> Verification:
    """Look for everything that a video made by this product carries.

    Args:
        path: of a video, a picture (a still of a video may carry the watermark, too) or a sound.
        identity: of this installation.
        anchors: PEM of certificates of authorities whose signers are trusted besides.

    Raises:
        UnreadableMediaError: it is no picture, video or sound that can be read.
        VideoTooLargeError: its pictures are larger than are looked at.
    """
    samples = sample_file(path)
    credentials = read_credentials(path, Trust(identity.signers, anchors))
    if not samples.lumas:
        return Verification(samples, None, credentials, None)
    watermark = find_watermark(samples.lumas, WatermarkCode(identity.watermark_key))
    return Verification(samples, watermark, credentials, find_label(samples.lumas))


def _told_watermark(found: FoundWatermark | None) -> dict[str, Any]:
    identifier = found.identifier if found else None
    return {
        "found": found is not None and found.is_there,
        "identifier": None if identifier is None else identifier_text(identifier),
        "likeness": found.likeness if found else None,
        "mirrored": found is not None and found.is_mirrored,
    }


def _told_credentials(found: Credentials) -> dict[str, Any]:
    """What the file says of itself; nothing that was altered is passed on as a fact."""
    statement: Mapping[str, str] = {}
    if found.statement and found.is_intact:
        statement = asdict(found.statement)
    return {
        "state": str(found.state),
        "issuer": found.issuer,
        "signed_at": found.signed_at,
        "tool": found.tool if found.is_intact else "",
        "source_type": found.source_type if found.is_intact else "",
        "identifier": statement.get("identifier", ""),
        "kind": statement.get("kind", ""),
        "made_at": statement.get("made_at", ""),
        "author": statement.get("author", ""),
        "version": statement.get("version", ""),
        "label": statement.get("label", ""),
        "faults": list(found.faults),
    }


def _told_label(found: FoundLabel | None) -> dict[str, Any]:
    return {
        "seen": found is not None and found.is_seen,
        "language": found.language if found else "",
        "text": found.text if found else "",
        "corner": found.corner if found else "",
        "likeness": found.likeness if found else None,
    }
