"""Tests for `inference.dubbing.voice_removal` with the real networks."""

import wave

import numpy as np
import pytest
from scipy.signal import correlate

from inference.checkpoint_errors import CheckpointMissingError
from inference.dubbing.ducking import Ducking
from inference.dubbing.original_sound import OriginalSound
from inference.dubbing.voice_removal import open_separator, without_voices, write_voices
from inference.sound_decoding import RATE
from tests.inference.sound_material import spoken, write_sound

SPEECH = (2.5, 5.5)  # seconds
LENGTH = 7.5


def music():
    """Chords of plucked strings, two channels."""
    times = np.arange(round(LENGTH * RATE)) / RATE
    since = times % 1.5
    left = sum(
        np.sin(2 * np.pi * pitch * n * times) * np.exp(-since * 1.5 * n) / n
        for pitch in (196, 247, 294)
        for n in range(1, 6)
    )
    return np.stack([left, 0.7 * left]).astype(np.float32) * 0.02


def voice():
    samples = np.zeros(round(LENGTH * RATE), np.float32)
    said = np.resize(spoken(pause=0.1), round((SPEECH[1] - SPEECH[0]) * RATE))
    first = round(SPEECH[0] * RATE)
    samples[first : first + len(said)] = said * 0.1 / said.std()
    return samples


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.wav"
    return write_sound(path, music() + voice(), "pcm_s16le", layout="stereo")


@pytest.fixture(scope="module")
def sound(film):
    return OriginalSound.of(film, LENGTH)


class WithoutSpleeter:
    """A registry on a machine where the weights are missing."""

    def __init__(self, registry):
        self.enhancer, self.speech_activity = registry.enhancer, registry.speech_activity

    def voice_separator(self):
        raise CheckpointMissingError("spleeter", "install it")


def background(sound, voices):
    ducking = Ducking([SPEECH])
    return np.concatenate([*without_voices(sound.channels(), voices, ducking)], axis=1)


def in_decibels(power):
    return 10 * np.log10(power)


@pytest.fixture(scope="module")
def voices(sound, registry, tmp_path_factory):
    return write_voices(sound, registry, tmp_path_factory.mktemp("kept"), lambda _: None)


def error_of(rest):
    """How far what is left is from the music, under the voice, in dB of the voice."""
    first, last = (round(time * RATE) for time in SPEECH)
    error = (rest - music())[:, first:last]
    return in_decibels((error**2).mean() / (voice()[first:last] ** 2).mean())


def test_voices_go_and_music_stays(sound, voices):
    rest = background(sound, voices)

    assert rest.shape == music().shape
    assert error_of(rest) < -12


def test_without_the_networks_the_denoiser_does_it(sound, registry, tmp_path):
    rest = background(
        sound, write_voices(sound, WithoutSpleeter(registry), tmp_path, lambda _: None)
    )

    assert error_of(rest) < -8


def test_where_nobody_speaks_the_original_is_left_as_it_is(sound, voices):
    rest = background(sound, voices)

    whole = np.concatenate([*sound.channels()], axis=1)
    np.testing.assert_array_equal(rest[:, 7 * RATE :], whole[:, 7 * RATE :])
    np.testing.assert_array_equal(rest[:, :RATE], whole[:, :RATE])


def test_voices_are_found_once(sound, registry, voices):
    told = []

    again = write_voices(sound, registry, voices.parent, told.append)

    assert again == voices
    assert told == []


def test_sound_comes_out_in_any_blocks_as_long_and_where_it_was(sound, registry, voices):
    samples = np.concatenate([*sound.channels()], axis=1)
    stream = open_separator(registry)[0].start(2)

    blocks = [samples[:, i : i + 7_777] for i in range(0, samples.shape[1], 7_777)]
    found = np.concatenate([*map(stream.feed, blocks), stream.finish()], axis=1)

    assert found.shape == samples.shape
    with wave.open(str(voices), "rb") as file:
        kept = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).T / 32767
    np.testing.assert_allclose(found, kept, atol=1e-4)
    said, heard = voice()[3 * RATE : 4 * RATE], found[0, 3 * RATE : 4 * RATE]
    assert np.argmax(correlate(heard, said, method="fft")) == len(said) - 1


def test_one_channel_is_enough(registry):
    stream = open_separator(registry)[0].start(1)

    out = np.concatenate([stream.feed(voice()[None, :RATE]), stream.finish()], axis=1)

    assert out.shape == (1, RATE)
