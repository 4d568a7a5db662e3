"""Every face of a video, frame after frame, as stretches that belong to one person each."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, Self

import numpy as np
import numpy.typing as npt

from inference.faces import N_LANDMARKS, Landmarks
from inference.facetracking.appearance import Appearance, appearance
from inference.facetracking.face_crops import FaceCrops
from inference.facetracking.face_geometry import face_box, overlap
from inference.facetracking.face_search import refind, search
from inference.facetracking.portrait import FindsFaces
from inference.facetracking.shot_cuts import FAINT, Comparison
from inference.planar import PlanarFrame

SEARCH_EVERY: Final = 4.0  # seconds between looks at the whole frame while someone is followed
SEARCH_AGAIN: Final = 0.3  # seconds between such looks while nobody is
AT_ONCE: Final = 2  # frames in which faces are looked for side by side
MAX_FACES: Final = 4  # followed at once; more are a crowd
PATIENCE: Final = 3  # frames for which a face may be missing before it is given up
SAME_PLACE: Final = 0.25  # overlap of a face with its place before


class LandmarkSpool:
    """Landmarks on disk while a video is read, so that memory does not grow with its length."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.n_rows = 0
        self._file: IO[bytes] = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def append(self, landmarks: Landmarks) -> int:
        """Store one face; the number of its row."""
        self._file.write(np.ascontiguousarray(landmarks, np.float32).tobytes())
        self.n_rows += 1
        return self.n_rows - 1

    def rows(self) -> Landmarks:
        """All rows, mapped from the file; shape (n_rows, 478, 3)."""
        self._file.flush()
        if not self.n_rows:
            return np.zeros((0, N_LANDMARKS, 3), np.float32)
        shape = (self.n_rows, N_LANDMARKS, 3)
        return np.memmap(self.path, np.float32, mode="r", shape=shape)


@dataclass
class Tracklet:
    """One face for as long as it can be followed without doubt.

    Attributes:
        frames: numbers of the frames in which it was found, ascending.
        rows: its rows in the spool.
        looks: what it looked like in them.
        boxes: (left, top, right, bottom) in them, pixels.
        last: its landmarks when last seen.
    """

    last: Landmarks
    frames: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    looks: list[Appearance] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    @property
    def weight(self) -> float:
        """Size times time: the sum of the face's sides over its frames, pixels."""
        return float(sum(look.measures[6] for look in self.looks))

    def typical_cells(self) -> npt.NDArray[np.floating[Any]]:
        """The median look, shape (12, 12, 3)."""
        step = max(1, len(self.looks) // 25)
        return np.asarray(np.median([look.cells for look in self.looks[::step]], axis=0))


@dataclass(frozen=True)
class Observed:
    """What one pass over a video found.

    Attributes:
        tracklets: every followed face.
        shots: shape (n_frames,), int32.
        n_faces: most faces at once.
    """

    tracklets: list[Tracklet]
    shots: npt.NDArray[np.int32]
    n_faces: int


@dataclass(frozen=True, slots=True)
class Find:
    """A face found in a frame.

    Attributes:
        face: its landmarks.
        look: what it looks like.
    """

    face: Landmarks
    look: Appearance


class Observer:
    """Follows all faces through the frames that it is given.

    Args:
        finder: finds faces; asked from the workers.
        spool: where landmarks are kept.
        fps: frames per second.
        workers: look at ``AT_ONCE`` frames at once. A face is looked for where it was before the
            first of them, so the outcome does not depend on which thread is quicker.
        crops: keeps what the faces look like, where that is wanted.
    """

    def __init__(
        self,
        finder: FindsFaces,
        spool: LandmarkSpool,
        fps: float,
        workers: Executor,
        crops: FaceCrops | None = None,
    ) -> None:
        self._finder = finder
        self._spool = spool
        self._fps = fps
        self._workers = workers
        self._crops = crops
        self._comparison = Comparison()
        self._live: list[Tracklet] = []
        self._all: list[Tracklet] = []
        self._last_search = -(10**9)
        self._n_faces = 0

    def observe(
        self, frames: Iterable[PlanarFrame], total: int, report: Callable[[float], None]
    ) -> Observed:
        """Take all frames; ``report`` hears the share that is done and may raise."""
        coming, index = iter(frames), 0
        while some := list(islice(coming, AT_ONCE)):
            are_new = [self._comparison.add(frame) > FAINT * 2 for frame in some]
            finds = self._looked_for(some, are_new)
            for frame, is_new, found in zip(some, are_new, finds, strict=True):
                self._add(index, frame, found, is_new=is_new)
                index += 1
            report(index / total)
        return Observed(self._all, self._comparison.shots(), self._n_faces)

    def _looked_for(
        self, frames: Sequence[PlanarFrame], are_new: Sequence[bool]
    ) -> list[dict[int, Future[Find | None]]]:
        """The followed faces in each frame, by the tracklet's place among the live ones' ids."""
        finds: list[dict[int, Future[Find | None]]] = [{} for _ in frames]
        for found, frame, is_new in zip(finds, frames, are_new, strict=True):
            if is_new:
                break  # whoever is seen from here on is somebody new
            for tracklet in self._live:
                found[id(tracklet)] = self._workers.submit(self._find, frame, tracklet.last)
        return finds

    def _find(self, frame: PlanarFrame, last: Landmarks) -> Find | None:
        face = refind(frame, last, self._finder)
        return None if face is None else Find(face, appearance(frame, face))

    def _add(
        self,
        index: int,
        frame: PlanarFrame,
        found: dict[int, Future[Find | None]],
        *,
        is_new: bool,
    ) -> None:
        if is_new:
            self._live = []
        missing = []
        for tracklet in self._live:
            waiting = found.get(id(tracklet))
            find = waiting.result() if waiting else self._find(frame, tracklet.last)
            if find is None or self._is_taken(find.face, index):
                missing.append(tracklet)
            else:
                self._note(tracklet, index, frame, find)
        self._live = [
            tracklet
            for tracklet in self._live
            if tracklet not in missing or index - tracklet.frames[-1] <= PATIENCE
        ]
        if self._wants_search(index, is_new=is_new, is_lost=bool(missing)):
            self._search(index, frame)
        self._n_faces = max(self._n_faces, sum(t.frames[-1] == index for t in self._live))

    def _wants_search(self, index: int, *, is_new: bool, is_lost: bool) -> bool:
        wait = SEARCH_EVERY if self._live and not is_lost else SEARCH_AGAIN
        return is_new or index - self._last_search >= wait * self._fps

    def _search(self, index: int, frame: PlanarFrame) -> None:
        self._last_search = index
        for face in search(frame, self._finder, self._workers)[:MAX_FACES]:
            if self._is_taken(face, index):
                continue
            tracklet = self._missing_near(face, index)
            if tracklet is None:
                tracklet = Tracklet(face)
                self._live.append(tracklet)
                self._all.append(tracklet)
            self._note(tracklet, index, frame, Find(face, appearance(frame, face)))

    def _is_taken(self, face: Landmarks, index: int) -> bool:
        return any(
            t.frames and t.frames[-1] == index and overlap(t.boxes[-1], face_box(face)) > SAME_PLACE
            for t in self._live
        )

    def _missing_near(self, face: Landmarks, index: int) -> Tracklet | None:
        near = [
            t
            for t in self._live
            if t.frames[-1] < index and overlap(t.boxes[-1], face_box(face)) > SAME_PLACE
        ]
        return max(near, key=lambda t: overlap(t.boxes[-1], face_box(face)), default=None)

    def _note(self, tracklet: Tracklet, index: int, frame: PlanarFrame, find: Find) -> None:
        tracklet.last = find.face
        tracklet.frames.append(index)
        tracklet.rows.append(self._spool.append(find.face))
        tracklet.looks.append(find.look)
        tracklet.boxes.append(face_box(find.face))
        if self._crops:
            self._crops.add(index, frame, find.face, tracklet.rows[-1])
