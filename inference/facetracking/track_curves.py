"""What a face track knows of each frame besides the landmarks."""

from typing import Final

import numpy as np
import numpy.typing as npt

from inference.faces import Landmarks
from inference.facetracking.appearance import MEASURES
from inference.facetracking.hindrances import (
    eased,
    is_blurred,
    judge,
    sharpness,
    without_islands,
)
from inference.facetracking.observations import Observed
from inference.facetracking.occlusion import N_COLOURS, hidden_spots, kept_still
from inference.facetracking.people import Person
from inference.frame_memory import release_pages

BLOCK: Final = 500  # frames that are looked through at once


def track_curves(
    landmarks: Landmarks, person: Person, observed: Observed, fps: float
) -> dict[str, object]:
    """The curves of a ``FaceTrack`` by name.

    Args:
        landmarks: shape (n_frames, 478, 3), NaN where there is no face.
        person: whose face it is.
        observed: all that was found in the video.
        fps: frames per second.
    """
    n_frames = len(observed.shots)
    measures = np.zeros((n_frames, MEASURES), np.float32)
    spots = np.zeros((n_frames, N_COLOURS, 3), np.uint8)
    has = np.zeros(n_frames, bool)
    for tracklet in sorted(person, key=lambda t: t.weight):
        has[tracklet.frames] = True
        measures[tracklet.frames] = [look.measures for look in tracklet.looks]
        spots[tracklet.frames] = [look.spots for look in tracklet.looks]
    found = _are_found(landmarks)
    nearest = _nearest(has)
    measures = measures[nearest]
    hidden = hidden_spots(found, spots[nearest], is_blurred(found, measures))
    hindrances = without_islands(judge(found, measures, hidden), observed.shots, fps)
    return {
        "usable": eased(hindrances, observed.shots, fps),
        "hindrances": hindrances,
        "shots": observed.shots,
        "sharpness": sharpness(found, measures),
        "kept_still": kept_still(hidden, observed.shots),
        "n_faces": observed.n_faces,
    }


def _are_found(landmarks: Landmarks) -> npt.NDArray[np.bool_]:
    """Frames with a face, shape (n_frames,)."""
    found = np.zeros(len(landmarks), bool)
    for start in range(0, len(landmarks), BLOCK):
        part = slice(start, start + BLOCK)
        found[part] = np.isfinite(landmarks[part, 0, 0])
        release_pages(landmarks)
    return found


def _nearest(has: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """For each frame the last one before it (or at it) that has a find; the first where none."""
    places = np.where(has, np.arange(len(has)), -1)
    return np.maximum(np.maximum.accumulate(places), 0)
