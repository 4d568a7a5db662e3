"""Cuts between the shots of a video."""

from collections import deque
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.planar import PlanarFrame

SMALL: Final = (32, 32)  # pixels of the copies that are compared
LOOK_BACK: Final = 4  # frames; a flash is shorter
CLEAR: Final = 0.35  # difference of a cut between unlike pictures
FAINT: Final = 0.035  # difference from which on a cut between like pictures is considered
STANDS_OUT: Final = 6.0  # times the usual difference of the frames around
AROUND: Final = 8  # frames on either side that tell what is usual
FLAT: Final = 2.0  # steps of brightness; a picture with less contrast has no pattern

ENOUGH: Final = 180  # rows or columns of a frame that are looked at

Differences = npt.NDArray[np.float32]


class Comparison:
    """Compares every frame with the few before it."""

    def __init__(self) -> None:
        self._last: deque[npt.NDArray[np.float32]] = deque(maxlen=LOOK_BACK)
        self._rows: list[npt.NDArray[np.float32]] = []

    def add(self, frame: PlanarFrame) -> float:
        """Take the next frame; how much it differs from the one before, within [0, 2]."""
        pattern = _pattern(frame)
        row = np.zeros(LOOK_BACK, np.float32)
        for place, other in enumerate(reversed(self._last)):
            row[place] = float(((pattern - other) ** 2).sum()) / 2
        self._last.append(pattern)
        self._rows.append(row)
        return float(row[0])

    def shots(self) -> npt.NDArray[np.int32]:
        """The number of the shot that each frame belongs to; shape (n_frames,)."""
        rows = np.array(self._rows, np.float32).reshape(-1, LOOK_BACK)
        return np.cumsum(find_cuts(rows)).astype(np.int32)


def find_cuts(differences: Differences) -> npt.NDArray[np.bool_]:
    """Frames with which a shot begins; the first frame of a video is none.

    A flash differs from the frames before it, too, but what follows it does not.

    Args:
        differences: shape (n_frames, LOOK_BACK): of each frame to the one, two … frames before.
    """
    step = differences[:, 0]
    cuts = np.zeros(len(step), bool)
    for index in np.flatnonzero(step > FAINT):
        near = np.r_[step[max(1, index - AROUND) : index], step[index + 1 : index + 1 + AROUND]]
        usual = float(np.median(near)) if len(near) else 0.0
        stands_out = step[index] > STANDS_OUT * max(usual, FAINT / STANDS_OUT)
        if stands_out and (step[index] > CLEAR or step[index] > 2 * float(near.max(initial=0.0))):
            cuts[index] = not _returns(differences, int(index))
    return cuts


def _returns(differences: Differences, index: int) -> bool:
    """Whether the picture before frame ``index`` comes back, or has just come back."""
    step = float(differences[index, 0])
    for after in range(1, LOOK_BACK):
        if index + after < len(differences) and differences[index + after, after] < step / 3:
            return True
        if index >= after + 1 and differences[index, after] < step / 3:
            return True
    return False


def _pattern(frame: PlanarFrame) -> npt.NDArray[np.float32]:
    """Brightness without its mean and contrast; the sum of squares is 1."""
    # Every few rows and columns are enough for a pattern this coarse, and far quicker to read.
    apart = max(1, min(frame.size) // ENOUGH)
    some = np.ascontiguousarray(frame.y[::apart, ::apart])
    small: Any = cv2.resize(some, SMALL, interpolation=cv2.INTER_AREA)
    centred = small.astype(np.float32) - float(small.mean())
    norm = float(np.linalg.norm(centred))
    floor = FLAT * float(np.sqrt(centred.size))
    return np.asarray(centred / max(norm, floor), np.float32)
