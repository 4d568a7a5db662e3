"""Tests for `inference.container`: files are opened again and measured."""

import wave
from fractions import Fraction

import av
import numpy as np
import pytest

from inference.container import SpeechSpool, write_video
from inference.errors import EngineError
from inference.media import AudioClip, VideoFormat

RATE = 22_050


def clicks_and_flashes(folder, form, duration, every):
    """A click in the sound and a flash in the picture at the same moments."""
    moments = np.arange(1.0, duration - 0.5, every)
    sound = np.zeros(round(duration * RATE), np.float32)
    for moment in moments:
        sound[round(moment * RATE) : round(moment * RATE) + 200] = 0.9
    with SpeechSpool(folder / "speech.wav") as spool:
        spool.append(AudioClip(sound, RATE))

    def frames():
        dark = np.full((form.height, form.width, 3), 20, np.uint8)
        bright = np.full((form.height, form.width, 3), 230, np.uint8)
        shown = {round(moment * form.fps) for moment in moments}
        for index in range(form.n_frames(duration)):
            yield bright if index in shown else dark

    return moments, frames()


def flashes_in(path):
    with av.open(str(path)) as container:
        bright = [
            (float(frame.pts * frame.time_base), frame.to_ndarray(format="gray").mean() > 128)
            for frame in container.decode(video=0)
        ]
    return np.array([time for time, is_bright in bright if is_bright])


def clicks_in(path):
    with av.open(str(path)) as container:
        pieces = [
            (float(frame.pts * frame.time_base), frame.to_ndarray()[0])
            for frame in container.decode(audio=0)
        ]
    loud = np.concatenate([time + np.flatnonzero(np.abs(x) > 0.3) / 48_000 for time, x in pieces])
    return loud[np.concatenate([[True], np.diff(loud) > 0.2])]


@pytest.mark.parametrize(
    ("fps", "minutes"),
    [(Fraction(10), 10), (Fraction(30_000, 1001), 2)],
    ids=["ten minutes", "29.97 fps"],
)
def test_sound_and_picture_do_not_drift_apart(tmp_path, fps, minutes):
    form = VideoFormat(128, 128, fps)
    moments, frames = clicks_and_flashes(tmp_path, form, 60.0 * minutes, 9.7)

    write_video(frames, tmp_path / "speech.wav", form, tmp_path / "out.mp4")

    flashes, clicks = flashes_in(tmp_path / "out.mp4"), clicks_in(tmp_path / "out.mp4")
    assert len(flashes) == len(clicks) == len(moments)
    # half a frame of rounding to the next frame, and 3 ms of AAC pre-echo
    assert np.abs(flashes - clicks).max() <= 0.5 / float(fps) + 0.003
    assert np.abs(clicks - moments).max() < 0.003


def test_the_file_has_the_asked_format(tmp_path):
    form = VideoFormat(320, 180, Fraction(25))
    _, frames = clicks_and_flashes(tmp_path, form, 6.0, 1.0)

    written = write_video(frames, tmp_path / "speech.wav", form, tmp_path / "out.mp4")

    with av.open(str(tmp_path / "out.mp4")) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height, video.average_rate) == (320, 180, 25)
        assert (video.codec_context.name, video.pix_fmt) == ("h264", "yuv420p")
        assert (audio.codec_context.name, audio.sample_rate) == ("aac", 48_000)
        assert video.frames == written.n_frames == 150
        # AAC frames are 1,024 samples
        assert float(container.duration / av.time_base) == pytest.approx(
            6.0, abs=1024 / 48_000 + 0.001
        )
        keyframes = [packet.pts for packet in container.demux(video) if packet.is_keyframe]
        assert len(keyframes) >= 2


def test_the_index_stands_in_front(tmp_path):
    form = VideoFormat(128, 128)
    _, frames = clicks_and_flashes(tmp_path, form, 2.0, 1.0)

    write_video(frames, tmp_path / "speech.wav", form, tmp_path / "out.mp4")

    start = (tmp_path / "out.mp4").read_bytes()
    assert 0 < start.index(b"moov") < start.index(b"mdat")


def test_colours_survive_the_file(tmp_path):
    form = VideoFormat(128, 128)
    colours = [(200, 60, 40), (40, 180, 70), (230, 200, 170)]
    with SpeechSpool(tmp_path / "speech.wav") as spool:
        spool.append_silence(len(colours) / 25, RATE)
    frames = (np.full((128, 128, 3), colour, np.uint8) for colour in colours)

    write_video(frames, tmp_path / "speech.wav", form, tmp_path / "out.mp4")

    with av.open(str(tmp_path / "out.mp4")) as container:
        decoded = list(container.decode(video=0))
    for frame, colour in zip(decoded, colours, strict=True):
        shown = frame.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray()[64, 64]
        assert np.abs(shown.astype(int) - colour).max() <= 4


def test_an_encoder_that_fails_says_so(tmp_path):
    form = VideoFormat(128, 128)
    _, frames = clicks_and_flashes(tmp_path, form, 1.0, 1.0)

    with pytest.raises(EngineError):
        write_video(frames, tmp_path / "speech.wav", form, tmp_path / "no-such-folder" / "out.mp4")


def test_the_spool_joins_clips_and_clips_peaks(tmp_path):
    with SpeechSpool(tmp_path / "speech.wav") as spool:
        spool.append_silence(0.5, RATE)
        spool.append(AudioClip(np.full(100, 2.0, np.float32), RATE))
        with pytest.raises(EngineError, match="sample rate"):
            spool.append(AudioClip(np.zeros(10, np.float32), 8000))

    with wave.open(str(tmp_path / "speech.wav")) as sound:
        pcm = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    assert len(pcm) == spool.n_samples == round(0.5 * RATE) + 100
    assert pcm.max() == 32_767
