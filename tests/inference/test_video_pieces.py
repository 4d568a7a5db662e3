"""Tests for `inference.video_pieces`: joined files are decoded frame by frame."""

import wave
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest

from inference.errors import EngineError
from inference.media import VideoFormat
from inference.planar import planar_of
from inference.video_pieces import join_pieces, piece_spans, write_piece, write_sound_track

RATE = 48_000
BITS = 10
RATES = [Fraction(25), Fraction(24_000, 1001), Fraction(30_000, 1001), Fraction(60)]


def numbered(index, size=128):
    """A frame that moves and says its own number in bright and dark squares."""
    columns = np.arange(size) * 3 + index * 5
    picture = np.repeat((columns % 256).astype(np.uint8)[None, :, None], size, 0).repeat(3, 2)
    for bit in range(BITS):
        picture[40:56, bit * 12 : bit * 12 + 12] = 255 if index >> bit & 1 else 0
    return planar_of(np.ascontiguousarray(picture))


def number_of(picture):
    grey = picture.to_ndarray(format="gray")
    return sum(int(grey[48, bit * 12 + 6] > 128) << bit for bit in range(BITS))


def stereo(path, seconds, clicks):
    samples = np.zeros((round(seconds * RATE), 2), np.int16)
    for click in clicks:
        samples[round(click * RATE) : round(click * RATE) + 100] = (30_000, -15_000)
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def joined(folder, fps, lengths, clicks=()):
    """A film of pieces of these lengths."""
    edges = np.cumsum([0, *lengths]).tolist()
    spans = [range(start, stop) for start, stop in pairwise(edges)]
    files = [folder / f"{span.start}.mp4" for span in spans]
    for file, span in zip(files, spans, strict=True):
        write_piece((numbered(i) for i in span), VideoFormat(128, 128, fps), file)
    write_sound_track(stereo(folder / "s.wav", edges[-1] / fps, clicks), folder / "s.m4a")
    join_pieces(files, spans, fps, folder / "s.m4a", folder / "out.mp4")
    return files, folder / "out.mp4"


@pytest.mark.parametrize("fps", RATES, ids=str)
def test_every_frame_stands_at_its_place_across_the_joints(tmp_path, fps):
    files, out = joined(tmp_path, fps, [40, 17, 33, 1])

    with av.open(str(out)) as film:
        stream = film.streams.video[0]
        decoded = [(number_of(f), f.pts * f.time_base * fps) for f in film.decode(stream)]
        assert (stream.frames, stream.average_rate) == (91, fps)
    with av.open(str(out)) as film:
        order = [packet.dts for packet in film.demux(video=0) if packet.size]
    assert [number for number, _ in decoded] == list(range(91))
    assert [time for _, time in decoded] == pytest.approx(range(91), abs=0.01)
    assert order == sorted(set(order))
    assert len(files) == 4


def test_pictures_are_those_of_the_pieces_to_the_bit(tmp_path):
    files, out = joined(tmp_path, Fraction(25), [30, 30])

    def pictures(path):
        with av.open(str(path)) as film:
            return [frame.to_ndarray() for frame in film.decode(video=0)]

    apart = [picture for file in files for picture in pictures(file)]
    assert all(np.array_equal(a, b) for a, b in zip(apart, pictures(out), strict=True))


def test_the_sound_is_stereo_and_in_time_with_the_picture(tmp_path):
    _, out = joined(tmp_path, Fraction(25), [50, 50], clicks=(1.0, 2.0, 3.0))

    with av.open(str(out)) as film:
        pieces = [(float(f.pts * f.time_base), f.to_ndarray()) for f in film.decode(audio=0)]
    loud = np.concatenate([time + np.flatnonzero(x[0] > 0.4) / RATE for time, x in pieces])
    heard = loud[np.concatenate([[True], np.diff(loud) > 0.2])]
    assert heard == pytest.approx([1, 2, 3], abs=0.002)
    assert min(x[1].min() for _, x in pieces) < -0.2


def test_the_index_stands_in_front_and_both_streams_begin_at_once(tmp_path):
    _, out = joined(tmp_path, Fraction(25), [10, 10])

    content = out.read_bytes()
    with av.open(str(out)) as film:
        starts = [stream.start_time for stream in film.streams]
    assert content.index(b"moov") < content.index(b"mdat")
    assert starts == [0, 0]


def test_pieces_lie_on_a_fixed_grid():
    spans = piece_spans(1_000, Fraction(25))
    longer = piece_spans(1_040, Fraction(25))

    assert [len(span) for span in spans] == [250] * 4
    assert longer[:3] == spans[:3]
    assert longer[-1] == range(750, 1040)  # a rest of under two seconds is no piece of its own
    assert piece_spans(3, Fraction(30)) == [range(3)]


def test_a_piece_that_fails_leaves_nothing_behind(tmp_path):
    def failing():
        yield numbered(0)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  it is our own
        write_piece(failing(), VideoFormat(128, 128), tmp_path / "piece.mp4")
    with pytest.raises(EngineError):
        write_piece(iter(()), VideoFormat(128, 128), tmp_path / "piece.mp4")

    assert list(tmp_path.iterdir()) == []


def test_pieces_of_another_kind_or_length_are_not_joined(tmp_path):
    files, _ = joined(tmp_path, Fraction(25), [10, 10])
    other = tmp_path / "other.mp4"
    write_piece((numbered(i, 256) for i in range(10)), VideoFormat(256, 256), other)

    for wrong, length in ((other, 10), (files[1], 9)):
        spans = [range(10), range(10, 10 + length)]
        with pytest.raises(EngineError):
            join_pieces(
                [files[0], wrong], spans, Fraction(25), tmp_path / "s.m4a", tmp_path / "x.mp4"
            )
