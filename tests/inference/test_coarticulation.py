"""Tests for `inference.visemes` and `inference.coarticulation`."""

from fractions import Fraction

import numpy as np
import pytest

from inference.coarticulation import articulate
from inference.errors import InputError
from inference.speech import PhonemeSpan
from inference.visemes import SHAPES, ArticulationTrack, Articulator, is_stressed, letters_of

PAL = Fraction(25)


def spoken(symbols, start=0.3, each=0.08):
    """Phonemes of equal length one after another."""
    return [
        PhonemeSpan(symbol, start + index * each, start + (index + 1) * each)
        for index, symbol in enumerate(symbols)
    ]


def mouth_of(phonemes, duration=None, fps=PAL):
    duration = duration or phonemes[-1].end + 0.5
    return articulate(phonemes, duration, fps, int(duration * fps)).curves


def row_at(curves, time, fps=PAL):
    return curves[int(time * fps)]


@pytest.mark.parametrize("plosive", ["p", "b", "m"])
@pytest.mark.parametrize("vowel", ["a", "u", "iː"])
def test_lips_meet_in_every_bilabial(plosive, vowel):
    phonemes = spoken([vowel, plosive, vowel, plosive, vowel])

    curves = mouth_of(phonemes)

    for index in (1, 3):
        span = phonemes[index]
        seen = curves[int(span.start * 25) - 1 : int(span.end * 25) + 1]
        assert seen[:, Articulator.MOUTH_CLOSE].max() > 0.95
        assert seen[:, Articulator.MOUTH_LOWER_DOWN].min() < 0.03


@pytest.mark.parametrize("fps", [Fraction(24), PAL, Fraction(30_000, 1001), Fraction(60)], ids=str)
def test_a_short_closure_is_seen_at_every_frame_rate_and_offset(fps):
    for offset in np.arange(0, 0.04, 0.004):
        phonemes = [
            PhonemeSpan("a", 0.3 + offset, 0.4 + offset),
            PhonemeSpan("b", 0.4 + offset, 0.43 + offset),
            PhonemeSpan("a", 0.43 + offset, 0.53 + offset),
        ]
        curves = mouth_of(phonemes, 1.0, fps)

        assert curves[:, Articulator.MOUTH_CLOSE].max() > 0.93


@pytest.mark.parametrize("sound", ["f", "v"])
def test_the_lower_lip_touches_the_teeth_in_labiodentals(sound):
    phonemes = spoken(["a", sound, "a"])

    middle = row_at(mouth_of(phonemes), phonemes[1].start + 0.03)

    assert middle[Articulator.MOUTH_ROLL_LOWER] > 0.8
    assert middle[Articulator.JAW_OPEN] < 0.15


def test_rounded_and_spread_vowels_differ():
    wide = row_at(mouth_of(spoken(["iː"], each=0.2)), 0.4)
    round_ = row_at(mouth_of(spoken(["uː"], each=0.2)), 0.4)

    assert wide[Articulator.MOUTH_STRETCH] > 0.5 > round_[Articulator.MOUTH_STRETCH]
    assert round_[Articulator.MOUTH_PUCKER] > 0.7 > wide[Articulator.MOUTH_PUCKER]


def test_lips_round_before_a_rounded_vowel_begins():
    before_round = row_at(mouth_of(spoken(["s", "uː"])), 0.36)
    before_spread = row_at(mouth_of(spoken(["s", "iː"])), 0.36)

    difference = before_round - before_spread
    assert difference[Articulator.MOUTH_PUCKER] > 0.1


def test_the_mouth_rests_in_silence():
    phonemes = [*spoken(["a", "t", "a"]), *spoken(["a", "t", "a"], start=3.0)]

    curves = mouth_of(phonemes, 4.0)

    silence = curves[int(0.75 * 25) : int(2.8 * 25)]
    assert not silence.any()
    assert not curves[:3].any()


def test_nothing_said_is_nothing_moved():
    track = articulate([PhonemeSpan("_", 0, 1)], 1.0, PAL, 25)

    assert len(track) == 25
    assert not track.curves.any()


def test_motion_is_smooth():
    phonemes = spoken(list("hələʊwɜldðɪsɪzatɛst"))

    curves = mouth_of(phonemes, fps=Fraction(60))

    steps = np.abs(np.diff(curves, axis=0))
    assert steps[:, Articulator.JAW_OPEN].max() < 0.25


def test_open_vowels_open_the_jaw_more_than_close_ones():
    opened, closed = (row_at(mouth_of(spoken([v], each=0.2)), 0.4) for v in "ɑi")

    assert opened[Articulator.JAW_OPEN] > 2 * closed[Articulator.JAW_OPEN]


@pytest.mark.parametrize(
    ("symbol", "letters"),
    [("ˈiː", "i"), ("tʃ", "tʃ"), ("_", ""), (" ", ""), ("ã", "a"), ("ˌaɪ", "aɪ")],
)
def test_marks_do_not_shape_the_mouth(symbol, letters):
    assert letters_of(symbol) == letters


def test_stress_is_heard():
    assert is_stressed("ˈɔː")
    assert not is_stressed("ˌɔ")


def test_every_shape_is_within_range():
    for shape in SHAPES.values():
        assert all(0 <= value <= 1 for value in shape.values())


def test_a_track_of_another_width_is_refused():
    with pytest.raises(InputError):
        ArticulationTrack(np.zeros((5, 3), np.float32), PAL)
    with pytest.raises(InputError):
        ArticulationTrack(np.full((5, len(Articulator)), np.nan, np.float32), PAL)
