"""Where the head is in every frame, and what its face looks like at rest.

The rigid part of a face (nose, eyes, forehead, sides) is fitted frame by frame to one template by
a similarity transform in three dimensions (Umeyama, "Least-squares estimation of transformation
parameters between two point patterns", 1991); what the mouth does is then seen relative to it.
"""

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from inference.faces import Landmarks
from inference.lipsync.warp.anatomy import LOWER_INNER, UPPER_INNER
from inference.lipsync.warp.arrays import Floats
from inference.tracks import FaceTrack

NEAR_MOUTH: Final = [2, 97, 326, 98, 327, 94, 164]
# Points that speech does not move, those near the mouth twice.
RIGID: Final = [
    *(33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 129, 358, 97, 326, 64, 294),
    *(10, 151, 9, 8, 127, 356, 234, 454, 116, 345),
    *NEAR_MOUTH,
]
ROUNDS: Final = 2  # of fitting the template to all frames
MAX_SAMPLES: Final = 400  # frames that the template is made from
CLOSED_SHARE: Final = 0.12  # of the frames, those with the lips closest, show the mouth at rest
SMOOTHING: Final = 0.8  # frames, standard deviation


@dataclass(frozen=True)
class Pose:
    """A similarity transform from the template's space to a frame's.

    Attributes:
        matrix: shape (3, 3): rotation times scale.
        shift: shape (3,), pixels.
    """

    matrix: Floats
    shift: Floats

    @property
    def scale(self) -> float:
        """Frame pixels per template pixel."""
        return float(np.cbrt(max(1e-12, np.linalg.det(self.matrix))))

    def place(self, points: Floats) -> Floats:
        """Points of the template, (n, 3), in the frame, (n, 3)."""
        placed: Floats = (points @ self.matrix.T + self.shift).astype(np.float32)
        return placed

    def undo(self, points: Floats) -> Floats:
        """Points of the frame, (n, 3), in the template's space."""
        back: Floats = ((points - self.shift) @ np.linalg.inv(self.matrix).T).astype(np.float32)
        return back


def fit_pose(template: Floats, points: Floats) -> Pose:
    """The similarity that brings points of the template closest to those of a frame.

    Args:
        template: shape (n, 3).
        points: shape (n, 3).
    """
    centre, target = template.mean(0), points.mean(0)
    flat, moved = template - centre, points - target
    u, sizes, v = np.linalg.svd(moved.T @ flat)
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ v))])
    scale = float((sizes * sign).sum() / (flat**2).sum())
    matrix = scale * (u * sign) @ v
    return Pose(matrix.astype(np.float32), (target - matrix @ centre).astype(np.float32))


@dataclass(frozen=True)
class Head:
    """One person's face in a video.

    Attributes:
        template: shape (478, 3): the face at rest, in pixels of an upright, frontal view.
        matrices: shape (n_frames, 3, 3), of the poses; NaN where there is no face.
        shifts: shape (n_frames, 3).
        apertures: shape (n_frames,): distance of the inner lips, in template pixels.
    """

    template: Landmarks
    matrices: Floats
    shifts: Floats
    apertures: Floats

    def pose(self, index: int) -> Pose:
        """Of one frame."""
        return Pose(self.matrices[index], self.shifts[index])


def find_head(track: FaceTrack) -> Head | None:
    """Work out template and poses.

    Returns:
        ``None`` if no frame can be used.
    """
    usable = np.flatnonzero(track.usable > 0)
    if not len(usable):
        return None
    sample = usable[:: max(1, len(usable) // MAX_SAMPLES)]
    template = _template(track.faces(sample))
    n_frames = len(track)
    matrices = np.full((n_frames, 3, 3), np.nan, np.float32)
    shifts = np.full((n_frames, 3), np.nan, np.float32)
    apertures = np.full(n_frames, np.nan, np.float32)
    for index in usable:
        landmarks = track.face(int(index))
        pose = fit_pose(template[RIGID], landmarks[RIGID])
        local = pose.undo(landmarks)
        # What is left over near the mouth: perspective, and depth that landmarks guess poorly.
        left_over = (local[NEAR_MOUTH] - template[NEAR_MOUTH]).mean(0)
        matrices[index], shifts[index] = pose.matrix, pose.shift + pose.matrix @ left_over
        apertures[index] = _aperture(local)
    for run in _runs(usable, track):
        matrices[run] = gaussian_filter1d(matrices[run], SMOOTHING, axis=0, mode="nearest")
        shifts[run] = gaussian_filter1d(shifts[run], SMOOTHING, axis=0, mode="nearest")
    return Head(template, matrices, shifts, apertures)


def _template(landmarks: Floats) -> Landmarks:
    """The face at rest: the median of the aligned frames whose lips are closest."""
    template = _most_frontal(landmarks)
    aligned = landmarks
    for _ in range(ROUNDS):
        aligned = np.stack([fit_pose(template[RIGID], f[RIGID]).undo(f) for f in landmarks])
        template = np.median(aligned, axis=0).astype(np.float32)
    apertures = np.array([_aperture(face) for face in aligned])
    closest = np.argsort(apertures)[: max(3, int(CLOSED_SHARE * len(apertures)))]
    return np.median(aligned[closest], axis=0).astype(np.float32)


def _most_frontal(landmarks: Floats) -> Floats:
    """The frame whose eyes and cheeks lie most evenly deep, turned upright."""
    across = landmarks[:, 454] - landmarks[:, 234]
    turned = np.abs(across[:, 2]) / np.linalg.norm(across, axis=1)
    face = landmarks[int(np.argmin(turned))]
    eyes = face[[362, 263]].mean(0) - face[[33, 133]].mean(0)
    right = eyes / np.linalg.norm(eyes)
    down = face[152] - face[10]
    down = down - down @ right * right
    down /= np.linalg.norm(down)
    axes = np.stack([right, down, np.cross(right, down)])
    upright: Floats = ((face - face.mean(0)) @ axes.T).astype(np.float32)
    return upright


def _aperture(face: Floats) -> float:
    upper, lower = face[UPPER_INNER[3:8]], face[LOWER_INNER[3:8]]
    return float(np.linalg.norm(upper - lower, axis=1).mean())


def _runs(usable: npt.NDArray[np.intp], track: FaceTrack) -> list[slice]:
    """Stretches of neighbouring usable frames of one shot."""
    breaks = (np.diff(usable) > 1) | (np.diff(track.shots[usable]) != 0)
    edges = [0, *(np.flatnonzero(breaks) + 1), len(usable)]
    return [
        slice(int(usable[first]), int(usable[last - 1]) + 1)
        for first, last in itertools.pairwise(edges)
    ]
