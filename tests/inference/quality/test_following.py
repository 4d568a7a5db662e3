"""Tests for `inference.quality.mouth.FaceFollower`."""

import numpy as np
import pytest

from inference.quality.mouth import PATIENCE, FaceFollower

SIZE = (900, 1600)  # rows, columns


class ShortSighted:
    """Finds a face only in pictures that show little else."""

    def __init__(self, places):
        self.places = iter(places)
        self.n_asked = 0

    def find(self, picture):
        self.n_asked += 1
        if picture.shape[1] > picture.shape[0]:
            place = next(self.places)
            return [] if place is None else [face_at(*place)]
        return [face_at(picture.shape[1] / 2, picture.shape[0] / 2, side=120)]


def face_at(x, y, side=60):
    corner = np.array([x - side / 2, y - side / 2, 0])
    points = np.random.default_rng(0).uniform(0, 1, (478, 3)) * [side, side, 1]
    points[:2] = [0, 0, 0], [side, side, 1]
    return (points + corner).astype(np.float32)


def test_a_face_missed_in_the_whole_picture_is_found_where_it_was():
    picture = np.zeros((*SIZE, 3), np.uint8)
    follower = FaceFollower(ShortSighted([(400, 300), None, (405, 300)]))

    faces = [follower.find(picture) for _ in range(3)]

    middles = [face[:, :2].mean(0) for face in faces]
    assert middles[1] == pytest.approx(middles[0], abs=12)


def test_a_face_that_has_gone_is_given_up():
    picture = np.zeros((*SIZE, 3), np.uint8)
    finder = ShortSighted([(400, 300), *[None] * (PATIENCE + 5)])
    follower = FaceFollower(finder)
    follower.find(picture)
    asked = []
    finder.find = lambda seen: asked.append(seen.shape) or []

    found = [follower.find(picture) for _ in range(PATIENCE + 5)]

    assert found == [None] * (PATIENCE + 5)
    assert len(asked) == 2 * PATIENCE + 5
