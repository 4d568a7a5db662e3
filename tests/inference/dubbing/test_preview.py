"""What an editor shows of a video: a copy that browsers play, its waveform, a still."""

import json

import av
import numpy as np
import pytest
from PIL import Image

from inference.dubbing.preview import is_playable, make_dub_preview
from inference.errors import NoPictureError, PipelineCancelled, UnreadableVideoError
from inference.inspection.video_samples import upright_picture
from tests.inference.dubbing.film_material import click_in, click_track, flash_in, write_film
from tests.inference.sound_material import write_sound

AAC_FRAME = 1024 / 48_000  # seconds; sound can be off by as much in an encoder's delay
PICTURE = 1 / 25


def made(path, workdir):
    workdir.mkdir()
    return make_dub_preview(path, workdir, lambda _: None)


def packets(path, kind):
    with av.open(str(path)) as container:
        return [packet.size for packet in container.demux(**{kind: 0}) if packet.size]


def codecs(path):
    with av.open(str(path)) as container:
        return [stream.codec_context.name for stream in container.streams]


def dark_corner(path):
    """Which corner of the picture that players show is dark: of the upper and lower half, left."""
    with av.open(str(path)) as container:
        *_, frame = container.decode(video=0)
        picture = upright_picture(frame)[..., 0].astype(float)
    height, width = picture.shape
    corners = {
        (top, left): picture[top : top + height // 4, left : left + width // 8].mean()
        for top in (0, height * 3 // 4)
        for left in (0, width * 7 // 8)
    }
    return min(corners, key=corners.__getitem__)


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv"])
def test_what_browsers_play_is_copied_as_it_is(tmp_path, suffix):
    film = write_film(tmp_path / f"a.{suffix}", sound=click_track(3.0, [1.0]))

    found = made(film, tmp_path / "out")

    assert packets(found.preview, "video") == packets(film, "video")
    assert packets(found.preview, "audio") == packets(film, "audio")
    assert flash_in(found.preview) == pytest.approx(1.0, abs=PICTURE)
    assert click_in(found.preview) == pytest.approx(1.0, abs=AAC_FRAME)


def test_the_index_of_a_preview_comes_before_its_pictures(tmp_path):
    film = write_film(tmp_path / "a.mkv", sound=click_track(3.0, [1.0]))

    content = made(film, tmp_path / "out").preview.read_bytes()

    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_sound_that_browsers_do_not_play_is_encoded_beside_pictures_that_they_do(tmp_path):
    film = write_film(
        tmp_path / "a.mkv", sound=click_track(3.0, [1.0, 2.0]), sound_codec="pcm_s16le"
    )

    found = made(film, tmp_path / "out")

    assert codecs(found.preview) == ["h264", "aac"]
    assert packets(found.preview, "video") == packets(film, "video")
    assert click_in(found.preview) == pytest.approx(1.0, abs=AAC_FRAME)


@pytest.mark.parametrize(
    ("suffix", "codec", "sound_codec"),
    [("webm", "libvpx-vp9", "libopus"), ("mp4", "libx265", "aac"), ("mov", "mpeg4", "pcm_s16le")],
    ids=["vp9-opus", "hevc-aac", "mpeg4-pcm"],
)
def test_other_videos_are_made_anew_and_keep_their_times(tmp_path, suffix, codec, sound_codec):
    film = write_film(
        tmp_path / f"a.{suffix}",
        sound=click_track(3.0, [1.0]),
        codec=codec,
        sound_codec=sound_codec,
    )

    found = made(film, tmp_path / "out")

    assert not is_playable(film)
    assert codecs(found.preview) == ["h264", "aac"]
    assert flash_in(found.preview) == pytest.approx(1.0, abs=PICTURE)
    assert click_in(found.preview) == pytest.approx(1.0, abs=AAC_FRAME)


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"], ids=["copied", "anew"])
def test_sound_that_begins_late_stays_late(tmp_path, codec):
    film = write_film(
        tmp_path / "a.mp4", codec=codec, sound=click_track(2.0, [1.0]), sound_start=0.8
    )

    found = made(film, tmp_path / "out")

    assert click_in(found.preview) == pytest.approx(1.8, abs=2 * AAC_FRAME)
    assert flash_in(found.preview) == pytest.approx(1.0, abs=PICTURE)


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"], ids=["copied", "anew"])
def test_a_file_whose_clock_starts_late_begins_at_zero(tmp_path, codec):
    film = write_film(
        tmp_path / "a.mkv",
        codec=codec,
        start=2.0,
        flash=0.6,
        sound=click_track(3.0, [1.5]),
        sound_start=2.0,
    )

    found = made(film, tmp_path / "out")
    peaks = json.loads(found.peaks.read_text())

    assert flash_in(found.preview) == pytest.approx(0.6, abs=PICTURE)
    assert click_in(found.preview) == pytest.approx(1.5, abs=2 * AAC_FRAME)
    assert np.argmax(peaks["peaks"]) / peaks["rate"] == pytest.approx(1.5, abs=0.04)


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"], ids=["copied", "anew"])
def test_a_film_on_its_side_is_shown_upright(tmp_path, codec):
    film = write_film(tmp_path / "a.mp4", codec=codec, turn=90)

    found = made(film, tmp_path / "out")

    assert (found.width, found.height) == (48, 64)
    assert dark_corner(found.preview) == dark_corner(film)
    with Image.open(found.poster) as poster:
        assert poster.size == (48, 64)


def test_large_pictures_are_made_smaller(tmp_path):
    film = write_film(tmp_path / "a.mp4", seconds=0.4, size=(2560, 1440), fps=5)

    found = made(film, tmp_path / "out")

    assert (found.width, found.height) == (1280, 720)


def test_of_sixty_pictures_a_second_thirty_are_kept(tmp_path):
    film = write_film(tmp_path / "a.webm", codec="libvpx-vp9", fps=60, seconds=2.0)

    found = made(film, tmp_path / "out")

    assert len(packets(found.preview, "video")) == pytest.approx(60, abs=2)
    assert flash_in(found.preview) == pytest.approx(1.0, abs=2 / 60)


def test_the_waveform_lasts_as_long_as_the_pictures(tmp_path):
    film = write_film(tmp_path / "a.mp4", seconds=2.0, sound=click_track(5.0, [1.2]))

    found = made(film, tmp_path / "out")
    peaks = json.loads(found.peaks.read_text())

    assert len(peaks["peaks"]) == pytest.approx(found.duration * peaks["rate"], abs=1)
    assert max(peaks["peaks"]) == 1.0
    assert min(peaks["peaks"]) < 0.05


def test_a_film_without_sound_has_a_flat_waveform(tmp_path):
    found = made(write_film(tmp_path / "a.mp4"), tmp_path / "out")

    assert set(json.loads(found.peaks.read_text())["peaks"]) == {0.0}
    assert codecs(found.preview) == ["h264"]


def test_surround_sound_is_copied_or_made_anew(tmp_path):
    channels = np.stack([click_track(3.0, [1.0])] * 6)
    film = write_film(
        tmp_path / "a.mkv", sound=channels, sound_codec="ac3", layout="5.1", codec="libx264"
    )

    found = made(film, tmp_path / "out")

    assert codecs(found.preview) == ["h264", "aac"]
    assert click_in(found.preview) == pytest.approx(1.0, abs=2 * AAC_FRAME)


def test_a_file_that_is_cut_off_is_shown_as_far_as_it_goes(tmp_path):
    whole = write_film(tmp_path / "a.mkv", seconds=6.0, sound=click_track(6.0, [1.0]))
    cut = tmp_path / "b.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])

    found = made(cut, tmp_path / "out")

    assert click_in(found.preview) == pytest.approx(1.0, abs=AAC_FRAME)
    assert found.duration > 1.0


def test_sound_alone_is_no_video(tmp_path):
    sound = write_sound(tmp_path / "a.m4a", click_track(1.0, []), "aac")

    with pytest.raises(NoPictureError):
        made(sound, tmp_path / "out")


def test_a_text_is_no_video(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_text("not a video")

    with pytest.raises(UnreadableVideoError):
        made(path, tmp_path / "out")


def test_making_a_preview_can_be_stopped(tmp_path):
    film = write_film(tmp_path / "a.mp4", sound=click_track(3.0, [1.0]))

    def stop(_):
        raise PipelineCancelled

    with pytest.raises(PipelineCancelled):
        make_dub_preview(film, tmp_path, stop)
