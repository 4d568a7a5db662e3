"""What is learnt from a source once: the mouths it shows, and its light."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from inference.errors import EngineError
from inference.faces import PortraitAnalysis
from inference.lipsync.rewarp.bank import Entry, MouthBank, Source, choose_entries, skin_light
from inference.lipsync.warp.anatomy import HeadFrame
from inference.lipsync.warp.arrays import Floats
from inference.lipsync.warp.interior import Palette, sample_palette
from inference.planar import PlanarFrame

VERSION: Final = 1  # raise it when the same source would be learnt otherwise


@dataclass(frozen=True)
class Acquaintance:
    """Somebody's mouth.

    Attributes:
        bank: how it looks inside, as far as the source shows it.
        palette: colours for painting it.
        light: RGB of the skin where the palette was taken, as ``Entry.light``.
    """

    bank: MouthBank
    palette: Palette
    light: Floats

    @classmethod
    def make(cls, source: Source, frames: Iterable[PlanarFrame]) -> Self:
        """Look at a source.

        Args:
            source: the face in it.
            frames: from its first; read no further than needed.

        Raises:
            EngineError: it ended before its first usable face.
        """
        wanted = set(choose_entries(source.track, source.head, source.unit).tolist())
        first = int(np.argmax(source.track.usable > 0))
        entries: list[Entry] = []
        seen: tuple[Palette, Floats] | None = None
        for index, frame in enumerate(islice(frames, max(wanted | {first}) + 1)):
            if index == first:
                seen = _colours(source, frame, index)
            if index in wanted:
                entries.append(source.mouth(frame, index))
        if seen is None:
            raise EngineError("the source ended before its first usable face")
        return cls(MouthBank(tuple(entries)), *seen)

    def save(self, path: Path) -> None:
        """Write to a file, in one step."""
        values: dict[str, Any] = {"version": VERSION, "n": len(self.bank), "light": self.light}
        values |= {name: getattr(self.palette, name) for name in ("teeth", "flesh", "dark")}
        for index, entry in enumerate(self.bank.entries):
            values |= {
                f"picture{index}": entry.picture,
                f"lips{index}": np.stack([entry.upper, entry.lower]),
                f"unit{index}": entry.unit,
                f"facts{index}": np.concatenate([entry.features, entry.light]),
            }
        part = path.with_name(f".{path.name}")
        with part.open("wb") as file:
            np.savez(file, **values)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Read what ``save`` wrote; ``None`` if it is absent, damaged or outdated."""
        try:
            with path.open("rb") as file, np.load(file) as stored:
                if int(stored["version"]) != VERSION:
                    return None
                entries = tuple(_entry(stored, index) for index in range(int(stored["n"])))
                palette = Palette(stored["teeth"], stored["flesh"], stored["dark"])
                return cls(MouthBank(entries), palette, stored["light"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None


def get_acquainted(
    source: Source, frames: Iterable[PlanarFrame], kept: Path | None
) -> Acquaintance:
    """What is known of a source; looked at unless it is ``kept`` in a file."""
    known = Acquaintance.load(kept) if kept else None
    if known is None:
        known = Acquaintance.make(source, frames)
        if kept and kept.parent.is_dir():
            known.save(kept)
    return known


def _entry(stored: Any, index: int) -> Entry:
    upper, lower = stored[f"lips{index}"]
    facts = stored[f"facts{index}"]
    return Entry(
        stored[f"picture{index}"],
        upper,
        lower,
        facts[:4],
        facts[4:7],
        float(stored[f"unit{index}"]),
    )


def _colours(source: Source, frame: PlanarFrame, index: int) -> tuple[Palette, Floats]:
    landmarks = source.track.face(index)
    width, height = frame.size
    analysis = PortraitAnalysis(width, height, has_alpha=False, landmarks=landmarks)
    palette = sample_palette(frame.rgb(), HeadFrame.of(analysis, 1.0, 0.0, 0.0))
    return palette, skin_light(frame, landmarks)
