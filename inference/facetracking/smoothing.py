"""Calmer landmarks without delay.

A filter that looks as far ahead as back has no lag. What is within the noise of the landmarks is
smoothed strongly; what moves by more than that is kept as it was found, so a quick closure of the
lips stays closed and a head that turns is not dragged behind.
"""

import itertools
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from inference.faces import Landmarks
from inference.facetracking.face_geometry import CHIN, LEFT_EYE, RIGHT_EYE

MAX_GAP: Final = 2  # frames that are filled in between finds
HEAD_SIGMA: Final = 2.0  # frames
LIP_SIGMA: Final = 1.0
REACH: Final = 8  # frames that the strongest filter looks ahead and back
# Shares of the eye distance: deviations below the first are noise, above the second movement.
HEAD_NOISE: Final = (0.006, 0.02)
LIP_NOISE: Final = (0.008, 0.02)
# MediaPipe's outer and inner lips, and the points between them and nose and chin that follow.
LIPS: Final = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
    78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191,
    76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 408, 304, 303, 302, 11, 72, 73, 74, 184,
    62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 407, 272, 271, 268, 12, 38, 41, 42, 183,
)  # fmt: skip
RIGID: Final = (*LEFT_EYE, *RIGHT_EYE, 168, 6, 197, 10, 151, 9, 8, 127, 356)  # no jaw, no lips

Floats = npt.NDArray[np.floating[Any]]


def fill_gaps(landmarks: Landmarks) -> Landmarks:
    """Fill gaps of up to ``MAX_GAP`` frames inside one shot in a straight line, in place.

    Args:
        landmarks: shape (n_frames, 478, 3), NaN where the face was not found.
    """
    found = np.flatnonzero(np.isfinite(landmarks[:, 0, 0]))
    for before, after in itertools.pairwise(found):
        for index in range(before + 1, after if after - before <= MAX_GAP + 1 else before + 1):
            share = np.float32((index - before) / (after - before))
            landmarks[index] = landmarks[before] * (1 - share) + landmarks[after] * share
    return landmarks


def smoothed(landmarks: Landmarks) -> Landmarks:
    """Smooth a stretch without gaps and cuts.

    The head's place, turn and size are smoothed first, then what is left within the face.

    Args:
        landmarks: shape (n_frames, 478, 3), finite.
    """
    if len(landmarks) < 3:  # noqa: PLR2004  nothing on both sides
        return landmarks
    scale = np.median(_eye_distances(landmarks))
    reference = landmarks[len(landmarks) // 2, list(RIGID)].astype(np.float64)
    poses = _poses(landmarks[:, list(RIGID)].astype(np.float64), reference)
    calm = _calm_poses(poses, float(scale), reference)
    local = _to_local(landmarks.astype(np.float64), poses)
    lips = list(LIPS)
    calmer = _adaptive(local, HEAD_SIGMA, HEAD_NOISE, float(scale))
    calmer[:, lips] = _adaptive(local[:, lips], LIP_SIGMA, LIP_NOISE, float(scale))
    # the jaw goes with the lower lip rather than with the head
    calmer[:, CHIN] = _adaptive(local[:, [CHIN]], LIP_SIGMA, LIP_NOISE, float(scale))[:, 0]
    return _from_local(calmer, calm).astype(np.float32)


def _eye_distances(landmarks: Landmarks) -> Floats:
    across = landmarks[:, list(RIGHT_EYE)].mean(1) - landmarks[:, list(LEFT_EYE)].mean(1)
    return np.asarray(np.linalg.norm(across, axis=1))


def _poses(points: Floats, reference: Floats) -> Floats:
    """Turn and scale (as a complex number) and shift from a reference to every frame.

    Least squares; Umeyama 1991 in the plane.

    Returns:
        Shape (n_frames, 4): real and imaginary part of the turn, shift in x and y.
    """
    flat = points[..., 0] + 1j * points[..., 1]
    model = reference[:, 0] + 1j * reference[:, 1]
    middle = flat.mean(1)
    centred = model - model.mean()
    turn = ((flat - middle[:, None]) * centred.conj()).sum(1) / (np.abs(centred) ** 2).sum()
    shift = middle - turn * model.mean()
    return np.stack([turn.real, turn.imag, shift.real, shift.imag], axis=1)


def _calm_poses(poses: Floats, scale: float, reference: Floats) -> Floats:
    """Smooth poses by where they put the face, so turn and shift stay in step."""
    model = reference[:, 0] + 1j * reference[:, 1]
    ends = np.stack([np.full(2, model.mean()), [model.mean() - scale, model.mean() + scale]])
    turn, shift = poses[:, 0] + 1j * poses[:, 1], poses[:, 2] + 1j * poses[:, 3]
    placed = turn[:, None] * ends[1] + shift[:, None]
    points = np.stack([placed.real, placed.imag], axis=2)
    calm = _adaptive(points, HEAD_SIGMA, HEAD_NOISE, scale)
    ahead = calm[..., 0] + 1j * calm[..., 1]
    new_turn = (ahead[:, 1] - ahead[:, 0]) / (ends[1][1] - ends[1][0])
    new_shift = ahead.mean(1) - new_turn * ends[1].mean()
    return np.stack([new_turn.real, new_turn.imag, new_shift.real, new_shift.imag], axis=1)


def _to_local(points: Floats, poses: Floats) -> Floats:
    turn = (poses[:, 0] + 1j * poses[:, 1])[:, None]
    shift = (poses[:, 2] + 1j * poses[:, 3])[:, None]
    flat = (points[..., 0] + 1j * points[..., 1] - shift) / turn
    return np.stack([flat.real, flat.imag, points[..., 2] / np.abs(turn)], axis=2)


def _from_local(points: Floats, poses: Floats) -> Floats:
    turn = (poses[:, 0] + 1j * poses[:, 1])[:, None]
    shift = (poses[:, 2] + 1j * poses[:, 3])[:, None]
    flat = (points[..., 0] + 1j * points[..., 1]) * turn + shift
    return np.stack([flat.real, flat.imag, points[..., 2] * np.abs(turn)], axis=2)


def _adaptive(values: Floats, sigma: float, noise: tuple[float, float], scale: float) -> Floats:
    """Smooth along the first axis where points deviate by no more than their noise."""
    strong = gaussian_filter1d(values, sigma, axis=0, mode="nearest", radius=REACH)
    off = np.linalg.norm((values - strong)[..., :2], axis=-1, keepdims=True) / scale
    moving = np.clip((off - noise[0]) / (noise[1] - noise[0]), 0, 1)
    return np.asarray(strong + (values - strong) * moving)
