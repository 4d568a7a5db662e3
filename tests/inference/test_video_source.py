"""Tests for `inference.video_source`, with clips whose frames carry their number."""

from fractions import Fraction

import av
import numpy as np
import pytest

from inference.errors import (
    NoPictureError,
    UnreadableVideoError,
    VideoTooLargeError,
    VideoTooLongError,
)
from inference.video_source import Fit, VideoLimits, VideoSource
from inference.video_timeline import nominal_rate

N_BITS = 8
BLOCK = 16  # pixels; the number's bits lie side by side, the lowest one first
WIDTH, HEIGHT = N_BITS * BLOCK, 4 * BLOCK
TICK = Fraction(1, 90_000)


def picture_of(number, width=WIDTH, height=HEIGHT):
    """Black and white blocks in the upper half; the lower half is grey."""
    picture = np.full((height, width, 3), 90, np.uint8)
    for bit in range(N_BITS):
        picture[: HEIGHT // 2, bit * BLOCK : (bit + 1) * BLOCK] = 235 if number >> bit & 1 else 20
    return picture


def number_in(frame):
    middles = frame.y[BLOCK, BLOCK // 2 : WIDTH : BLOCK]
    return sum(1 << bit for bit, light in enumerate(middles) if light > 128)


def write(
    path,
    times,
    *,
    codec="libx264",
    pixels="yuv420p",
    size=(WIDTH, HEIGHT),
    turn=0,
    sound=None,
    gop=12,
):
    """A clip whose picture i shows at ``times[i]`` seconds; ``sound`` is (start, end)."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30)
        stream.width, stream.height = size
        stream.pix_fmt, stream.gop_size = pixels, gop
        stream.codec_context.time_base = TICK
        if turn:
            stream.set_display_rotation(turn)
        hearing = container.add_stream("aac", rate=48_000) if sound else None
        for number, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture_of(number, *size), "rgb24")
            frame.pts, frame.time_base = round(time / TICK), TICK
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if hearing:
            for start in range(round(sound[0] * 48_000), round(sound[1] * 48_000), 1024):
                silence = av.AudioFrame.from_ndarray(
                    np.zeros((1, 1024), np.float32), "fltp", "mono"
                )
                silence.sample_rate, silence.pts = 48_000, start
                container.mux(hearing.encode(silence))
            container.mux(hearing.encode(None))
    return path


def steady(n_frames, fps):
    return [i / fps for i in range(n_frames)]


def numbers(source):
    return [number_in(frame) for frame in source.frames()]


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv"])
@pytest.mark.parametrize(
    "fps",
    [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), 30, 50, 60],
    ids=["23.976", "25", "29.97", "30", "50", "60"],
)
def test_every_frame_of_a_steady_clip_shows_once(tmp_path, fps, suffix):
    source = VideoSource(write(tmp_path / f"clip.{suffix}", steady(60, fps)))

    assert source.info.fps == fps
    assert not source.info.is_variable_rate
    assert numbers(source) == list(range(60))


def test_frames_at_uneven_times_show_in_the_nearest_frame(tmp_path):
    times = [0, 0.04, 0.05, 0.2, 0.24, 0.28, 0.32, 0.36, 0.40, 0.44, 0.48]
    times += [0.52 + i / 25 for i in range(40)]
    source = VideoSource(write(tmp_path / "uneven.mp4", times))

    assert source.info.is_variable_rate
    shown = numbers(source)
    fps = float(source.info.fps)
    late = [times[number] - row / fps for row, number in enumerate(shown)]
    assert max(late) < 0.6 / fps
    assert shown == sorted(shown)
    assert source.info.duration == pytest.approx(times[-1] + 0.04, abs=0.05)


def test_five_minutes_of_a_broken_rate_end_within_a_frame():
    fps = Fraction(30000, 1001)
    ticks = np.rint(np.arange(9000) / float(fps) * 1000)

    assert nominal_rate(8999 / (ticks[-1] / 1000)) == fps


@pytest.mark.parametrize(
    ("average", "nominal"),
    [(120, 60), (119.88, Fraction(60000, 1001)), (15, 30), (12, 24), (29.5, Fraction(30000, 1001))],
    ids=str,
)
def test_other_rates_get_one_that_suits_them(average, nominal):
    assert nominal_rate(average) == nominal


@pytest.mark.parametrize("turn", [90, 180, -90])
def test_turned_videos_stand_upright(tmp_path, turn):
    path = write(tmp_path / "turned.mp4", steady(6, 25), turn=turn)
    straight = next(VideoSource(write(tmp_path / "straight.mp4", steady(6, 25))).frames(5))

    source = VideoSource(path)
    frame = next(source.frames(5))

    # FFmpeg counts the turn anticlockwise, so does NumPy
    assert np.array_equal(frame.y, np.rot90(straight.y, turn // 90))
    assert np.array_equal(frame.cr, np.rot90(straight.cr, turn // 90))
    assert source.info.rotation == -turn % 360


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_pictures_that_begin_after_the_sound_keep_their_distance(tmp_path, suffix):
    times = [0.4 + time for time in steady(30, 25)]
    source = VideoSource(write(tmp_path / f"late.{suffix}", times, sound=(0, 1.5)))

    assert source.info.has_sound
    assert numbers(source)[:12] == [0] * 11 + [1]


def test_sound_that_begins_later_moves_no_picture(tmp_path):
    source = VideoSource(write(tmp_path / "early.mp4", steady(30, 25), sound=(0.4, 1.2)))

    assert numbers(source) == list(range(30))


@pytest.mark.parametrize(
    ("codec", "pixels", "size"),
    [
        ("libx264", "yuv444p", (WIDTH, HEIGHT)),
        ("libx264", "yuv420p10le", (WIDTH, HEIGHT)),
        ("libx264", "yuvj420p", (WIDTH, HEIGHT)),
        ("libx264rgb", "rgb24", (WIDTH, HEIGHT)),
        ("libx264", "yuv444p", (WIDTH + 1, HEIGHT + 1)),
    ],
    ids=["444", "10-bit", "full-range", "rgb", "odd"],
)
def test_other_pixel_formats_become_even_8_bit_frames_of_the_same_colour(
    tmp_path, codec, pixels, size
):
    path = write(tmp_path / "clip.mkv", steady(3, 25), codec=codec, pixels=pixels, size=size)

    frame = list(VideoSource(path).frames())[2]

    assert frame.size == (WIDTH, HEIGHT)
    assert number_in(frame) == 2
    assert frame.rgb()[-8, 8].tolist() == pytest.approx([90, 90, 90], abs=6)


def test_large_frames_are_scaled_down_when_asked(tmp_path):
    path = write(tmp_path / "large.mp4", steady(3, 25), size=(512, 256))

    source = VideoSource(path, max_side=128)

    assert (source.info.width, source.info.height) == (128, 64)
    assert next(source.frames()).cb.shape == (32, 64)


def test_reading_may_begin_anywhere(tmp_path):
    source = VideoSource(write(tmp_path / "clip.mp4", steady(50, 25), gop=20))

    for start in (1, 19, 20, 21, 49):
        assert number_in(next(source.frames(start))) == start
    assert list(source.frames(50)) == []


def test_a_loop_goes_back_and_forth_without_a_doubled_frame(tmp_path):
    source = VideoSource(write(tmp_path / "clip.mp4", steady(40, 25)))

    shown = [(s.source_index, number_in(s.picture)) for s in source.played(120, Fit.LOOP)]

    expected = [*range(40), *range(38, -1, -1), *range(1, 40), 38, 37]
    assert shown == [(number, number) for number in expected]


def test_the_last_frame_is_held_and_every_copy_is_the_callers(tmp_path):
    source = VideoSource(write(tmp_path / "clip.mp4", steady(5, 25)))

    seen = []
    for shown in source.played(8, Fit.HOLD):
        seen.append(number_in(shown.picture))
        shown.picture.y[:] = 0

    assert seen == [0, 1, 2, 3, 4, 4, 4, 4]


def test_fits_count_their_frames(tmp_path):
    source = VideoSource(write(tmp_path / "clip.mp4", steady(50, 25)))

    assert [source.n_played(1.0, fit) for fit in (Fit.LOOP, Fit.HOLD, Fit.TRIM)] == [25, 25, 25]
    assert source.n_played(1.0, Fit.WHOLE) == 50
    assert [source.n_played(3.0, fit) for fit in (Fit.LOOP, Fit.HOLD, Fit.WHOLE)] == [75] * 3
    assert source.n_played(3.0, Fit.TRIM) == 50
    assert len(list(source.played(75, Fit.TRIM))) == 50


def test_damage_in_the_middle_is_bridged_and_counted(tmp_path):
    path = write(tmp_path / "clip.mp4", steady(60, 25), gop=10)
    with av.open(str(path)) as container:
        places = [(p.pos, p.size) for p in container.demux(video=0) if p.size][22:26]
    content = bytearray(path.read_bytes())
    for place, size in places:
        content[place + 4 : place + size] = b"\xff" * (size - 4)
    path.write_bytes(content)

    source = VideoSource(path)
    shown = numbers(source)

    assert len(shown) == 60
    assert source.n_damaged > 0
    assert shown[:20] == list(range(20))
    assert shown[30:] == list(range(30, 60))


def test_a_file_cut_off_is_used_as_far_as_it_goes(tmp_path):
    path = write(tmp_path / "clip.mkv", steady(60, 25), gop=10)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])

    shown = numbers(VideoSource(path))

    assert 20 < len(shown) < 60
    assert shown[:20] == list(range(20))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no video at all",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile clip.mp4\n",
    ],
    ids=["empty", "text", "playlist", "concat"],
)
def test_what_is_no_video_is_refused(tmp_path, content):
    write(tmp_path / "clip.mp4", steady(3, 25))
    path = tmp_path / "bad.mp4"
    path.write_bytes(content)

    with pytest.raises(UnreadableVideoError):
        VideoSource(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableVideoError, match="no such file"):
        VideoSource(tmp_path / "nothing.mp4")


def test_sound_alone_has_no_picture(tmp_path):
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48_000)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        silence.sample_rate = 48_000
        container.mux(stream.encode(silence))
        container.mux(stream.encode(None))

    with pytest.raises(NoPictureError):
        VideoSource(path)


def test_limits_are_told_with_facts(tmp_path):
    path = write(tmp_path / "clip.mp4", steady(50, 25))

    with pytest.raises(VideoTooLongError) as long:
        VideoSource(path, limits=VideoLimits(max_duration=1.0))
    with pytest.raises(VideoTooLargeError) as large:
        VideoSource(path, limits=VideoLimits(max_pixels=1000))

    assert long.value.duration == pytest.approx(2.0, abs=0.1)
    assert (large.value.width, large.value.height) == (WIDTH, HEIGHT)
