"""Faces cut out of a video while it is read, so that nobody has to decode it again for them."""

import tempfile
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Final, Self

import numpy as np

from inference.faces import Landmarks
from inference.facetracking.face_geometry import face_box
from inference.planar import Box, ColourSpace, PlanarFrame, Plane

MARGIN: Final = 0.35  # of the face's longer side, on each of its sides
BUDGET: Final = 300 << 20  # bytes on disk; a video with larger faces is decoded again


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a crop lies in the file."""

    offset: int
    box: Box


class FaceCrops:
    """A file without a name that holds the surroundings of faces.

    Args:
        n_frames: only faces of so many first frames are kept.
        budget: bytes; with more than that nothing is kept at all.
    """

    def __init__(self, n_frames: int, budget: int = BUDGET) -> None:
        self._n_frames = n_frames
        self._left = budget
        self._places: dict[int, _Place] = {}
        self._file: IO[bytes] | None = None
        self._chosen: dict[int, dict[int, _Place]] = {}
        self._size = (0, 0)
        self._space = ColourSpace()

    def __enter__(self) -> Self:
        self._file = tempfile.TemporaryFile()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None

    def add(self, index: int, frame: PlanarFrame, face: Landmarks, row: int) -> None:
        """Keep the surroundings of a face.

        Args:
            index: of the frame.
            frame: the frame.
            face: landmarks in it.
            row: number under which the find is known.
        """
        if self._file is None or self._left < 0 or index >= self._n_frames:
            return
        left, top, right, bottom = face_box(face)
        room = MARGIN * max(right - left, bottom - top)
        box = Box.around(left - room, top - room, right + room, bottom + room, frame.size)
        self._size, self._space = frame.size, frame.space
        self._left -= box.width * box.height * 3 // 2
        if self._left < 0:
            self._places.clear()
            return
        self._places[row] = _Place(self._file.tell(), box)
        for plane in _parts(frame, box):
            self._file.write(np.ascontiguousarray(plane).tobytes())

    def choose(self, rows: Mapping[int, int], who: int = 0) -> None:
        """Say which faces belong to somebody.

        Args:
            rows: for each frame in which the face can be used, the number of the find; -1 where it
                was only guessed from the frames around it.
            who: a number for this person.
        """
        wanted = {index: row for index, row in rows.items() if index < self._n_frames}
        if all(row in self._places for row in wanted.values()):
            self._chosen[who] = {index: self._places[row] for index, row in wanted.items()}

    def are_complete(self, who: int = 0) -> bool:
        """Whether ``frames`` can be used: the video was read and all of this person is there."""
        return who in self._chosen

    def frames(self, who: int = 0) -> Generator[PlanarFrame, None, None]:
        """The first frames of the video, grey but for the surroundings of a person's face."""
        chosen = self._chosen.get(who, {})
        for index in range(max(chosen, default=-1) + 1):
            yield self._frame(chosen.get(index))

    def _frame(self, place: _Place | None) -> PlanarFrame:
        width, height = self._size
        half = (height // 2, width // 2)
        planes = [np.full(shape, 128, np.uint8) for shape in ((height, width), half, half)]
        frame = PlanarFrame(planes[0], planes[1], planes[2], self._space)
        if place is not None and self._file is not None:
            self._file.seek(place.offset)
            for part in _parts(frame, place.box):
                stored = np.frombuffer(self._file.read(part.size), np.uint8)
                part[:] = stored.reshape(part.shape)
        return frame


def _parts(frame: PlanarFrame, box: Box) -> tuple[Plane, Plane, Plane]:
    return frame.y[box.rows, box.columns], frame.cb[box.chroma], frame.cr[box.chroma]
