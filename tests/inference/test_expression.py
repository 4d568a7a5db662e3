"""Tests for `inference.expression`."""

import numpy as np
import pytest

from inference.errors import InputError
from inference.expression import (
    EXPRESSIONS,
    N_COMPONENTS,
    Component,
    Expression,
    shown_while_speaking,
)
from inference.visemes import N_ARTICULATORS, Articulator


def mouth(**shape):
    row = np.zeros((1, N_ARTICULATORS), np.float32)
    for name, value in shape.items():
        row[0, Articulator[name]] = value
    return row


@pytest.mark.parametrize("name", list(EXPRESSIONS))
def test_components_are_shares_that_follow_the_strength(name):
    full, half = Expression(name, 1.0).components, Expression(name, 0.5).components

    assert full.shape == (N_COMPONENTS,)
    assert 0 <= full.min() <= full.max() <= 1
    assert np.allclose(half, full / 2)
    assert full.any() == (name != "neutral")


@pytest.mark.parametrize(
    ("name", "strength"), [("angry", 1.0), ("happy", 1.1), ("happy", -0.1), ("sad", float("nan"))]
)
def test_what_is_no_expression_is_refused(name, strength):
    with pytest.raises(InputError):
        Expression(name, strength)


def test_an_expression_is_stored_as_plain_values():
    stored = Expression("sad", 0.4).to_json()

    assert Expression.from_json(stored) == Expression("sad", 0.4)


@pytest.mark.parametrize("stored", [{}, {"name": "happy"}, {"name": "happy", "strength": "much"}])
def test_a_damaged_expression_is_refused(stored):
    with pytest.raises(InputError):
        Expression.from_json(stored)


def test_rounded_lips_smile_less():
    smile = Expression("happy").components[None]

    at_rest, rounded = (
        shown_while_speaking(smile, shape) for shape in (mouth(), mouth(MOUTH_PUCKER=1.0))
    )

    assert np.array_equal(at_rest, smile)
    assert rounded[0, Component.MOUTH_SMILE] < 0.5 * smile[0, Component.MOUTH_SMILE]
    assert rounded[0, Component.CHEEK_SQUINT] == smile[0, Component.CHEEK_SQUINT]


def test_an_open_mouth_does_not_press_its_lips():
    serious = Expression("serious").components[None]

    shown = shown_while_speaking(serious, mouth(JAW_OPEN=0.5))

    assert shown[0, Component.MOUTH_PRESS] == 0
