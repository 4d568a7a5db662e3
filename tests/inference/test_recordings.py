"""Tests for `inference.recordings`, `inference.sound_measures` and `inference.sound_files`."""

import wave

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from inference.errors import (
    InputError,
    PipelineCancelled,
    SilentSoundError,
    SoundTooLongError,
    SoundTooShortError,
    UnreadableSoundError,
)
from inference.recordings import (
    RecordingOptions,
    measure_loudness,
    measure_recording,
    prepare_recording,
    resampled_wav,
)
from tests.inference.sound_material import RATE, click_near, clicks, noise, spoken, write_sound


@pytest.fixture(scope="module")
def clean_path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    return write_sound(folder / "clean.flac", spoken() * np.float32(0.3), "flac")


@pytest.fixture(scope="module")
def noisy_path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("noisy")
    speech = spoken(pause=0.7)[: round(2.5 * RATE)] * np.float32(0.3)
    return write_sound(folder / "noisy.m4a", speech + noise(len(speech), -42), "aac")


def prepared(path, folder, registry, **options):
    fractions = []
    recording = prepare_recording(
        path, folder, RecordingOptions(**options), fractions.append, registry
    )
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    return recording


def samples_of(path, rate):
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, rate)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767


def pause_level(path, rate):
    return np.std(samples_of(path, rate)[round(0.1 * rate) : round(0.6 * rate)])


def test_a_clean_recording_is_levelled_and_otherwise_left_alone(clean_path, tmp_path, registry):
    recording = prepared(clean_path, tmp_path, registry)

    sound, driving = samples_of(recording.sound, RATE), samples_of(recording.driving, 16_000)
    original = spoken()
    assert not recording.is_cleaned
    assert np.corrcoef(sound[: len(original)], original[: len(sound)])[0, 1] > 0.97
    assert recording.loudness_before == pytest.approx(-30.3, abs=0.5)
    assert recording.loudness_after == pytest.approx(-16, abs=0.5)
    assert recording.true_peak <= -1.4
    assert measure_loudness(recording.driving).integrated == pytest.approx(-20, abs=0.5)
    assert len(sound) / RATE == pytest.approx(recording.duration, abs=0.001)
    assert len(driving) / 16_000 == pytest.approx(recording.duration, abs=0.001)
    assert not list(tmp_path.glob("*.f32"))


def test_noise_is_taken_from_what_drives_and_stays_in_the_result(noisy_path, tmp_path, registry):
    recording = prepared(noisy_path, tmp_path, registry)

    assert recording.is_cleaned
    assert recording.noise_floor_db == pytest.approx(-46, abs=2)  # to 8 kHz: a third of the band
    assert recording.snr_db == pytest.approx(17, abs=4)
    drives, heard = pause_level(recording.driving, 16_000), pause_level(recording.sound, RATE)
    assert drives < 0.3 * heard  # 12 dB of noise and 4 dB of level


def test_the_cleaned_sound_goes_into_the_result_where_that_is_wished(
    noisy_path, tmp_path, registry
):
    recording = prepared(noisy_path, tmp_path, registry, in_result="cleaned")

    assert pause_level(recording.sound, RATE) < 0.003
    assert recording.loudness_after == pytest.approx(-16, abs=0.5)


def test_cleaning_can_be_forbidden(noisy_path, tmp_path, registry):
    recording = prepared(noisy_path, tmp_path, registry, cleaned=False, in_result="cleaned", end=2)

    assert not recording.is_cleaned
    assert pause_level(recording.driving, 16_000) > 0.003


def test_without_levelling_the_result_is_as_loud_as_the_recording(clean_path, tmp_path, registry):
    recording = prepared(clean_path, tmp_path, registry, normalised=False)

    assert recording.loudness_after == pytest.approx(recording.loudness_before, abs=0.05)


def test_a_part_is_used_where_it_is_chosen(tmp_path, registry):
    path = write_sound(tmp_path / "s.wav", clicks((1.5,)), "pcm_s16le")

    recording = prepared(path, tmp_path, registry, start=1.0, end=2.5, normalised=False)

    assert recording.duration == pytest.approx(1.5)
    assert click_near(samples_of(recording.sound, RATE), 0.5) == pytest.approx(0.5, abs=0.002)


@pytest.mark.parametrize(
    ("samples", "options", "error"),
    [
        (noise(2 * RATE, -85), {}, SilentSoundError),
        (noise(RATE // 4, -20), {}, SoundTooShortError),
        (noise(2 * RATE, -20), {"start": 1.8}, SoundTooShortError),
        (noise(2 * RATE, -20), {"max_duration": 1.5}, SoundTooLongError),
    ],
    ids=["silent", "short", "short part", "long"],
)
def test_what_cannot_speak_is_refused_and_leaves_no_files(
    tmp_path, registry, samples, options, error
):
    path = write_sound(tmp_path / "s.wav", samples, "pcm_s16le")
    folder = tmp_path / "work"
    folder.mkdir()

    with pytest.raises(error):
        prepared(path, folder, registry, **options)
    assert not list(folder.iterdir())


def test_a_ruin_in_which_nothing_is_left_is_unreadable(tmp_path, registry):
    path = write_sound(tmp_path / "s.flac", noise(4 * RATE, -20), "flac")
    path.write_bytes(path.read_bytes()[:30_000])

    with pytest.raises(UnreadableSoundError):
        prepared(path, tmp_path, registry)


def test_a_part_that_ends_before_it_starts_is_refused():
    with pytest.raises(InputError):
        RecordingOptions(start=3, end=2)


def test_preparation_can_be_cancelled(clean_path, tmp_path, registry):
    def cancel(fraction):
        if fraction > 0.1:
            raise PipelineCancelled

    with pytest.raises(PipelineCancelled):
        prepare_recording(clean_path, tmp_path, RecordingOptions(), cancel, registry)
    assert not list(tmp_path.glob("*.f32"))


def test_a_recording_is_measured(tmp_path, registry):
    speech = spoken()
    narrow = sosfilt(butter(20, 3400, fs=RATE, output="sos"), speech) + noise(len(speech), -75)
    path = write_sound(tmp_path / "s.wav", narrow, "pcm_s16le")

    measures = measure_recording(path, registry.speech_activity())

    assert measures.bandwidth_hz == pytest.approx(4000, abs=700)
    assert measures.speech_share == pytest.approx(0.65, abs=0.12)
    assert measures.noise_floor_db == pytest.approx(-80, abs=2)
    assert measures.snr_db > 50
    assert measures.duration == pytest.approx(len(speech) / RATE, abs=0.001)


def test_music_and_noise_alone_are_no_speech(tmp_path, registry):
    path = write_sound(tmp_path / "s.wav", noise(3 * RATE, -30), "pcm_s16le")

    measures = measure_recording(path, registry.speech_activity())

    assert measures.snr_db is None
    assert measures.speech_share == 0


@pytest.mark.parametrize("rate", [22_050, 24_000, 48_000])
def test_sound_at_another_rate_is_as_long_and_in_place(tmp_path, rate):
    path = write_sound(tmp_path / "s.wav", clicks((1.0,), rate=rate), "pcm_s16le", rate=rate)

    out = resampled_wav(path, tmp_path / "out.wav", 16_000)

    samples = samples_of(out, 16_000)
    assert len(samples) == pytest.approx(3 * 16_000, abs=2)
    assert np.abs(samples).argmax() / 16_000 == pytest.approx(1.002, abs=0.0005)


def test_only_mono_of_sixteen_bits_is_resampled(tmp_path):
    path = write_sound(tmp_path / "s.wav", np.zeros((2, 100)), "pcm_s16le", layout="stereo")

    with pytest.raises(UnreadableSoundError):
        resampled_wav(path, tmp_path / "out.wav", 16_000)
