"""Tests for `inference.prosody`, on phonemes and on tones with known accents."""

import wave
from fractions import Fraction

import numpy as np
import pytest

from inference.errors import InputError
from inference.prosody import Prosody, prosody_of_phonemes, prosody_of_sound
from inference.speech import PhonemeSpan

PAL = Fraction(25)
RATE = 16_000


def spans(*items):
    return [PhonemeSpan(*item) for item in items]


def write_wav(path, samples, channels=1):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def syllables(moments, *, duration, accents=(), noise=0.0005):
    """Voiced bursts of 160 ms; accented ones are louder and higher."""
    sound = np.random.default_rng(0).normal(0, noise, int(duration * RATE))
    offsets = np.arange(int(0.4 * RATE)) / RATE - 0.2
    for moment in moments:
        level, pitch = (0.35, 170) if moment in accents else (0.1, 120)
        shape = level * np.exp(-0.5 * (offsets / 0.05) ** 2)
        first = int((moment - 0.2) * RATE)
        voice = sum(np.sin(2 * np.pi * pitch * n * offsets) / n for n in range(1, 6))
        sound[first : first + len(offsets)] += shape * voice
    return sound


def test_stressed_vowels_are_accents_and_the_last_of_a_phrase_is_strongest():
    talk = spans(
        ("ˈa", 0.2, 0.3), ("t", 0.3, 0.9), ("ˈe", 0.9, 1.0), ("t", 1.0, 1.6), ("ˈi", 1.6, 1.7),
        (" ", 1.7, 2.4), ("ˈo", 2.4, 2.5),
    )  # fmt: skip

    prosody = prosody_of_phonemes(talk, PAL, 75)

    times, strengths = prosody.accents.T
    assert np.allclose(times, [0.25, 0.95, 1.65, 2.45])
    assert strengths[2] > strengths[1]
    assert np.allclose(prosody.phrase_ends, [1.7, 2.5])


def test_accents_keep_their_distance():
    talk = spans(*(("ˈa", 0.1 * index, 0.1 * index + 0.1) for index in range(50)))

    times = prosody_of_phonemes(talk, PAL, 125).accents[:, 0]

    assert np.diff(times).min() >= 0.44


def test_no_phonemes_are_silence():
    prosody = prosody_of_phonemes([], PAL, 10)

    assert not prosody.speaking.any()
    assert len(prosody.accents) == len(prosody.phrase_ends) == 0


def test_loud_high_syllables_of_a_recording_are_its_accents(tmp_path):
    moments = [round(0.5 + 0.25 * index, 2) for index in range(20)]
    accents = (moments[3], moments[9], moments[15])
    path = write_wav(tmp_path / "a.wav", syllables(moments, duration=6, accents=accents))

    found = prosody_of_sound(path, PAL, 150).accents

    times, strengths = found[:-1].T  # the last one of a phrase is always strong
    strong = times[strengths > 0.6]
    assert np.allclose(strong, accents, atol=0.06)
    assert len(times) <= 6


def test_pauses_of_a_recording_end_its_phrases(tmp_path):
    moments = [0.5 + 0.15 * index for index in range(10)] + [3.5 + 0.15 * i for i in range(10)]
    path = write_wav(tmp_path / "a.wav", syllables(moments, duration=6))

    prosody = prosody_of_sound(path, PAL, 150)

    assert len(prosody.phrase_ends) == 2
    assert np.allclose(prosody.phrase_ends, [1.95, 4.95], atol=0.2)
    assert prosody.speaking[30] > 0.8
    assert prosody.speaking[68] < 0.05
    assert prosody.speaking.shape == (150,)


def test_silence_and_faint_noise_are_no_speech(tmp_path):
    noise = np.random.default_rng(1).normal(0, 0.0003, 3 * RATE)
    for name, samples in (("silence", np.zeros(3 * RATE)), ("noise", noise)):
        prosody = prosody_of_sound(write_wav(tmp_path / f"{name}.wav", samples), PAL, 75)

        assert not prosody.speaking.any()
        assert len(prosody.accents) == 0


def test_speech_that_is_known_outdoes_loudness(tmp_path):
    path = write_wav(tmp_path / "a.wav", syllables([0.5, 0.8, 1.1, 3.0, 3.3], duration=4))
    speaking = np.zeros(100, np.float32)
    speaking[:50] = 1

    prosody = prosody_of_sound(path, PAL, 100, speaking=speaking)

    assert np.allclose(prosody.phrase_ends, [2.0], atol=0.1)
    assert (prosody.accents[:, 0] < 2).all()


def test_blocks_leave_no_trace(tmp_path):
    moments = [0.4 + 0.3 * index for index in range(230)]  # over a minute: two blocks
    path = write_wav(tmp_path / "a.wav", syllables(moments, duration=70))

    prosody = prosody_of_sound(path, PAL, 70 * 25)

    assert prosody.speaking[50:-80].min() > 0.5
    assert len(prosody.phrase_ends) == 1


def test_an_empty_recording_has_as_many_rows(tmp_path):
    prosody = prosody_of_sound(write_wav(tmp_path / "a.wav", np.zeros(0)), PAL, 5)

    assert prosody.speaking.shape == (5,)


def test_stereo_is_refused(tmp_path):
    path = write_wav(tmp_path / "a.wav", np.zeros(RATE), channels=2)

    with pytest.raises(InputError):
        prosody_of_sound(path, PAL, 25)


def test_silence_has_a_row_for_every_frame():
    assert Prosody.silent(7).speaking.shape == (7,)
