"""Marks frames just before they are encoded, and the file when it is whole."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from inference.media import Frame
from inference.planar import PlanarFrame, planar_of
from inference.provenance.credentials import Statement, sign_video
from inference.provenance.identity import Identity, open_identity
from inference.provenance.label import PlacedLabel, Rect, place_label
from inference.provenance.marking import Provenance, identifier_text
from inference.provenance.watermark import Watermark
from inference.provenance.watermark_code import WatermarkCode

MARKS_VERSION: Final = 1  # raise it when the same marks would be drawn otherwise
FINGERPRINT_BYTES: Final = 8


@dataclass(frozen=True)
class Marker:
    """The marks of one video.

    Attributes:
        provenance: what is wished.
        identity: of the installation.
        size: (width, height) of the frames.
        label: the visible one in its place; ``None`` for none.
    """

    provenance: Provenance
    identity: Identity
    size: tuple[int, int]
    label: PlacedLabel | None

    @classmethod
    def of(
        cls, provenance: Provenance, size: tuple[int, int], mouths: Sequence[Rect] = ()
    ) -> "Marker":
        """Get everything ready.

        Args:
            provenance: what is wished.
            size: (width, height) of the frames.
            mouths: (left, top, right, bottom) in pixels; the label keeps off them.

        Raises:
            SigningIdentityError: the keys cannot be read or made.
        """
        identity = open_identity(provenance.identity)
        wished = provenance.label
        return cls(
            provenance, identity, size, place_label(wished, size, mouths) if wished else None
        )

    def marked(self, frames: Iterable[Frame | PlanarFrame]) -> Iterator[PlanarFrame]:
        """Frames with label and watermark; planar ones are changed in place.

        What is drawn depends on nothing but these frames, so pieces of a video may be marked one
        by one.
        """
        watermark = self._watermark()
        for frame in frames:
            picture = frame if isinstance(frame, PlanarFrame) else planar_of(frame)
            if self.label:
                self.label.paint(picture)
            if watermark:
                watermark.write(picture.y)
            yield picture

    def marked_picture(self, picture: Frame) -> Frame:
        """A picture of the video with its marks, RGB."""
        return next(self.marked([planar_of(picture)])).rgb()

    def _watermark(self) -> Watermark | None:
        if not self.provenance.watermark:
            return None
        code = WatermarkCode(self.identity.watermark_key)
        return Watermark(code, self.provenance.identifier, self.size)

    def told(self) -> list[Any]:
        """All that decides what is drawn, as plain values; tells nothing about the key."""
        hidden = None
        if self.provenance.watermark:
            told = hashlib.blake2b(self.identity.watermark_key, digest_size=FINGERPRINT_BYTES)
            hidden = [identifier_text(self.provenance.identifier), told.hexdigest()]
        shown = [self.label.text, str(self.label.corner)] if self.label else None
        return [MARKS_VERSION, hidden, shown]

    def finish(self, path: Path) -> dict[str, Any]:
        """Sign the finished file, if that is wished.

        Returns:
            What was done, as plain values; see ``docs/provenance.md``.

        Raises:
            EngineError: it cannot be signed.
        """
        wished, label = self.provenance, self.label
        identifier = identifier_text(wished.identifier)
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        if wished.credentials:
            statement = Statement(
                identifier,
                str(wished.kind),
                made_at,
                wished.author,
                wished.version,
                label.language if label else "",
            )
            sign_video(path, self.identity.signing, statement)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {
            "identifier": identifier,
            "kind": str(wished.kind),
            "label": label.facts() if label else None,
            "watermark": wished.watermark,
            "credentials": wished.credentials,
            "made_at": made_at,
            "sha256": digest,
        }
