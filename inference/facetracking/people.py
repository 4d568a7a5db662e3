"""Which stretches of faces are the same person, and which person speaks."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from inference.errors import NoFaceError
from inference.facetracking.face_geometry import overlap
from inference.facetracking.observations import Tracklet

ALIKE: Final = 16.0  # steps of Y, Cb, Cr (mean over the cells) between looks of one person
SAME_SPOT: Final = 0.4  # overlap across a gap that outweighs an unlike look
SPOT_LIMIT: Final = 2.0  # times ALIKE up to which the place may outweigh the look
COLOUR_WEIGHT: Final = 2.0  # of Cb and Cr against Y, which light changes


@dataclass(frozen=True, slots=True)
class FaceChoice:
    """Whose lips are to move; the largest and longest visible person if both are ``None``.

    Attributes:
        index: 0 is the person who is largest and longest visible, then in that order.
        position: (x, y) of a point in that person's face, as shares of width and height.
    """

    index: int | None = None
    position: tuple[float, float] | None = None


Person = list[Tracklet]


def people(tracklets: list[Tracklet]) -> list[Person]:
    """Put stretches together, the person who is largest times longest visible first."""
    persons: list[Person] = []
    for tracklet in sorted(tracklets, key=lambda t: t.frames[0]):
        fitting = [(_distance(person, tracklet), person) for person in persons]
        fitting = [(off, person) for off, person in fitting if off < ALIKE]
        if fitting:
            min(fitting, key=lambda pair: pair[0])[1].append(tracklet)
        else:
            persons.append([tracklet])
    return sorted(persons, key=lambda person: sum(t.weight for t in person), reverse=True)


def speaker(persons: list[Person], choice: FaceChoice, size: tuple[int, int]) -> Person:
    """The chosen person; empty if nobody was seen.

    Raises:
        NoFaceError: fewer people were seen than ``choice.index`` asks for.
    """
    if not persons:
        return []
    if choice.position is not None:
        point = (choice.position[0] * size[0], choice.position[1] * size[1])
        return min(persons, key=lambda person: _beside(person, point))
    index = choice.index or 0
    if not 0 <= index < len(persons):
        raise NoFaceError
    return persons[index]


def _distance(person: Person, tracklet: Tracklet) -> float:
    """How unlike a person a stretch looks; infinite where both are seen at the same time."""
    if any(t.frames[-1] >= tracklet.frames[0] and _meet(t, tracklet) for t in person):
        return float("inf")
    weights = np.array([1.0, COLOUR_WEIGHT, COLOUR_WEIGHT])
    look = tracklet.typical_cells()[3:10, 3:9]
    off = min(float((np.abs(t.typical_cells()[3:10, 3:9] - look) * weights).mean()) for t in person)
    nearest = overlap(person[-1].boxes[-1], tracklet.boxes[0])
    if nearest > SAME_SPOT and off < SPOT_LIMIT * ALIKE:
        return off / SPOT_LIMIT
    return off


def _meet(one: Tracklet, other: Tracklet) -> bool:
    return not set(one.frames).isdisjoint(other.frames)


def _beside(person: Person, point: tuple[float, float]) -> float:
    """Distance of a point from the person's face where it came nearest, in faces."""
    boxes = np.array([box for t in person for box in t.boxes])
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    side = (boxes[:, 2:] - boxes[:, :2]).max(1)
    return float((np.linalg.norm(middle - point, axis=1) / side).min())
