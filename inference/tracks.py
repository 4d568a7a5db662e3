"""The face that speaks, followed through a video."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from inference.errors import InputError
from inference.face_spots import SPOTS
from inference.faces import N_LANDMARKS, Landmarks
from inference.frame_memory import release_pages

TRACK_VERSION: Final = 1
LOOKED_AT: Final = 200  # frames that tell where a face usually is

Floats = npt.NDArray[np.floating[Any]]


class Hindrance(IntEnum):
    """Why a frame's mouth is left alone; stored by number, shown by name."""

    NONE = 0
    NO_FACE = 1
    TOO_SMALL = 2
    TURNED_AWAY = 3
    COVERED = 4
    BLURRED = 5
    TOO_DARK = 6
    OFF_PICTURE = 7


@dataclass(frozen=True)
class FaceTrack:
    """One face through all frames of a source, on its constant-rate timeline.

    Attributes:
        landmarks: shape (n_frames, 478, 3), float32, pixels of the upright frame as in
            ``PortraitAnalysis``; smoothed without delay; NaN where the face was not found. May be
            memory-mapped: read rows with ``face``, do not copy all of it.
        usable: shape (n_frames,), float32 within [0, 1]: how much of the lip-sync may show. Eased
            over a few frames; 0 means the frame passes through untouched.
        hindrances: shape (n_frames,), uint8, of ``Hindrance``; NONE wherever the face can be used.
        shots: shape (n_frames,), int32: counts up at every cut.
        sharpness: shape (n_frames,), float32: contrast of fine detail around the mouth, relative
            to the sharpest frames of the track (1).
        n_faces: most faces seen at once.
        kept_still: shape (n_frames, n_spots), uint8, or ``None`` for nothing: how far something in
            front of each of ``face_spots.SPOTS`` keeps it from being moved, of 255.
    """

    landmarks: Landmarks
    usable: Floats
    hindrances: npt.NDArray[np.uint8]
    shots: npt.NDArray[np.int32]
    sharpness: Floats
    n_faces: int = 1
    kept_still: npt.NDArray[np.uint8] | None = None

    def __post_init__(self) -> None:
        n_frames = len(self.usable)
        if self.landmarks.shape != (n_frames, N_LANDMARKS, 3):
            raise InputError(f"expected ({n_frames}, 478, 3), got {self.landmarks.shape}")
        for values in (self.hindrances, self.shots, self.sharpness):
            if values.shape != (n_frames,):
                raise InputError("a face track must have one value a frame")
        if self.kept_still is not None and self.kept_still.shape != (n_frames, len(SPOTS)):
            raise InputError("a face track must have one value a frame and spot")

    def __len__(self) -> int:
        return len(self.usable)

    def face(self, index: int) -> Landmarks:
        """The landmarks of one frame, shape (478, 3), in memory of their own.

        Whoever reads all frames needs no more memory for a long video than for a short one.
        """
        row = np.array(self.landmarks[index], np.float32)
        release_pages(self.landmarks)
        return row

    def faces(self, indices: Iterable[int]) -> Landmarks:
        """The landmarks of some frames, shape (n, 478, 3), in memory of their own.

        One after another: whatever lies around a row in the file comes into memory with it.
        """
        return np.stack([self.face(int(index)) for index in indices])

    @classmethod
    def of_still(cls, landmarks: Landmarks) -> "FaceTrack":
        """A picture as a video of one frame."""
        one = np.ones(1, np.float32)
        return cls(landmarks[None], one, np.zeros(1, np.uint8), np.zeros(1, np.int32), one.copy())


def usual_face(track: FaceTrack) -> tuple[float, float, float, float]:
    """Where the face is most of the time: (left, top, right, bottom) in pixels.

    The track must have a frame in which the face can be used.
    """
    usable = np.flatnonzero(track.usable > 0)
    rows = usable[:: max(1, len(usable) // LOOKED_AT)]
    points = track.faces(rows)[:, :, :2]
    left, top = np.median(points.min(1), axis=0)
    right, bottom = np.median(points.max(1), axis=0)
    return float(left), float(top), float(right), float(bottom)
