"""Tests for `inference.loudness` and `inference.sound_limiter`."""

import wave

import numpy as np
import pytest
from scipy.signal import resample_poly

from inference.levelling import normalise_wav, write_levelled
from inference.loudness import LoudnessMeter, measure_loudness
from inference.sound_limiter import Limiter
from tests.inference.sound_material import RATE, noise, spoken, tone


def loudness_of(samples, rate=RATE):
    meter = LoudnessMeter(rate)
    for start in range(0, len(samples), 7001):
        meter.feed(samples[start : start + 7001])
    return meter.finish()


def wav(path, samples, rate=RATE):
    write_levelled([np.asarray(samples, np.float32)], rate, path, 1.0, 0.0)
    return path


def samples_of(path):
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767


# EBU Tech 3341, cases 1 to 4, on one channel: it reads 3.01 LU less than the same on two.
@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([(-23, 20)], -23),
        ([(-33, 20)], -33),
        ([(-36, 10), (-23, 60), (-36, 10)], -23),
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
    ],
    ids=["case 1", "case 2", "case 3", "case 4"],
)
def test_the_signals_of_the_ebu_read_what_they_should(levels, expected):
    signal = np.concatenate([tone(level, seconds=seconds) for level, seconds in levels])

    assert loudness_of(signal).integrated == pytest.approx(expected - 3.01, abs=0.1)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
def test_loudness_does_not_depend_on_the_sample_rate(rate):
    found = loudness_of(tone(-23, seconds=5, rate=rate), rate)

    assert found.integrated == pytest.approx(-26.01, abs=0.1)
    assert found.true_peak == pytest.approx(-23, abs=0.2)


def test_peaks_between_samples_are_found():
    times = np.arange(RATE)
    fade = np.clip(np.minimum(times, times[::-1]) / 480, 0, 1)
    sine = np.sin(np.pi * times / 2 + np.pi / 4)  # 12 kHz, no sample on a crest
    samples = (0.5 * fade * sine).astype(np.float32)

    found = loudness_of(samples)

    assert 20 * np.log10(np.abs(samples).max()) == pytest.approx(-9.03, abs=0.01)
    assert found.true_peak == pytest.approx(-6.02, abs=0.4)  # EBU Tech 3341, case 15 ff.


@pytest.mark.parametrize("level", [-200, -80], ids=["digital silence", "below the gate"])
def test_silence_has_no_loudness(level):
    assert loudness_of(noise(5 * RATE, level)).integrated is None


@pytest.mark.parametrize("gain", [0.02, 0.3, 3.0], ids=["whispered", "soft", "overloaded"])
def test_speech_of_any_level_comes_to_the_target(tmp_path, gain):
    path = wav(tmp_path / "s.wav", spoken() * gain)

    before, after = normalise_wav(path)

    assert after.integrated == pytest.approx(-16, abs=0.5)
    assert measure_loudness(path) == after
    assert before.integrated != pytest.approx(-16, abs=1)
    assert after.true_peak <= -1.4  # dBTP, with the tolerance of the measurement
    assert not list(tmp_path.glob("*.part"))


def test_silence_stays_silence(tmp_path):
    path = wav(tmp_path / "s.wav", noise(2 * RATE, -80))
    content = path.read_bytes()

    assert normalise_wav(path)[1].integrated is None
    assert path.read_bytes() == content


def test_soft_words_stay_softer_than_loud_ones(tmp_path):
    path = wav(tmp_path / "s.wav", np.concatenate([spoken() * 0.1, spoken() * 0.03]))

    normalise_wav(path, -26)  # where no peak needs the limiter

    loud, soft = np.array_split(samples_of(path), 2)
    assert np.sqrt(np.mean(loud**2) / np.mean(soft**2)) == pytest.approx(1 / 0.3, rel=0.02)


def limited(samples, ceiling, block):
    limiter = Limiter(RATE, ceiling)
    parts = [limiter.feed(samples[i : i + block]) for i in range(0, len(samples), block)]
    return np.concatenate([*parts, limiter.finish()])


@pytest.mark.parametrize("block", [100, 4800, 10**6])
def test_a_limiter_keeps_length_and_place_whatever_the_blocks(block):
    samples = spoken()[: 3 * RATE] * 0.1

    assert np.array_equal(limited(samples, -1.5, block), samples)


def test_a_limiter_holds_peaks_and_touches_nothing_else():
    samples = spoken() * np.float32(0.5)
    peak = round(2.5 * RATE)
    samples[peak : peak + 200] += 2 * np.hanning(200).astype(np.float32)

    held = limited(samples, -1.5, 4801)

    assert np.abs(resample_poly(held, 4, 1)).max() <= 10 ** (-1.4 / 20)
    untouched = np.ones(len(samples), bool)
    untouched[peak - 2000 : peak + 3000] = False
    assert np.array_equal(held[untouched], samples[untouched])


def test_a_limiter_gives_the_same_in_one_block_as_in_many():
    samples = spoken() * 6

    assert np.allclose(limited(samples, -3, 777), limited(samples, -3, 10**7), atol=1e-6)
