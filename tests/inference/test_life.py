"""Tests for `inference.life`."""

from fractions import Fraction

import numpy as np
import pytest

from inference.errors import InputError
from inference.expression import Component, Expression
from inference.life import LifeTrack, enliven
from inference.liveliness import LifeStrength
from inference.prosody import prosody_of_phonemes
from inference.speech import PhonemeSpan

PAL = Fraction(25)
TALK = [
    PhonemeSpan("ˈa" if index % 3 == 0 else "t", 0.1 * index, 0.1 * index + 0.1)
    for index in range(200)
]


def life_of(phonemes, n_frames, **options):
    options.setdefault("seed", 3)
    return enliven(prosody_of_phonemes(phonemes, PAL, n_frames), PAL, n_frames, **options)


def n_blinks_of(life):
    return int((np.diff((life.blink > 0.8).astype(int)) == 1).sum())


def test_the_same_seed_gives_the_same_life():
    first, second, other = (life_of(TALK, 500, seed=seed) for seed in (7, 7, 8))

    assert np.array_equal(first.head, second.head)
    assert np.array_equal(first.gaze, second.gaze)
    assert np.array_equal(first.blink, second.blink)
    assert not np.array_equal(first.head, other.head)


def test_people_blink_ten_to_thirty_times_a_minute():
    life = life_of(TALK, 60 * 25)

    assert 10 <= n_blinks_of(life) <= 30
    assert 0 <= life.blink.min() <= life.blink.max() <= 1


def test_people_often_blink_when_a_phrase_ends():
    talk = [
        PhonemeSpan(symbol, 3 * phrase + 0.1 * index, 3 * phrase + 0.1 * index + 0.1)
        for phrase in range(40)
        for index, symbol in enumerate(["t", "ˈa"] * 10)
    ]

    life = life_of(talk, 120 * 25)

    begins = (np.flatnonzero(np.diff((life.blink > 0.05).astype(int)) == 1) + 1) / 25
    after_a_phrase = ((begins % 3 > 1.95) & (begins % 3 < 2.35)).sum()
    assert after_a_phrase > 0.4 * len(begins)


def test_the_head_moves_less_in_silence_and_least_in_a_long_one():
    talking = [span for span in TALK if span.end < 10]

    head = life_of(talking, 30 * 25, seed=5).head

    spoken, silent, long_silent = (
        np.abs(np.diff(head[first:last], axis=0)).mean()
        for first, last in ((25, 225), (280, 330), (500, 750))
    )
    assert silent < 0.5 * spoken
    assert long_silent < 0.15 * spoken


def test_the_head_stays_within_small_angles():
    head = life_of(TALK, 60 * 25, seed=11).head

    assert np.abs(head[:, :3]).max() < 0.12
    assert np.abs(head[:, 3:]).max() < 0.03


def test_the_head_nods_on_accents():
    talk = [
        PhonemeSpan("ˈa" if index % 10 == 0 else "t", 0.1 * index, 0.1 * index + 0.1)
        for index in range(300)
    ]

    pitch = life_of(talk, 30 * 25).head[:, 1]

    accent = (np.arange(2, 29) + 0.05) * 25
    on, between = (pitch[(accent + offset).astype(int)].mean() for offset in (0, 12))
    assert on > between + 0.005


def test_eyes_hold_the_viewer_while_the_head_turns():
    life = life_of(TALK, 60 * 25)

    looking_at = life.gaze + life.head[:, :2]
    assert np.abs(np.median(looking_at, axis=0)).max() < 0.01
    assert np.quantile(np.abs(looking_at), 0.5) < 0.025


@pytest.mark.parametrize("kind", ["blinks", "gaze", "head", "brows"])
def test_a_strength_of_nothing_stills_its_own_kind_alone(kind):
    lively, still = life_of(TALK, 500), life_of(TALK, 500, strength=LifeStrength(**{kind: 0}))

    columns = {"blinks": "blink", "gaze": "gaze", "head": "head", "brows": "brows"}
    for name, column in columns.items():
        moved = np.abs(getattr(still, column)).max()
        if name == kind:
            assert moved == 0
        elif (kind, name) != ("head", "gaze"):  # eyes make up for the head's turning
            assert np.array_equal(getattr(still, column), getattr(lively, column))


def test_more_strength_gives_more_blinks_and_wider_movements():
    weak, strong = (
        life_of(TALK, 120 * 25, strength=LifeStrength(value, value, value, value))
        for value in (0.5, 1.5)
    )

    assert n_blinks_of(strong) > 1.5 * n_blinks_of(weak)
    assert strong.head.std() > 2 * weak.head.std()
    assert strong.brows.mean() > 1.5 * weak.brows.mean()


def test_an_expression_eases_in_stays_in_silence_and_breathes():
    happy = life_of([], 20 * 25, expression=Expression("happy", 1.0)).expression

    smile = happy[:, Component.MOUTH_SMILE]
    full = Expression("happy", 1.0).components[Component.MOUTH_SMILE]
    assert smile[0] < 0.02
    assert np.abs(np.diff(smile)).max() < 0.12
    assert 0.8 * full < smile[50:].min() <= smile.max() <= full
    assert smile[50:].std() > 0.002


def test_neutral_has_no_expression():
    assert not life_of(TALK, 100, expression=Expression("neutral", 1.0)).expression.any()


@pytest.mark.parametrize("n_frames", [0, 1, 2])
def test_the_shortest_clips_have_as_many_rows(n_frames):
    assert len(life_of(TALK, n_frames)) == n_frames


def test_still_life_does_not_move():
    still = LifeTrack.still(10)

    for column in (still.blink, still.brows, still.head, still.gaze, still.expression):
        assert len(column) == 10
        assert not column.any()


def test_rows_must_agree():
    still = LifeTrack.still(3)

    with pytest.raises(InputError):
        LifeTrack(still.blink, still.brows[:2], still.head, still.gaze, still.expression)


@pytest.mark.parametrize("value", [-0.1, 1.6, float("nan")])
def test_strengths_out_of_range_are_refused(value):
    with pytest.raises(InputError):
        LifeStrength(head=value)


def test_strengths_are_stored_as_plain_values():
    strength = LifeStrength(0.5, 0.25, 1.5, 0.0)

    assert LifeStrength.from_json(strength.to_json()) == strength
    assert LifeStrength.from_json({"gaze": 0}) == LifeStrength(gaze=0.0)
