"""Tests for `inference.enhancement`: the denoiser and the detector of speech."""

import numpy as np
import pytest
from scipy.signal import correlate, resample_poly

from inference.enhancement.deepfilter import DeepFilter, locate_runtime
from inference.errors import EngineError
from tests.inference.sound_material import RATE, noise, spoken


@pytest.fixture(scope="module")
def speech():
    return spoken(pause=0.3)[: 2 * RATE]


def enhanced(registry, samples, block=RATE):
    stream = registry.enhancer().start()
    parts = [stream.feed(samples[i : i + block]) for i in range(0, len(samples), block)]
    return np.concatenate([*parts, stream.finish()])


def distance_in_decibels(samples, reference):
    """Scale-invariant ratio of signal to distortion (Le Roux et al. 2019)."""
    wanted = (samples @ reference) / (reference @ reference) * reference
    return 10 * np.log10((wanted @ wanted) / np.sum((samples - wanted) ** 2))


def test_clean_speech_comes_out_as_long_in_place_and_alike(registry, speech):
    cleaned = enhanced(registry, speech)

    assert len(cleaned) == len(speech)
    assert np.argmax(correlate(cleaned, speech, method="fft")) == len(speech) - 1
    assert np.corrcoef(cleaned, speech)[0, 1] > 0.98


def test_noise_is_taken_away(registry, speech):
    noisy = speech + noise(len(speech), -30)

    cleaned = enhanced(registry, noisy)

    gained = distance_in_decibels(cleaned, speech) - distance_in_decibels(noisy, speech)
    assert gained > 3
    pause = slice(round(0.05 * RATE), round(0.25 * RATE))
    assert np.std(cleaned[pause]) < 0.1 * np.std(noisy[pause])


def test_neither_the_size_of_the_blocks_nor_an_earlier_recording_matters(registry, speech):
    whole = enhanced(registry, speech[:RATE])
    pieces = enhanced(registry, speech[:RATE], 7001)

    assert np.array_equal(whole, pieces)


def test_a_model_that_is_none_is_refused(tmp_path):
    broken = tmp_path / "library.so"
    broken.write_bytes(b"no library")

    with pytest.raises(EngineError):
        DeepFilter(broken, tmp_path)
    assert locate_runtime().is_file()


@pytest.mark.parametrize("gain", [1.0, 0.01], ids=["normal", "very soft"])
def test_speech_is_told_from_a_pause(registry, gain):
    samples = resample_poly(spoken(pause=1.0), 1, 3).astype(np.float32) * np.float32(gain)
    stream = registry.speech_activity().start()

    parts = [stream.feed(samples[i : i + 5000]) for i in range(0, len(samples), 5000)]

    found = np.concatenate(parts)
    assert len(found) == len(samples) // 512
    assert found[:28].max() < 0.3
    assert (found[34:-34] > 0.5).mean() > 0.75


def test_noise_is_no_speech(registry):
    assert registry.speech_activity().start().feed(noise(5 * 16_000, -20)).max() < 0.4
