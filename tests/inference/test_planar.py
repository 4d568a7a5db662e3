"""Tests for `inference.planar`."""

import cv2
import numpy as np
import pytest

from inference.planar import Box, ColourSpace, planar_of

SPACES = [
    pytest.param(ColourSpace(is_bt601=old, is_full_range=full), id=f"{old=} {full=}")
    for old in (False, True)
    for full in (False, True)
]


@pytest.fixture
def picture():
    y, x = np.mgrid[0:96, 0:128]
    return np.stack([60 + x, 200 - y, 90 + (x + y) // 4], -1).astype(np.uint8)


@pytest.mark.parametrize("space", SPACES)
def test_a_picture_survives_the_way_to_planes_and_back(picture, space):
    back = planar_of(picture, space).rgb()

    # Two roundings to 8 bits; limited range has 219 steps for 255.
    assert np.abs(back.astype(int) - picture).max() <= 3


def test_white_and_black_have_the_values_of_the_standard():
    white = planar_of(np.full((4, 4, 3), 255, np.uint8))
    black = planar_of(np.zeros((4, 4, 3), np.uint8))

    assert (white.y[0, 0], white.cb[0, 0], white.cr[0, 0]) == (235, 128, 128)
    assert (black.y[0, 0], black.cb[0, 0], black.cr[0, 0]) == (16, 128, 128)


def test_painting_changes_only_pixels_with_weight(picture):
    frame = planar_of(picture)
    before = frame.copy()
    box = Box(32, 16, 48, 40)
    weight = np.zeros((40, 48), np.float32)
    weight[10:20, 10:30] = 1

    frame.paint(box, np.full((40, 48, 3), 7, np.uint8), weight)

    changed = np.argwhere(frame.y != before.y)
    assert changed.min(0).tolist() == [26, 42]
    assert changed.max(0).tolist() == [35, 61]
    assert (frame.cb != before.cb).sum() <= 10 * 20 / 4


def test_a_box_covers_whole_colour_samples_and_stays_on_the_picture():
    assert Box.around(-3.0, 5.2, 11.1, 400.0, (100, 50)) == Box(0, 4, 12, 46)
    assert Box.around(120.0, 5.0, 130.0, 9.0, (100, 50)).width == 0


def test_the_mean_colour_is_that_of_the_pixels():
    picture = np.random.default_rng(3).integers(60, 190, (40, 60, 3), dtype=np.uint8)
    frame = planar_of(cv2.GaussianBlur(picture, (0, 0), 2), ColourSpace(is_bt601=True))
    box = Box(10, 8, 24, 16)

    mean = frame.mean_rgb(box)

    assert np.abs(mean - frame.rgb(box).reshape(-1, 3).mean(0)).max() < 1
