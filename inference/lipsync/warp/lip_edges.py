"""Where parted lips end and the mouth begins, to the pixel.

Landmarks of parted lips lie up to a few pixels off, so that a strip of teeth is taken for lip and
stays on it when the mouth closes. Lips differ from teeth and darkness by colour: what looks more
like the middle of this very lip than like anything between the lips is lip. The border is the path
near the landmarks that has most lip outside and least of it inside.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from inference.lipsync.warp.arrays import Floats, Points, blurred, sampled, smoothstep
from inference.lipsync.warp.paths import cheapest_path
from inference.media import Frame

LENGTH: Final = 96  # samples along a lip
REACH: Final = 0.06  # eye distances from the landmarks to both sides that are looked at
DEPTH: Final = 41  # samples across
HEART: Final = (0.4, 0.85)  # of the way from the inner edge to the outer one: surely lip
HEARTS: Final = 7  # samples of it
NEIGHBOURS: Final = 8.0  # samples along the lip, standard deviation, that share one colour
BETWEEN: Final = (0.25, 0.75)  # of the way from one lip to the other: surely mouth
MIDDLE: Final = slice(LENGTH // 6, -(LENGTH // 6))  # of the mouth's length: surely open
KINDS: Final = 3  # of colours between lips: teeth, gums or tongue, and shade
LIGHTNESS: Final = 0.6  # of a difference in lightness, against one in colour
MOST_OF_LIP: Final = 0.6  # of its thickness may turn out not to be lip
PRIOR: Final = 0.15  # how much staying with the landmarks is worth, against colour
STEEPNESS: Final = 0.02  # cost of moving one sample across from one step along to the next
SMOOTHING: Final = 2.5  # samples along the lip, standard deviation
CORNER: Final = 0.1  # share of the lip's length at each end over which landmarks come to be kept


@dataclass(frozen=True)
class Lip:
    """One lip as the landmarks see it.

    Attributes:
        inner: shape (n, 2), pixels: its edge towards the mouth, from corner to corner.
        outer: shape (n, 2): its edge towards the skin.
        opposite: shape (n, 2): the other lip's inner edge.
    """

    inner: Points
    outer: Points
    opposite: Points


def lip_edge(picture: Frame, lip: Lip, unit: float) -> Points:
    """The edge of a parted lip towards the mouth, with as many points as ``lip.inner``.

    Args:
        picture: shape (height, width, 3), RGB.
        lip: where the landmarks see it.
        unit: pixels of one eye distance.
    """
    along = np.linspace(0, len(lip.inner) - 1, LENGTH)
    inner, outer = _at(lip.inner, along), _at(lip.outer, along)
    across = outer - inner
    thickness = np.linalg.norm(across, axis=1)
    across /= np.maximum(thickness, 1e-3)[:, None]
    offsets = np.linspace(-REACH, REACH, DEPTH, dtype=np.float32) * unit
    lab = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2Lab), np.float32) * (LIGHTNESS, 1, 1)
    lab = lab.astype(np.float32)
    colours = sampled(lab, inner[None] + offsets[:, None, None] * across)
    between = sampled(lab, _between(inner, _at(lip.opposite, along), BETWEEN)[:, MIDDLE])
    alike = _alike(colours, sampled(lab, _between(inner, outer, HEART)), between)
    alike[offsets[:, None] > MOST_OF_LIP * thickness] = 1.0
    cost = _border_cost(alike) + PRIOR * (offsets / offsets[-1])[:, None] ** 2
    found = offsets[cheapest_path(cost, STEEPNESS)] * _away_from_corners()
    edge = inner + blurred(found[None].astype(np.float32), SMOOTHING)[0][:, None] * across
    return _at(edge, np.linspace(0, LENGTH - 1, len(lip.inner)))


def _at(points: Points, along: Floats) -> Points:
    """A polyline at fractional places of its points."""
    places = np.arange(len(points))
    return np.stack([np.interp(along, places, axis) for axis in points.T], 1).astype(np.float32)


def _between(one: Points, other: Points, shares: tuple[float, float]) -> Points:
    """Places from one line to another, shape (HEARTS, LENGTH, 2)."""
    steps = np.linspace(*shares, HEARTS, dtype=np.float32)[:, None, None]
    return (one + steps * (other - one)).astype(np.float32)


def _alike(colours: Floats, hearts: Floats, between: Floats) -> Floats:
    """How much more colours look like the lip at the same place along it than like the mouth.

    Args:
        colours: shape (DEPTH, LENGTH, 3).
        hearts: shape (HEARTS, LENGTH, 3), of the lip.
        between: shape (HEARTS, n, 3), of the mouth.

    Returns:
        Shape (DEPTH, LENGTH), within [0, 1].
    """
    lip = blurred(np.median(hearts, axis=0)[None].astype(np.float32), NEIGHBOURS)
    to_lip = ((colours - lip) ** 2).sum(-1)
    kinds = _kinds(between.reshape(-1, 3))
    to_mouth = ((colours[:, :, None] - kinds) ** 2).sum(-1).min(-1)
    return np.asarray(to_mouth / np.maximum(to_lip + to_mouth, 1e-3), np.float32)


def _kinds(colours: Floats) -> Floats:
    """The few colours that a set of them is made of, shape (KINDS, 3)."""
    order = np.argsort(colours[:, 0])
    start = np.array_split(order, KINDS)
    labels = np.zeros((len(colours), 1), np.int32)
    for kind, members in enumerate(start):
        labels[members] = kind
    ends = (cv2.TERM_CRITERIA_COUNT, 10, 0.0)
    flags = cv2.KMEANS_USE_INITIAL_LABELS
    _, _, centres = cv2.kmeans(colours.astype(np.float32), KINDS, labels, ends, 1, flags)
    return np.asarray(centres, np.float32)


def _border_cost(alike: Floats) -> Floats:
    """What a border costs at each place: lip on its inner side, none on its outer one."""
    inside = np.cumsum(alike, axis=0) - alike
    outside = np.cumsum((1 - alike)[::-1], axis=0)[::-1]
    cost: Floats = (inside + outside) / len(alike)
    return cost


def _away_from_corners() -> Floats:
    """0 at both ends of a lip, 1 between."""
    share = np.linspace(0, 1, LENGTH)
    return smoothstep(np.minimum(share, 1 - share) / CORNER)
