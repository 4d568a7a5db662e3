"""The mouth bank: how a person's mouth looks inside, from frames in which it is open.

As in Bregler et al., "Video Rewrite" (1997), the inside of a mouth is not invented but taken from
another frame of the same person: the one whose opening and head pose come closest. Choosing for a
whole clip at once keeps one frame in use as long as it fits (shortest path, Viterbi).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.lipsync.rewarp.handles import Layer
from inference.lipsync.rewarp.heads import Head
from inference.lipsync.rewarp.opening import line_features
from inference.lipsync.warp.arrays import Floats, Points
from inference.media import Frame
from inference.planar import Box, PlanarFrame
from inference.tracks import FaceTrack

SIZE: Final = 48  # entries
HORIZON: Final = 2250  # source frames that entries are taken from; 90 s at 25 a second
MIN_OPENING: Final = 0.06  # eye distances; a narrower mouth shows nothing
MIN_SHARPNESS: Final = 0.45
CLOSED: Final = 0.03  # eye distances added to openings before they are compared as ratios
LARGER_WEIGHT: Final = 0.15  # of a mouth that is open wider than wanted: its middle is left out
SMALLER_WEIGHT: Final = 2.0  # of one that is not open as wide: something is shown twice
WIDTH_WEIGHT: Final = 1.5
POSE_WEIGHT: Final = 1.0  # a radian
PAINTED: Final = 0.7  # by how much a real mouth is preferred to a painted one
OWN: Final = 0.12  # by how much the frame's own mouth is preferred
SWITCH_COST: Final = 0.12  # what another entry must be better by before it replaces the present
URGENT: Final = 0.4  # the same while the present one has only just come
FADE: Final = 2  # frames over which one entry gives way to the next
MARGIN: Final = 0.06  # eye distances around an entry's lips


@dataclass(frozen=True)
class Entry:
    """One frame's open mouth.

    Attributes:
        picture: shape (height, width, 3), RGB: the lips and what is between them.
        upper: shape (n_line, 2), pixels of ``picture``: the upper lip's inner edge.
        lower: the lower lip's.
        features: shape (4,): opening, width in eye distances; the head's yaw and pitch.
        light: mean RGB of the skin beside the mouth.
        unit: pixels of one eye distance.
    """

    picture: Frame
    upper: Points
    lower: Points
    features: Floats
    light: Floats
    unit: float


def rotation_features(matrix: Floats) -> Floats:
    """Yaw and pitch (radians, for small angles) of a pose's matrix, shape (2,)."""
    scale = np.cbrt(max(1e-12, float(np.linalg.det(matrix))))
    turn = matrix / scale
    return np.array([turn[0, 2], turn[1, 2]], np.float32)


def choose_entries(track: FaceTrack, head: Head, unit: float) -> npt.NDArray[np.intp]:
    """Source frames whose mouths are worth keeping: open, sharp, and as unlike as possible."""
    near = np.arange(min(len(track), HORIZON))
    fit = near[(track.usable[near] >= 1.0) & (track.sharpness[near] >= MIN_SHARPNESS)]
    opening = head.apertures[fit] / unit
    fit = fit[opening > MIN_OPENING]
    if not len(fit):
        return fit
    features = np.stack([_features_of(head, index, unit) for index in fit])
    chosen = [int(np.argmax(features[:, 0]))]
    distance = np.full(len(fit), np.inf)
    while len(chosen) < min(SIZE, len(fit)):
        distance = np.minimum(distance, np.abs(features - features[chosen[-1]]).sum(1))
        chosen.append(int(np.argmax(distance * track.sharpness[fit])))
    return np.sort(fit[np.unique(chosen)])


def _features_of(head: Head, index: int, unit: float) -> Floats:
    turn = rotation_features(head.matrices[index])
    return np.concatenate([[4 * head.apertures[index] / unit], turn])


@dataclass(frozen=True)
class MouthBank:
    """What is known of the inside of one person's mouth.

    Attributes:
        entries: open mouths, as unlike as possible; none if the source never opens its mouth.
    """

    entries: tuple[Entry, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)


def mismatch(features: Floats, wanted: Floats) -> Floats:
    """How badly mouths show a wanted one.

    Args:
        features: shape (n, 4), as in ``Entry``.
        wanted: shape (4,).

    Returns:
        Shape (n,); near 0 when they look alike, and for any when the wanted one is closed.
    """
    larger = np.log((features[:, 0] + CLOSED) / (wanted[0] + CLOSED))
    cost = LARGER_WEIGHT * np.maximum(larger, 0) + SMALLER_WEIGHT * np.maximum(-larger, 0)
    cost += WIDTH_WEIGHT * np.maximum(wanted[1] - features[:, 1], 0)
    cost += POSE_WEIGHT * np.abs(features[:, 2:] - wanted[2:]).sum(-1)
    found: Floats = cost * np.clip(wanted[0] / MIN_OPENING, 0.02, 1)
    return found


class Chooser:
    """Picks a mouth for each frame in turn, and keeps to it as long as it fits."""

    def __init__(self, bank: MouthBank) -> None:
        self._bank = bank
        self._current: int | None = None
        self._shown: Entry | None = None
        self._former: Entry | None = None
        self._since = 0

    def next(
        self, wanted: Floats, own: Entry, paint: Callable[[], Entry]
    ) -> tuple[Entry, Entry | None, float]:
        """The mouth to show, one to fade out, and the share of the first.

        Args:
            wanted: shape (4,), features as in ``Entry``.
            own: the mouth of the frame itself, preferred where it fits as well.
            paint: makes one that fits, for want of a real one.
        """
        real = [*self._bank.entries, own]
        cost = mismatch(np.stack([entry.features for entry in real]), wanted)
        cost[-1] -= OWN
        cost = np.append(cost, PAINTED)
        best = int(cost.argmin())
        self._since += 1
        if self._current is None or self._is_due(float(cost[self._current] - cost[best])):
            self._former, self._current, self._since = self._shown, best, 0
        self._shown = real[self._current] if self._current < len(real) else paint()
        share = min(1.0, (self._since + 1) / (FADE + 1))
        fading = share < 1 and self._former is not None
        return self._shown, self._former if fading else None, share if fading else 1.0

    def _is_due(self, gain: float) -> bool:
        """Whether another mouth is so much better; while one fades in it must be urgent."""
        return gain > (SWITCH_COST if self._since > FADE else URGENT)


@dataclass(frozen=True)
class Source:
    """A source seen through its face.

    Attributes:
        track: the face.
        head: its poses.
        layers: handles above and below the lip line.
        unit: eye distance of the template, in its pixels.
    """

    track: FaceTrack
    head: Head
    layers: tuple[Layer, Layer]
    unit: float

    def mouth(self, frame: PlanarFrame, index: int, box: Box | None = None) -> Entry:
        """The mouth of a frame, with the pixels of ``box`` or as many as it needs."""
        landmarks = self.track.face(index)
        upper, lower = (layer.found(landmarks)[: layer.n_line] for layer in self.layers)
        matrix = self.head.matrices[index]
        unit = self.unit * self.head.pose(index).scale
        box = box or _around(upper, lower, unit, frame.size)
        corner = np.array([box.left, box.top], np.float32)
        features = np.concatenate([line_features(upper, lower, unit), rotation_features(matrix)])
        light = skin_light(frame, landmarks)
        return Entry(frame.rgb(box), upper - corner, lower - corner, features, light, unit)


def _around(upper: Points, lower: Points, unit: float, size: tuple[int, int]) -> Box:
    both = np.concatenate([upper, lower])
    low, high = both.min(0) - MARGIN * unit, both.max(0) + MARGIN * unit
    return Box.around(low[0], low[1], high[0], high[1], size)


SKIN: Final = [205, 425, 50, 280, 164, 200]  # cheeks, under the nose, chin
PATCH: Final = 3  # pixels to each side of a landmark


def skin_light(frame: PlanarFrame, landmarks: Floats) -> Floats:
    """Mean RGB of a few patches of skin around the mouth, shape (3,)."""
    found = []
    for x, y in landmarks[SKIN, :2]:
        box = Box.around(x - PATCH, y - PATCH, x + PATCH + 1, y + PATCH + 1, frame.size)
        if box.width and box.height:
            found.append(frame.mean_rgb(box))
    return np.mean(found, axis=0).astype(np.float32) if found else np.full(3, 128, np.float32)
