"""Where the lips part, to the pixel.

Landmarks miss the line between closed lips by a pixel or two, enough to leave a strip of one lip on
the other when the mouth opens. The line is dark, so the darkest smooth path near the landmarks is
taken instead. Of parted lips ``lip_edges`` finds the edges.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d

from inference.lipsync.warp.anatomy import (
    LOWER_INNER,
    LOWER_OUTER,
    UPPER_INNER,
    UPPER_OUTER,
    HeadFrame,
)
from inference.lipsync.warp.arrays import Points, sampled
from inference.lipsync.warp.lip_edges import Lip, lip_edge
from inference.lipsync.warp.paths import cheapest_path
from inference.media import Frame

N_POINTS: Final = 41  # along each lip
STRIP_LENGTH: Final = 96  # samples along the mouth when looking for the line
SEARCH: Final = 0.045  # eye distances above and below the landmarks
STRIP_DEPTH: Final = 31  # samples across
PRIOR: Final = 0.35  # how much staying with the landmarks is worth, against darkness
STEEPNESS: Final = 0.06  # cost of moving one sample across from one step along to the next
SMOOTHING: Final = 1.5  # samples along the line, standard deviation
MEETING: Final = 0.4  # where lips meet, as a share of the way from the upper to the lower one
SMILE_GAP: Final = 0.07  # eye distances by which a smile alone parts the lips
JAW_GAP: Final = 0.12  # more, at which nearly all of the gap is the jaw's
OPEN_SOURCE: Final = 0.03  # eye distances; lips further apart than this are open in the picture


@dataclass(frozen=True)
class LipLines:
    """The edges of the lips towards the mouth, in the picture.

    Attributes:
        upper: shape (41, 2), pixels, from the left corner to the right one.
        lower: as ``upper``; the same line where the lips are closed.
        gap: between them in the middle, in eye distances; 0 where they are closed.
    """

    upper: Points
    lower: Points
    gap: float

    @property
    def jaw_share(self) -> float:
        """How much of the gap an open jaw makes, within [0, 1]; the rest are drawn back lips."""
        return float(np.clip((self.gap - SMILE_GAP) / JAW_GAP, 0, 1))

    @property
    def meeting(self) -> Points:
        """Where the lips meet when they close, shape (41, 2), pixels."""
        share = MEETING * (1 - 0.85 * self.jaw_share)
        return (self.upper + share * (self.lower - self.upper)).astype(np.float32)


def find_lip_lines(picture: Frame, head: HeadFrame) -> LipLines:
    """The inner edges of both lips.

    Args:
        picture: shape (height, width, 3), RGB, in which ``head``'s landmarks lie.
        head: the face.
    """
    upper = _evenly(_with_outer_corners(head, UPPER_INNER, UPPER_OUTER))
    lower = _evenly(_with_outer_corners(head, LOWER_INNER, LOWER_OUTER))
    middle = N_POINTS // 2
    gap = float(np.linalg.norm(upper[middle] - lower[middle])) / head.eye_distance
    if gap > OPEN_SOURCE:
        lips = (
            Lip(upper, _evenly(head.landmarks[UPPER_OUTER, :2]), lower),
            Lip(lower, _evenly(head.landmarks[LOWER_OUTER, :2]), upper),
        )
        upper, lower = (lip_edge(picture, lip, head.eye_distance) for lip in lips)
        return LipLines(upper, lower, gap)
    line = _darkest_line(picture, (upper + lower) / 2, head)
    return LipLines(line, line, 0.0)


def _with_outer_corners(head: HeadFrame, inner: list[int], outer: list[int]) -> Points:
    points = head.landmarks[inner, :2]
    ends = head.landmarks[[outer[0], outer[-1]], :2]
    return np.concatenate([ends[:1], points, ends[1:]]).astype(np.float32)


def _evenly(points: Points) -> Points:
    """Resample a polyline by length."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, along[-1], N_POINTS)
    return np.stack([np.interp(wanted, along, axis) for axis in points.T], 1).astype(np.float32)


def _darkest_line(picture: Frame, guess: Points, head: HeadFrame) -> Points:
    down = head.axes[1, :2] * head.eye_distance
    offsets = np.linspace(-SEARCH, SEARCH, STRIP_DEPTH, dtype=np.float32)
    share = np.linspace(0, N_POINTS - 1, STRIP_LENGTH)
    base = np.stack([np.interp(share, np.arange(N_POINTS), axis) for axis in guess.T], 1)
    where = (base[None] + offsets[:, None, None] * down).astype(np.float32)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    contrast = sampled(np.asarray(grey, np.float32), where)
    spread = contrast.max(0) - contrast.min(0) + 8.0
    cost = (contrast - contrast.min(0)) / spread
    cost += PRIOR * (offsets / SEARCH)[:, None] ** 2
    cost[:, [0, -1]] += 3 * np.abs(offsets / SEARCH)[:, None]  # the corners are well known
    path = cheapest_path(cost, STEEPNESS)
    line = base + offsets[path][:, None] * down
    smooth = gaussian_filter1d(line.astype(np.float32), SMOOTHING, axis=0, mode="nearest")
    smooth[[0, -1]] = base[[0, -1]]
    return _evenly(smooth)
