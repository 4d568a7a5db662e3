"""Tests for `inference.synthesis.psola`."""

import numpy as np
import pytest
from scipy.signal import find_peaks

from inference.synthesis.psola import STEP, Contours, reshaped

RATE = 22_050
DURATION = 1.0


@pytest.fixture
def vowel():
    """Pulses of 120 Hz through a resonance at 700 Hz."""
    pulses = np.zeros(round(RATE * DURATION))
    pulses[:: RATE // 120] = 1.0
    times = np.arange(800) / RATE
    ringing = np.exp(-times * 400) * np.sin(2 * np.pi * 700 * times)
    return (0.3 * np.convolve(pulses, ringing)[: len(pulses)]).astype(np.float32)


def contours(**factors):
    asked = Contours.unchanged(DURATION)
    for name, factor in factors.items():
        getattr(asked, name)[:] = factor
    return asked


def pitch_of(samples):
    """Semitones, from the spacing of the pulses."""
    pulses, _ = find_peaks(samples, height=0.6 * samples.max(), distance=RATE // 300)
    return 12 * np.log2(RATE / np.diff(pulses).mean())


def resonance_of(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float((spectrum * hertz)[hertz < 3000].sum() / spectrum[hertz < 3000].sum())


def test_nothing_asked_changes_nothing(vowel):
    done = reshaped(vowel, RATE, contours())

    assert np.array_equal(done.samples, vowel)
    assert done.moved(0.4) == pytest.approx(0.4)


def test_what_lies_outside_a_change_comes_out_as_it_was(vowel):
    asked = contours()
    asked.length[round(0.5 / STEP) : round(0.7 / STEP)] = 1.5

    done = reshaped(vowel, RATE, asked)

    untouched = round(0.45 * RATE)
    assert np.allclose(done.samples[:untouched], vowel[:untouched], atol=1e-6)
    assert len(done.samples) == pytest.approx(1.1 * RATE, rel=0.02)


@pytest.mark.parametrize("semitones", [-5, -2, 2, 5])
def test_pitch_moves_and_the_timbre_stays(vowel, semitones):
    done = reshaped(vowel, RATE, contours(pitch=2 ** (semitones / 12)))

    assert pitch_of(done.samples) - pitch_of(vowel) == pytest.approx(semitones, abs=0.3)
    assert len(done.samples) == pytest.approx(len(vowel), rel=0.02)
    assert resonance_of(done.samples) == pytest.approx(resonance_of(vowel), rel=0.15)


@pytest.mark.parametrize("factor", [0.8, 1.3])
def test_length_changes_and_the_pitch_stays(vowel, factor):
    done = reshaped(vowel, RATE, contours(length=factor))

    assert len(done.samples) == pytest.approx(factor * len(vowel), rel=0.02)
    assert pitch_of(done.samples) == pytest.approx(pitch_of(vowel), abs=0.2)
    assert done.moved(0.5) == pytest.approx(0.5 * factor, abs=0.02)


def test_gain_alone_only_changes_the_loudness(vowel):
    done = reshaped(vowel, RATE, contours(gain=0.5))

    assert np.allclose(done.samples, 0.5 * vowel, atol=1e-6)


def test_silence_and_noise_survive():
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)

    for samples in (np.zeros(RATE, np.float32), noise, noise[:100]):
        done = reshaped(samples, RATE, contours(pitch=1.2, length=1.2))
        assert np.isfinite(done.samples).all()
