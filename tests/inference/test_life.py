"""Tests for `inference.life`."""

from fractions import Fraction

import numpy as np
import pytest

from inference.errors import InputError
from inference.life import LifeTrack, enliven
from inference.speech import PhonemeSpan

PAL = Fraction(25)
TALK = [
    PhonemeSpan("ˈa" if index % 3 == 0 else "t", 0.1 * index, 0.1 * index + 0.1)
    for index in range(200)
]


def test_the_same_seed_gives_the_same_life():
    first, second, other = (enliven(TALK, PAL, 500, seed=seed) for seed in (7, 7, 8))

    assert np.array_equal(first.head, second.head)
    assert not np.array_equal(first.head, other.head)


def test_people_blink_twelve_to_thirty_times_a_minute():
    blink = enliven(TALK, PAL, 60 * 25, seed=3).blink

    shut = blink > 0.8
    n_blinks = int((np.diff(shut.astype(int)) == 1).sum())
    assert 12 <= n_blinks <= 30
    assert 0 <= blink.min() <= blink.max() <= 1


def test_the_head_moves_less_in_silence():
    talking = [span for span in TALK if span.end < 10]

    head = enliven(talking, PAL, 20 * 25, seed=5).head

    spoken, silent = np.abs(np.diff(head[25:225], axis=0)), np.abs(np.diff(head[300:475], axis=0))
    assert silent.mean() < 0.5 * spoken.mean()


def test_the_head_stays_within_small_angles():
    head = enliven(TALK, PAL, 60 * 25, seed=11).head

    assert np.abs(head[:, :3]).max() < 0.12
    assert np.abs(head[:, 3:]).max() < 0.03


def test_still_life_does_not_move():
    still = LifeTrack.still(10)

    assert not still.head.any()
    assert not still.blink.any()


def test_rows_must_agree():
    with pytest.raises(InputError):
        LifeTrack(np.zeros(3, np.float32), np.zeros(2, np.float32), np.zeros((3, 5), np.float32))
