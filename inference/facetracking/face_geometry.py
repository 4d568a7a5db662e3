"""Measures of a face that follow from its landmarks."""

from typing import Final

import numpy as np

from inference.faces import Landmarks

LEFT_EYE: Final = (33, 133)
RIGHT_EYE: Final = (362, 263)
FOREHEAD, CHIN = 10, 152
MOUTH_CORNERS: Final = (61, 291)
INNER_LIPS: Final = (13, 14)
# Lips, chin and what lies between: what has to be in the picture for a mouth to be moved.
SPEAKING_PART: Final = (61, 291, 0, 17, 152, 148, 377, 176, 400)
RESTING_PITCH: Final = 9.0  # degrees: forehead lies behind the chin in an upright face


def face_box(landmarks: Landmarks) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of the landmarks, in pixels."""
    left, top = landmarks[:, :2].min(0)
    right, bottom = landmarks[:, :2].max(0)
    return float(left), float(top), float(right), float(bottom)


def eye_distance(landmarks: Landmarks) -> float:
    """Between the pupils, in pixels, depth included: a turned head keeps its distance."""
    between = landmarks[list(RIGHT_EYE)].mean(0) - landmarks[list(LEFT_EYE)].mean(0)
    return float(np.linalg.norm(between))


def head_angles(landmarks: Landmarks) -> tuple[float, float]:
    """(yaw, pitch) in degrees, 0 when facing the viewer; yaw > 0 turned to its left."""
    across = landmarks[list(RIGHT_EYE)].mean(0) - landmarks[list(LEFT_EYE)].mean(0)
    down = landmarks[CHIN] - landmarks[FOREHEAD]
    yaw = np.degrees(np.arctan2(across[2], np.hypot(across[0], across[1])))
    pitch = np.degrees(np.arctan2(down[2], np.hypot(down[0], down[1])))
    return float(yaw), float(pitch) - RESTING_PITCH


def overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return both / (areas[0] + areas[1] - both)


def similarity(landmarks: Landmarks, size: int, eyes: float, top: float) -> np.ndarray:
    """The turn, scale and shift that lay a face onto a square picture.

    The line from between the eyes to between the mouth corners becomes upright; its
    direction is that of the eyes, which an open jaw does not tilt.

    Args:
        landmarks: shape (478, 3), pixels.
        size: of the square, pixels.
        eyes: distance of the eyes there, pixels.
        top: height of the eyes there, pixels.

    Returns:
        Shape (2, 3), from the picture to the square.
    """
    left = landmarks[list(LEFT_EYE), :2].mean(0)
    right = landmarks[list(RIGHT_EYE), :2].mean(0)
    across = (right - left).astype(np.float64)
    length = max(eye_distance(landmarks), 1e-3)
    direction = across / max(float(np.linalg.norm(across)), 1e-6) * (eyes / length)
    turn = np.array([[direction[0], direction[1]], [-direction[1], direction[0]]])
    middle = (left + right).astype(np.float64) / 2
    shift = np.array([size / 2, top]) - turn @ middle
    return np.column_stack([turn, shift])
