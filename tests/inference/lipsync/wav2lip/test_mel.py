"""Tests for `inference.lipsync.wav2lip.mel`."""

import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from inference.errors import EngineError
from inference.lipsync.wav2lip.mel import SoundMel, window_start

RATES = [Fraction(24_000, 1001), 25, Fraction(30_000, 1001), 30, 50, 60]


@pytest.fixture(scope="module")
def reference():
    """A sound and its spectrogram by librosa; see ``make_mel_fixture.py``."""
    return np.load(Path(__file__).with_name("mel_of_librosa.npz"))


@pytest.fixture
def reference_sound(reference, tmp_path):
    path = tmp_path / "reference.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(reference["sound"].tobytes())
    return path


def test_the_spectrogram_is_that_of_an_independent_implementation(reference, reference_sound):
    sound = SoundMel(reference_sound)

    found = sound.frames(0, sound.n_frames)

    assert found.shape == reference["mel"].shape
    assert np.abs(found - reference["mel"]).max() < 1e-4


def test_a_stretch_is_the_same_as_in_the_whole(reference, reference_sound):
    sound = SoundMel(reference_sound)

    for start in range(0, sound.n_frames - 15, 5):
        expected = reference["mel"][:, start : start + 16]
        assert np.abs(sound.window(start) - expected).max() < 1e-4


def test_windows_are_the_same_across_blocks_of_a_longer_sound(sound):
    whole = SoundMel(sound(25))
    everything = whole.frames(0, whole.n_frames)

    for index in range(0, 620, 31):
        start = window_start(index, Fraction(25), whole.n_frames)
        assert np.abs(whole.window(start) - everything[:, start : start + 16]).max() < 1e-6


@pytest.mark.parametrize("fps", [Fraction(rate) for rate in RATES], ids=str)
def test_every_frame_of_five_minutes_hears_its_own_time(fps):
    n_mel = 1 + 300 * 80

    starts = [window_start(index, fps, n_mel) for index in range(int(300 * fps))]

    behind = [index / fps - Fraction(start, 80) for index, start in enumerate(starts)]
    moved_back = starts.index(n_mel - 16)
    assert all(0 <= late < Fraction(1, 80) for late in behind[:moved_back])
    assert set(starts[moved_back:]) == {n_mel - 16}
    assert Fraction(len(starts) - moved_back) / fps < Fraction(16, 80) + 1 / fps


def test_a_sound_shorter_than_a_window_is_heard_with_silence_after_it(sound):
    short = SoundMel(sound(0.05))

    found = short.window(window_start(0, Fraction(25), short.n_frames))

    assert found.shape == (80, 16)
    assert found[:, 1].max() > -3
    assert (found[:, -4:] == -4).all()


def test_an_empty_sound_is_silence(sound):
    empty = SoundMel(sound(0))

    assert (empty.window(0) == -4).all()


def test_sound_of_another_rate_is_refused(sound):
    with pytest.raises(EngineError, match="16 kHz"):
        SoundMel(sound(0.5, rate=22_050))
