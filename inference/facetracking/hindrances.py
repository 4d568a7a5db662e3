"""Which frames of a track are left alone, and why."""

import itertools
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from inference.errors import FaceUnusableError, InputError, NoFaceError
from inference.facetracking.occlusion import covered
from inference.tracks import Hindrance

MIN_EYE_DISTANCE: Final = 24.0  # pixels of the source; a smaller mouth is a blur
MAX_YAW: Final = 48.0  # degrees; further on, one mouth corner hides behind the cheek
MAX_PITCH: Final = 45.0
MIN_LIGHT: Final = 0.07  # mean brightness of the face within [0, 1]
MIN_DETAIL: Final = 0.34  # share of the detail of the track's sharpest frames
MIN_INSIDE: Final = 0.85  # share of mouth and chin that must lie in the picture
SHARPEST: Final = 90  # percentile
STEADY: Final = 5  # frames; shorter opinions are outvoted
EASE: Final = 0.2  # seconds
SHORTEST: Final = 0.3  # seconds of usable frames that are worth opening the mouth for
UNCOVERED: Final = 1.0  # the same between covered ones: what is in front has hardly gone

WHY: Final = {
    Hindrance.NONE: "it is never seen for long enough",
    Hindrance.TOO_SMALL: "it is too small",
    Hindrance.TURNED_AWAY: "it is turned too far",
    Hindrance.COVERED: "something covers the mouth",
    Hindrance.BLURRED: "the mouth is blurred",
    Hindrance.TOO_DARK: "it is too dark",
    Hindrance.OFF_PICTURE: "the mouth is not in the picture",
}

Numbers = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating[Any]]


def judge(found: npt.NDArray[np.bool_], measures: Floats, hidden: npt.NDArray[np.bool_]) -> Numbers:
    """The hindrance of every frame.

    Args:
        found: shape (n_frames,), whether there are landmarks.
        measures: shape (n_frames, 7), as in ``Appearance``; anything where not found.
        hidden: shape (n_frames, N_SPOTS), as of ``occlusion.hidden_spots``.

    Returns:
        Shape (n_frames,), of ``Hindrance``.
    """
    result = np.zeros(len(found), np.uint8)
    eyes, yaw, pitch, light, _, inside, _ = measures.T
    doubts = (
        (Hindrance.BLURRED, is_blurred(found, measures)),
        (Hindrance.COVERED, covered(hidden)),
        (Hindrance.TOO_DARK, light < MIN_LIGHT),
        (Hindrance.TURNED_AWAY, (np.abs(yaw) > MAX_YAW) | (np.abs(pitch) > MAX_PITCH)),
        (Hindrance.TOO_SMALL, eyes < MIN_EYE_DISTANCE),
        (Hindrance.OFF_PICTURE, inside < MIN_INSIDE),
    )
    for hindrance, holds in doubts:  # later ones are the plainer reasons
        result[_steady(holds & found)] = hindrance
    result[~found] = Hindrance.NO_FACE
    return result


def sharpness(found: npt.NDArray[np.bool_], measures: Floats) -> npt.NDArray[np.float32]:
    """Detail around the mouth over that of the track's sharpest frames, within [0, 1]."""
    if not found.any():
        return np.zeros(len(found), np.float32)
    best = max(float(np.percentile(measures[found, 4], SHARPEST)), 1e-6)
    return np.where(found, np.clip(measures[:, 4] / best, 0, 1), 0).astype(np.float32)


def is_blurred(found: npt.NDArray[np.bool_], measures: Floats) -> npt.NDArray[np.bool_]:
    """Frames with too little detail around the mouth, shape (n_frames,)."""
    return np.asarray(sharpness(found, measures) < MIN_DETAIL)


def _steady(holds: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return np.asarray(median_filter(holds.astype(np.uint8), STEADY, mode="mirror") > 0)


def why_unusable(hindrances: Numbers) -> InputError:
    """The error to raise for a face that can be used in no frame.

    Args:
        hindrances: shape (n_frames,), of ``Hindrance``, none of them NONE.
    """
    seen = hindrances[hindrances != Hindrance.NO_FACE]
    if not len(seen):
        return NoFaceError()
    return FaceUnusableError(WHY[Hindrance(int(np.bincount(seen).argmax()))])


def without_islands(hindrances: Numbers, shots: npt.NDArray[np.int32], fps: float) -> Numbers:
    """Give usable stretches that are too short to open the hindrance before (or after) them."""
    result = hindrances.copy()
    for start, stop in _stretches(hindrances == Hindrance.NONE, shots):
        is_all = start == 0 and stop == len(result)
        before = result[start - 1] if start > 0 else Hindrance.NONE
        after = hindrances[stop] if stop < len(result) else Hindrance.NONE
        is_between = before == after == Hindrance.COVERED
        if stop - start >= (UNCOVERED if is_between else SHORTEST) * fps or is_all:
            continue
        reason = before or after
        result[start:stop] = reason
    return result


def eased(hindrances: Numbers, shots: npt.NDArray[np.int32], fps: float) -> npt.NDArray[np.float32]:
    """How much lip-sync may show: 0 at hindrances, rising and falling over 0.2 s beside them.

    At a cut, the first frame and the last one nothing needs to be eased.
    """
    usable = np.zeros(len(hindrances), np.float32)
    n_ease = max(1, round(EASE * fps))
    for start, stop in _stretches(hindrances == Hindrance.NONE, shots):
        places = np.arange(start, stop)
        way = np.ones(len(places))
        if start > 0 and shots[start - 1] == shots[start]:
            way = np.minimum(way, (places - start + 1) / (n_ease + 1))
        if stop < len(usable) and shots[stop] == shots[stop - 1]:
            way = np.minimum(way, (stop - places) / (n_ease + 1))
        usable[start:stop] = way * way * (3 - 2 * way)
    return usable


def _stretches(holds: npt.NDArray[np.bool_], shots: npt.NDArray[np.int32]) -> list[tuple[int, int]]:
    """(start, stop) of frames in a row for which something holds, ended by cuts."""
    if not len(holds):
        return []
    change = np.flatnonzero((np.diff(holds.astype(np.int8)) != 0) | (np.diff(shots) != 0)) + 1
    edges = [0, *change.tolist(), len(holds)]
    return [(a, b) for a, b in itertools.pairwise(edges) if holds[a]]
