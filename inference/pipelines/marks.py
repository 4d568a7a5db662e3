"""Where a video's marks are made: around the frames of a talking video, in the pieces of a dub."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np

from inference.face_spots import LIP_SPOTS
from inference.faces import Landmarks
from inference.facetracking.portrait import FindsFaces
from inference.media import Frame
from inference.planar import PlanarFrame
from inference.provenance.identity import open_identity
from inference.provenance.label import Rect
from inference.provenance.marker import Marker
from inference.provenance.marking import Provenance
from inference.tracks import LOOKED_AT, FaceTrack

OUTER_LIPS: Final = [outer for outer, _ in LIP_SPOTS]
ROOM: Final = 0.5  # widths of the mouth that the label keeps off it

Shown = Frame | PlanarFrame


@dataclass
class TalkMarks:
    """The marks of a talking video; whoever speaks is looked for in its first frame.

    Args:
        provenance: what is wished.
        finder: gives the face finder.

    Raises:
        SigningIdentityError: the keys cannot be read or made.
    """

    provenance: Provenance
    finder: Callable[[], FindsFaces]
    facts: dict[str, Any] | None = None
    _marker: Marker | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        open_identity(self.provenance.identity)  # unusable keys show before anything is rendered

    def marked(self, frames: Iterable[Shown]) -> Iterator[PlanarFrame]:
        """Frames with their marks; planar ones are changed in place."""
        rest = iter(frames)
        first = next(rest, None)
        if first is None:
            return
        mouths = mouths_seen(first, self.finder()) if self.provenance.label else []
        height, width = (first.y if isinstance(first, PlanarFrame) else first).shape[:2]
        self._marker = Marker.of(self.provenance, (width, height), mouths)
        yield from self._marker.marked(chain([first], rest))

    def finish(self, path: Path) -> None:
        """Sign the file and note what was done.

        Raises:
            EngineError: it cannot be signed.
        """
        if self._marker:
            self.facts = self._marker.finish(path)

    def marked_picture(self, picture: Frame) -> Frame:
        """A picture of the finished video with its marks."""
        return self._marker.marked_picture(picture) if self._marker else picture


def dub_marker(
    provenance: Provenance,
    size: tuple[int, int],
    tracks: Sequence[FaceTrack],
    look: Callable[[], list[Rect]],
) -> Marker:
    """The marks of a dub.

    Args:
        provenance: what is wished.
        size: (width, height) of the video.
        tracks: of everybody whose mouth moves.
        look: finds mouths where there are no tracks.

    Raises:
        SigningIdentityError: the keys cannot be read or made.
    """
    mouths: list[Rect] = []
    if provenance.label:
        mouths = mouths_followed(tracks) if tracks else look()
    return Marker.of(provenance, size, mouths)


def mouths_seen(frame: Shown, finder: FindsFaces) -> list[Rect]:
    """Where mouths are in a frame, with some room around them; pixels."""
    picture = frame.rgb() if isinstance(frame, PlanarFrame) else frame
    return [_mouth(face) for face in finder.find(picture)]


def mouths_followed(tracks: Iterable[FaceTrack]) -> list[Rect]:
    """Where mouths are in frames from all parts of a video; one entry a frame and face."""
    found: list[Rect] = []
    for track in tracks:
        usable = np.flatnonzero(track.usable > 0)
        rows = usable[:: max(1, len(usable) // LOOKED_AT)]
        found += [_mouth(track.face(int(row))) for row in rows]
    return found


def _mouth(face: Landmarks) -> Rect:
    lips = face[OUTER_LIPS, :2]
    left, top = lips.min(0)
    right, bottom = lips.max(0)
    room = ROOM * (right - left)
    return float(left - room), float(top - room), float(right + room), float(bottom + room)
