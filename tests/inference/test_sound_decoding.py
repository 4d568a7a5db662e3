"""Tests for `inference.sound_decoding` and `inference.sound_source`."""

import numpy as np
import pytest

from inference.errors import NoSoundError, SoundTooLongError, UnreadableSoundError
from inference.sound_decoding import RATE, SoundDecoder
from inference.sound_source import probe_sound
from tests.inference.sound_material import (
    click_near,
    clicks,
    decoded,
    noise,
    tone,
    write_picture,
    write_sound,
)

CLICKS = (0.3, 1.0, 2.2)  # seconds
KINDS = [
    ("sound.mp3", "libmp3lame", 44_100),
    ("sound.m4a", "aac", 44_100),
    ("alac.m4a", "alac", 48_000),
    ("sound.opus", "libopus", 48_000),
    ("sound.webm", "libopus", 48_000),
    ("sound.flac", "flac", 22_050),
    ("sound.aiff", "pcm_s16be", 44_100),
    ("sound.caf", "pcm_s24le", 48_000),
    ("sound.mkv", "aac", 48_000),
    ("8.wav", "pcm_u8", 16_000),
    ("16.wav", "pcm_s16le", 8_000),
    ("24.wav", "pcm_s24le", 96_000),
    ("32.wav", "pcm_s32le", 44_100),
    ("float.wav", "pcm_f32le", 48_000),
    ("double.wav", "pcm_f64le", 48_000),
]


@pytest.mark.parametrize(("name", "codec", "rate"), KINDS, ids=[kind[0] for kind in KINDS])
def test_a_click_keeps_its_time_and_loudness_in_every_kind_of_file(tmp_path, name, codec, rate):
    sound = clicks(CLICKS, rate=rate)
    path = write_sound(tmp_path / name, sound, codec, rate=rate)

    samples, found = decoded(path)

    assert [click_near(samples, time) for time in CLICKS] == pytest.approx(CLICKS, abs=0.001)
    assert np.abs(samples).max() == pytest.approx(0.6, rel=0.15)
    assert len(samples) / RATE == pytest.approx(3, abs=0.025)  # an AAC frame more
    assert found.duration == pytest.approx(len(samples) / RATE)
    assert found.damaged_at is None


@pytest.mark.parametrize(
    ("name", "codec", "form"),
    [("film.mkv", "aac", None), ("film.mp4", "aac", None), ("film.ts", "mp2", "mpegts")],
    ids=["matroska", "mp4", "transport stream"],
)
def test_sound_that_begins_after_the_picture_keeps_its_place(tmp_path, name, codec, form):
    sound = clicks(CLICKS)
    path = write_sound(tmp_path / name, sound, codec, form=form, start=0.5, picture=True)

    samples, _ = decoded(path)

    assert click_near(samples, 1.5) == pytest.approx(1.5, abs=0.002)
    assert np.abs(samples[: round(0.45 * RATE)]).max() < 1e-3
    assert probe_sound(path).has_picture


def test_a_gap_is_a_silence(tmp_path):
    path = write_sound(tmp_path / "s.mkv", clicks(CLICKS), "pcm_s16le", gap=(0.7, 0.5))

    samples, found = decoded(path)

    assert click_near(samples, 0.3) == pytest.approx(0.3, abs=0.001)
    assert click_near(samples, 1.5) == pytest.approx(1.5, abs=0.001)
    assert found.damaged_at is None


def test_a_part_is_cut_to_the_sample(tmp_path):
    path = write_sound(tmp_path / "s.wav", clicks(CLICKS), "pcm_s16le")

    samples, found = decoded(path, start=0.9, end=1.4)

    assert len(samples) == round(0.5 * RATE)
    assert click_near(samples, 0.1) == pytest.approx(0.1, abs=0.001)
    assert found.duration == pytest.approx(0.5)


def test_channels_of_opposite_sign_do_not_cancel(tmp_path):
    left = tone(-12, seconds=2)
    path = write_sound(tmp_path / "s.wav", [left, -0.7 * left], "pcm_s16le", layout="stereo")

    samples, _ = decoded(path)

    assert np.sqrt(np.mean(samples**2)) == pytest.approx(np.sqrt(np.mean(left**2)), rel=0.02)


def test_equal_channels_become_one_as_loud(tmp_path):
    left = tone(-12, seconds=2)
    path = write_sound(tmp_path / "s.wav", [left, left], "pcm_s16le", layout="stereo")

    samples, _ = decoded(path)

    # the filter against a constant offset turns the phase of 1 kHz by 0.6 degrees
    assert np.allclose(samples[RATE:], left[RATE:], atol=4e-3)


def test_a_voice_in_the_middle_of_six_channels_is_heard(tmp_path):
    channels = np.zeros((6, 2 * RATE), np.float32)
    channels[2] = tone(-12, seconds=2)
    path = write_sound(tmp_path / "s.wav", channels, "pcm_s16le", layout="5.1")

    samples, _ = decoded(path)

    assert np.abs(samples).max() > 0.1


def test_a_constant_offset_is_taken_away(tmp_path):
    path = write_sound(tmp_path / "s.wav", tone(-20, seconds=2) + np.float32(0.3), "pcm_s16le")

    samples, _ = decoded(path)

    assert abs(samples.mean()) < 1e-3
    assert np.abs(samples).max() < 0.12


def test_clipping_is_counted(tmp_path):
    path = write_sound(tmp_path / "s.wav", np.clip(tone(6, seconds=1), -1, 1), "pcm_s16le")

    _, found = decoded(path)

    assert found.clipping_share == pytest.approx(2 / 3, abs=0.05)  # 48 values a period


def test_sound_around_a_damaged_part_is_kept_in_place(tmp_path):
    path = write_sound(tmp_path / "s.m4a", clicks(CLICKS) + noise(3 * RATE, -50), "aac")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = np.random.default_rng(2).bytes(2000)
    path.write_bytes(content)

    samples, found = decoded(path)

    assert click_near(samples, 0.3) == pytest.approx(0.3, abs=0.001)
    assert click_near(samples, 2.2) == pytest.approx(2.2, abs=0.001)
    assert 1 < found.damaged_at < 2


def test_a_file_that_breaks_off_gives_what_there_is(tmp_path):
    path = write_sound(tmp_path / "s.flac", noise(3 * RATE, -20), "flac")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])

    samples, found = decoded(path)

    assert len(samples) / RATE == pytest.approx(1.5, abs=0.2)
    assert found.damaged_at == pytest.approx(1.5, abs=0.2)


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{path}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{path}'\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
        "hello\n" * 1000,
        "",
    ],
    ids=["playlist", "concatenation", "network session", "text", "nothing"],
)
@pytest.mark.parametrize("name", ["s.mp3", "s.wav", "s.m3u8"])
def test_what_is_no_recording_is_refused(tmp_path, content, name):
    other = write_sound(tmp_path / "other.mp3", clicks(CLICKS), "libmp3lame")
    path = tmp_path / name
    path.write_text(content.format(path=other))

    with pytest.raises(UnreadableSoundError):
        decoded(path)


def test_a_name_that_looks_like_an_address_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sound = write_sound(tmp_path / "s.wav", clicks(CLICKS), "pcm_s16le")
    path = sound.rename(tmp_path / "concat:s.wav|s.wav")

    assert probe_sound(path.relative_to(tmp_path)).duration == pytest.approx(3)


def test_a_video_without_sound_is_named(tmp_path):
    import av

    with av.open(str(tmp_path / "v.mp4"), "w") as container:
        write_picture(container, 1)

    with pytest.raises(NoSoundError):
        probe_sound(tmp_path / "v.mp4")


def test_hours_of_silence_in_a_small_file_are_refused_before_they_are_decoded(tmp_path):
    path = write_sound(tmp_path / "s.flac", np.zeros(60 * 8_000), "flac", rate=8_000)

    with pytest.raises(SoundTooLongError) as error:
        next(SoundDecoder(path, max_duration=30).blocks())

    assert error.value.duration == pytest.approx(60)


def test_a_file_that_lasts_longer_than_it_says_is_refused_when_that_shows(tmp_path):
    path = write_sound(tmp_path / "s.flac", np.zeros(60 * 8_000), "flac", rate=8_000)
    content = bytearray(path.read_bytes())
    content[21] &= 0xF0  # the number of samples in STREAMINFO: 36 bits, 0 for unknown
    content[22:26] = bytes(4)
    path.write_bytes(content)
    decoder = SoundDecoder(path, max_duration=30)

    with pytest.raises(SoundTooLongError):
        list(decoder.blocks())

    assert decoder.found.duration == pytest.approx(30, abs=1)


def test_times_that_claim_hours_of_silence_are_refused(tmp_path):
    path = write_sound(tmp_path / "s.mkv", clicks(CLICKS), "pcm_s16le", gap=(1.0, 90_000.0))

    with pytest.raises(SoundTooLongError):
        decoded(path)


def test_a_probe_says_what_a_file_is(tmp_path):
    path = write_sound(tmp_path / "s.m4a", np.zeros((2, 3 * RATE)), "aac", layout="stereo")

    info = probe_sound(path)

    assert (info.sample_rate, info.channels, info.codec) == (RATE, 2, "aac")
    assert info.duration == pytest.approx(3, abs=0.03)
    assert not info.has_picture
