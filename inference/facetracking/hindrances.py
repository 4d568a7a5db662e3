"""Which frames of a track are left alone, and why."""

import itertools
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from inference.tracks import Hindrance

MIN_EYE_DISTANCE: Final = 24.0  # pixels of the source; a smaller mouth is a blur
MAX_YAW: Final = 48.0  # degrees; further on, one mouth corner hides behind the cheek
MAX_PITCH: Final = 45.0
MIN_LIGHT: Final = 0.07  # mean brightness of the face within [0, 1]
MIN_DETAIL: Final = 0.34  # share of the detail of the track's sharpest frames
MIN_INSIDE: Final = 0.85  # share of mouth and chin that must lie in the picture
SHARPEST: Final = 90  # percentile
# Of the 12x12 cells of the upright face: around the mouth, without the mouth that opens.
LOWER_ROWS: Final = slice(6, 11)
LOWER_COLUMNS: Final = slice(3, 9)
UPPER_ROWS: Final = slice(4, 6)  # cheeks and nose tell how the light has changed
COVERED_CELLS: Final = 0.5  # share of the lower cells that must look foreign
FOREIGN_COLOUR: Final = 11.0  # steps of Cb and Cr
FOREIGN_LIGHT: Final = 38.0  # steps of brightness
SPREADS: Final = 5.0  # times a cell's own usual deviation
STEADY: Final = 5  # frames; shorter opinions are outvoted
EASE: Final = 0.2  # seconds
SHORTEST: Final = 0.3  # seconds of usable frames that are worth opening the mouth for

Numbers = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating[Any]]


def judge(found: npt.NDArray[np.bool_], measures: Floats, cells: npt.NDArray[np.uint8]) -> Numbers:
    """The hindrance of every frame.

    Args:
        found: shape (n_frames,), whether there are landmarks.
        measures: shape (n_frames, 7), as in ``Appearance``; anything where not found.
        cells: shape (n_frames, 12, 12, 3), as in ``Appearance``.

    Returns:
        Shape (n_frames,), of ``Hindrance``.
    """
    result = np.zeros(len(found), np.uint8)
    eyes, yaw, pitch, light, _, inside, _ = measures.T
    doubts = (
        (Hindrance.BLURRED, sharpness(found, measures) < MIN_DETAIL),
        (Hindrance.COVERED, covered(found, cells)),
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


def covered(found: npt.NDArray[np.bool_], cells: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Frames in which the lower face looks foreign to the face's own usual look.

    A frame's light is matched by the cheeks first. Teeth, a dark open mouth and beards belong to
    the usual look or fill few cells; a hand, a microphone or a cup fills many.
    """
    result = np.zeros(len(found), bool)
    rows = np.flatnonzero(found)
    if len(rows) < STEADY:
        return result
    sample = rows[np.linspace(0, len(rows) - 1, min(len(rows), 400)).astype(int)]
    usual, spread = _usual_look(cells[sample])
    for start in range(0, len(rows), 4096):
        part = rows[start : start + 4096]
        result[part] = _foreign_share(_matched(cells[part]), usual, spread) > COVERED_CELLS
    return result


def _matched(cells: npt.NDArray[np.uint8]) -> Floats:
    """Lower cells with the mean of the cheeks taken off, shape (n, 30, 3)."""
    values = cells.astype(np.float32)
    cheeks = values[:, UPPER_ROWS, LOWER_COLUMNS].mean((1, 2))
    lower = values[:, LOWER_ROWS, LOWER_COLUMNS].reshape(len(values), -1, 3)
    return np.asarray(lower - cheeks[:, None])


def _usual_look(cells: npt.NDArray[np.uint8]) -> tuple[Floats, Floats]:
    values = _matched(cells)
    usual = np.median(values, axis=0)
    return usual, 1.48 * np.median(np.abs(values - usual), axis=0)


def _foreign_share(values: Floats, usual: Floats, spread: Floats) -> Floats:
    off = np.abs(values - usual)
    limits = np.array([FOREIGN_LIGHT, FOREIGN_COLOUR, FOREIGN_COLOUR], np.float32)
    foreign = off > np.maximum(limits, SPREADS * spread)
    return np.asarray(foreign.any(2).mean(1))


def _steady(holds: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return np.asarray(median_filter(holds.astype(np.uint8), STEADY, mode="nearest") > 0)


def without_islands(hindrances: Numbers, shots: npt.NDArray[np.int32], fps: float) -> Numbers:
    """Give usable stretches that are too short to open the hindrance before (or after) them."""
    result = hindrances.copy()
    for start, stop in _stretches(hindrances == Hindrance.NONE, shots):
        is_all = start == 0 and stop == len(result)
        if stop - start >= SHORTEST * fps or is_all:
            continue
        before = result[start - 1] if start > 0 else Hindrance.NONE
        after = hindrances[stop] if stop < len(result) else Hindrance.NONE
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
