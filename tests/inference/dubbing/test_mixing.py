"""Tests for `ducking`, `mixing` and `dub_track` of `inference.dubbing`."""

import wave

import numpy as np
import pytest

from inference.dubbing.dub_track import DubTrack
from inference.dubbing.ducking import DEPTH, Ducking, joined_spans
from inference.dubbing.mixing import ducked, write_mix
from inference.dubbing.room_tone import RoomTone
from inference.levelling import TRUE_PEAK_CEILING
from inference.loudness import measure_loudness
from inference.sound_decoding import RATE
from inference.sound_files import WavWriter
from tests.inference.dubbing.sound_of_lines import line_sound, tone
from tests.inference.sound_material import noise

DOWN = 10 ** (DEPTH / 20)


def write_wav(path, samples):
    with WavWriter(path, RATE, len(np.atleast_2d(samples))) as file:
        file.append(samples)
    return path


def read_wav(path):
    with wave.open(str(path), "rb") as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return pcm.reshape(-1, file.getnchannels()).T / 32767


def voices_at(path, *levels, seconds=3.0):
    """A track on which each speaker says one line."""
    track = DubTrack.at(path, round(seconds * len(levels) * RATE))
    with track:
        for index, level in enumerate(levels):
            sound = line_sound(2.4)
            sound.samples[:] *= level
            track.put(sound, index * seconds + 0.2, f"s{index + 1}")
    return track


def test_the_original_is_down_before_somebody_speaks_and_up_again_afterwards():
    gains = Ducking([(5.0, 7.0)]).gains(0.0, 12 * 100, 100)

    assert gains[:400] == pytest.approx(1.0)
    assert gains[490:720] == pytest.approx(DOWN)
    assert gains[900:] == pytest.approx(1.0)


def test_the_gain_never_jumps():
    gains = Ducking([(5.0, 7.0)]).gains(0.0, 12 * 1000, 1000)

    assert np.abs(np.diff(20 * np.log10(gains))).max() < 0.15  # dB in a millisecond


def test_the_original_stays_down_in_short_pauses():
    assert len(joined_spans([(1, 2), (3.5, 5), (4, 6), (9.5, 10)])) == 2


def test_speech_from_the_first_moment_on_has_the_original_down_from_the_start():
    assert Ducking([(0.0, 2.0)]).gains(0.0, 10, 100) == pytest.approx(DOWN)


def test_without_speech_the_original_is_left_as_it_is():
    block = np.stack([tone(1.0, rate=RATE)] * 2)

    (mixed,) = ducked(iter([block]), Ducking([]))

    np.testing.assert_array_equal(mixed, block)


def level(samples):
    return 20 * np.log10(np.std(samples))


def test_a_steady_noise_stays_as_loud_as_it_was():
    ducking = Ducking([(3.0, 6.0)])
    hiss = noise(9 * RATE, -40)
    hum = np.stack([hiss + 0.5 * np.roll(hiss, 1), 0.5 * hiss])  # not white, and two unlike sides
    blocks = [hum[:, i : i + RATE] for i in range(0, 9 * RATE, RATE)]

    room = RoomTone.of(iter(blocks), [(3.0, 6.0)])
    mixed = np.concatenate([*ducked(iter(blocks), ducking, room)], axis=1)

    for second in range(9):
        part = slice(second * RATE, (second + 1) * RATE)
        assert level(mixed[0, part]) == pytest.approx(level(hum[0, part]), abs=1.0)
        assert level(mixed[1, part]) == pytest.approx(level(hum[1, part]), abs=1.0)
    np.testing.assert_array_equal(mixed[:, :RATE], hum[:, :RATE])


def test_what_comes_and_goes_is_not_taken_for_the_room():
    knocks = noise(9 * RATE, -20)
    knocks[(np.arange(9 * RATE) % RATE) > 0.5 * RATE] *= 0.001
    blocks = [knocks[None, i : i + RATE] for i in range(0, 9 * RATE, RATE)]

    room = RoomTone.of(iter(blocks), [(3.0, 6.0)])

    assert level(room.at(0, RATE)) < -60


def test_music_is_not_taken_for_the_room():
    times = np.arange(9 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * pitch * times) for pitch in (220, 277, 330, 440, 660)) * 0.05
    chord = (chord + noise(9 * RATE, -60)).astype(np.float32)
    blocks = [chord[None, i : i + RATE] for i in range(0, 9 * RATE, RATE)]

    room = RoomTone.of(iter(blocks), [(3.0, 6.0)])

    assert level(room.at(0, RATE)) < level(chord) - 25


def test_without_pauses_nothing_is_known_of_the_room():
    blocks = iter([noise(RATE, -40)[None] for _ in range(4)])

    assert RoomTone.of(blocks, [(0.0, 4.0)]) is None


def test_a_track_holds_each_line_at_its_place_and_is_as_long_as_it_should_be(tmp_path):
    track = voices_at(tmp_path / "v", 1.0, 1.0)

    track.write(tmp_path / "v.wav", {})

    heard = np.flatnonzero(np.abs(read_wav(tmp_path / "v.wav")[0]) > 0.01) / RATE
    assert track.spool.n_samples == 6 * RATE
    assert heard[0] == pytest.approx(0.2, abs=0.01)
    assert heard[heard > 2.9][0] == pytest.approx(3.2, abs=0.01)


def test_everybody_becomes_as_loud_as_in_the_original(tmp_path):
    track = voices_at(tmp_path / "v", 1.0, 0.3)

    gains = track.matching_gains({"": -20.0, "s1": -18.0, "s2": -24.0})

    after = track.loudness(gains)
    assert after["s1"] == pytest.approx(-18.0, abs=0.2)
    assert after["s2"] == pytest.approx(-24.0, abs=0.2)


def test_nobody_is_made_inaudible_or_deafening(tmp_path):
    track = voices_at(tmp_path / "v", 1.0)

    soft = track.loudness(track.matching_gains({"": -60.0, "s1": -60.0}))
    silent = track.loudness(track.matching_gains({"": None, "s1": None}))

    assert soft["s1"] == pytest.approx(-40.0, abs=0.2)
    assert silent["s1"] == pytest.approx(-16.0, abs=0.2)


def test_a_mix_never_clips_and_is_as_long_as_the_speech(tmp_path):
    speech = write_wav(tmp_path / "s.wav", 0.9 * np.sign(tone(2.5, rate=RATE)))
    loud = np.stack([tone(2.5, 90, RATE) * 9, tone(2.5, 200, RATE) * 9])
    blocks = iter([loud[:, :RATE], loud[:, RATE : 2 * RATE], loud[:, 2 * RATE :]])

    found = write_mix(speech, blocks, tmp_path / "mix.wav", lambda _: None)

    mix = read_wav(tmp_path / "mix.wav")
    assert mix.shape == (2, round(2.5 * RATE))
    assert np.abs(mix).max() <= 10 ** (TRUE_PEAK_CEILING / 20) + 1e-4
    assert found.true_peak <= TRUE_PEAK_CEILING + 0.2


def test_the_limiter_moves_nothing_from_side_to_side(tmp_path):
    speech = write_wav(tmp_path / "s.wav", np.zeros(RATE, np.float32))
    left = tone(1.0, 150, RATE) * 8
    block = np.stack([left, left / 4])

    write_mix(speech, iter([block]), tmp_path / "mix.wav", lambda _: None)

    mixed = read_wav(tmp_path / "mix.wav")
    np.testing.assert_allclose(mixed[1], mixed[0] / 4, atol=1e-4)


def test_without_a_background_only_the_dub_is_heard(tmp_path):
    speech = write_wav(tmp_path / "s.wav", tone(1.5, rate=RATE))

    found = write_mix(speech, None, tmp_path / "mix.wav", lambda _: None)

    np.testing.assert_allclose(read_wav(tmp_path / "mix.wav"), read_wav(speech), atol=1e-4)
    assert found.integrated == pytest.approx(measure_loudness(speech).integrated, abs=0.1)
