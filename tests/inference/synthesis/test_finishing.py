"""Tests for `inference.synthesis.finishing`."""

import numpy as np
import pytest

from inference.speech import PhonemeSpan
from inference.synthesis.finishing import finished_sentence

RATE = 16_000


def tone(duration, amplitude=0.3):
    times = np.arange(round(duration * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * 200 * times)).astype(np.float32)


def silence(duration):
    return np.zeros(round(duration * RATE), np.float32)


def test_silence_is_trimmed_and_the_phonemes_move_along():
    samples = np.concatenate([silence(1), tone(0.5), silence(1)])

    done = finished_sentence("a", samples, RATE, (PhonemeSpan("a", 1.0, 1.5),), 0.3)

    assert [span.symbol for span in done.phonemes] == ["_", "a", "_"]
    assert done.phonemes[1].start == pytest.approx(0.08, abs=0.01)
    assert done.phonemes[1].end == pytest.approx(0.58, abs=0.01)
    assert done.audio.duration == pytest.approx(0.08 + 0.5 + 0.06 + 0.3, abs=0.011)


def test_sound_that_starts_at_once_gets_room_for_the_lips():
    done = finished_sentence("a", tone(0.5), RATE, (PhonemeSpan("p", 0.0, 0.5),), 0.3)

    assert done.phonemes[1].start == pytest.approx(0.08, abs=0.01)


def test_a_silent_closure_before_the_first_sound_is_kept():
    samples = np.concatenate([silence(0.5), tone(0.5)])
    spans = (PhonemeSpan("p", 0.42, 0.5), PhonemeSpan("a", 0.5, 1.0))

    done = finished_sentence("pa", samples, RATE, spans, 0.3)

    closure = done.phonemes[1]
    assert closure.symbol == "p"
    assert closure.end - closure.start == pytest.approx(0.08, abs=0.001)


@pytest.mark.parametrize("amplitude", [0.04, 0.3, 0.9], ids=["soft", "middle", "loud"])
def test_every_level_becomes_minus_20_decibel(amplitude):
    done = finished_sentence("a", tone(1, amplitude), RATE, (PhonemeSpan("a", 0, 1),), 0.3)

    steady = done.audio.samples[RATE // 4 : RATE // 2]
    assert 20 * np.log10(np.sqrt(np.mean(steady**2))) == pytest.approx(-20, abs=0.2)


def test_peaks_stay_below_the_ceiling():
    samples = tone(1, 0.05)
    samples[8000] = 1.0

    done = finished_sentence("a", samples, RATE, (PhonemeSpan("a", 0, 1),), 0.3)

    assert 0.7 < np.abs(done.audio.samples).max() <= 0.95


def test_complete_silence_survives():
    done = finished_sentence("a", silence(0.2), RATE, (PhonemeSpan("a", 0, 0.2),), 0.3)

    assert not done.audio.samples.any()
