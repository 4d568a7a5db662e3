"""Tests for `inference.pipelines.dub_copy`."""

from fractions import Fraction

import av
import numpy as np
import pytest

from inference.container import SpeechSpool
from inference.pipelines.dub_copy import can_copy, copy_picture
from inference.video_pieces import write_sound_track
from inference.video_source import VideoSource

# name of the file, encoder, its options, degrees of turn, frames by which the picture is late
COPIED = {
    "MP4": ("a.mp4", "libx264", {}, 0, 0),
    "turned": ("b.mp4", "libx264", {}, 90, 0),
    "Matroska with B frames": ("c.mkv", "libx264", {"bf": "3"}, 0, 0),
    "later than the sound": ("d.mkv", "libx264", {}, 0, 5),
    "WebM": ("e.webm", "libvpx-vp9", {"deadline": "realtime", "cpu-used": "8"}, 0, 0),
}


def film(path, codec="libx264", options=None, *, turn=0, late=0, pixels="yuv420p"):
    """Twenty-four pictures that change, and a second of silence."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=24, options=options or {})
        stream.width, stream.height, stream.pix_fmt = 160, 128, pixels
        if turn:
            stream.set_display_rotation(turn)
        voice = container.add_stream("libopus" if path.suffix == ".webm" else "aac", rate=48_000)
        for index in range(24):
            picture = np.full((128, 160, 3), 10 * index, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = index + late, Fraction(1, 24)
            container.mux(stream.encode(frame))
        for start in range(0, 48_000, 960):
            sound = av.AudioFrame.from_ndarray(np.zeros((2, 960), np.float32), "fltp", "stereo")
            sound.sample_rate, sound.pts = 48_000, start
            container.mux(voice.encode(sound))
        container.mux(stream.encode(None))
        container.mux(voice.encode(None))
    return path


@pytest.fixture
def sound(tmp_path):
    with SpeechSpool(tmp_path / "sound.wav") as spool:
        spool.append_silence(1.0, 48_000)
    write_sound_track(spool.path, tmp_path / "sound.m4a")
    return tmp_path / "sound.m4a"


@pytest.mark.parametrize(
    ("name", "codec", "options", "turn", "late"), COPIED.values(), ids=COPIED.keys()
)
def test_the_picture_is_the_same_at_the_same_times(  # noqa: PLR0917  one row of the table
    sound, tmp_path, name, codec, options, turn, late
):
    source = film(tmp_path / name, codec, options, turn=turn, late=late)

    assert can_copy(source)
    assert copy_picture(source, sound, tmp_path / "out.mp4")

    before, after = VideoSource(source), VideoSource(tmp_path / "out.mp4")
    assert after.info == before.info
    for was, now in zip(before.frames(), after.frames(), strict=True):
        assert np.array_equal(was.y, now.y)


@pytest.mark.parametrize(
    ("codec", "pixels"), [("mpeg4", "yuv420p"), ("libx264", "yuv422p")], ids=["MPEG-4", "4:2:2"]
)
def test_what_browsers_do_not_play_is_encoded(tmp_path, codec, pixels):
    assert not can_copy(film(tmp_path / "film.mp4", codec, pixels=pixels))


def test_what_cannot_be_copied_leaves_no_file(sound, tmp_path):
    source = film(tmp_path / "film.mp4", "mpeg4")
    sound.write_bytes(b"no sound")

    assert not copy_picture(source, sound, tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()
