"""Videos on canvases of other shapes."""

import numpy as np
import pytest

from inference.media import VideoFormat
from inference.planar import ColourSpace, PlanarFrame, planar_of
from inference.tracks import FaceTrack, usual_face
from inference.video_canvas import VideoCanvas

SIZE = (240, 426)
FACE = (90.0, 120.0, 150.0, 200.0)


@pytest.fixture
def frame() -> PlanarFrame:
    """A tall picture: red face, the rest a gradient."""
    picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    picture[..., 1] = np.linspace(0, 200, SIZE[1])[:, None]
    left, top, right, bottom = (int(edge) for edge in FACE)
    picture[top:bottom, left:right] = (220, 30, 30)
    return planar_of(picture, ColourSpace(is_bt601=True))


@pytest.mark.parametrize("size", [(320, 180), (200, 200), (180, 320), (426, 240)])
def test_the_face_is_seen_whole_in_every_format(frame, size):
    canvas = VideoCanvas(SIZE, VideoFormat(*size), FACE)

    shown = canvas.placed(frame)

    assert shown.size == size
    assert shown.space == frame.space
    red = shown.rgb()[..., 0] > 150
    rows, columns = np.flatnonzero(red.any(1)), np.flatnonzero(red.any(0))
    ratio = (columns[-1] - columns[0]) / (rows[-1] - rows[0])
    assert ratio == pytest.approx(60 / 80, rel=0.06)  # not stretched
    assert rows[0] > 0
    assert rows[-1] < size[1] - 1
    assert abs((columns[0] + columns[-1]) / 2 - size[0] / 2) < 0.04 * size[0]


def test_a_close_up_is_shown_whole_before_itself_blurred(frame):
    close = (20.0, 40.0, 220.0, 400.0)
    canvas = VideoCanvas(SIZE, VideoFormat(640, 360), close)

    shown = canvas.placed(frame).rgb()

    beside, middle = shown[:, :40], shown[:, 300:340]
    assert beside[..., 1].astype(int).max() < middle[..., 1].astype(int).max() * 0.75
    assert beside.max() > 20


def test_a_background_shows_beside_a_close_up(frame):
    blue = np.full((360, 640, 3), (20, 40, 200), np.uint8)
    canvas = VideoCanvas(SIZE, VideoFormat(640, 360), (20.0, 40.0, 220.0, 400.0), blue)

    first, second = canvas.placed(frame), canvas.placed(frame)

    assert np.abs(first.rgb()[180, 10].astype(int) - (20, 40, 200)).max() <= 4
    assert np.array_equal(first.y, second.y)


def test_a_frame_that_only_gets_cut_keeps_its_pixels(frame):
    canvas = VideoCanvas(SIZE, VideoFormat(240, 240), FACE)

    shown = canvas.placed(frame)

    rows = [
        top
        for top in range(0, SIZE[1] - 240 + 1, 2)
        if np.array_equal(frame.y[top : top + 240], shown.y)
    ]
    assert rows


def test_the_usual_face_is_where_it_mostly_is():
    landmarks = np.zeros((5, 478, 3), np.float32)
    landmarks[:, 0, :2], landmarks[:, 1:, :2] = (10, 20), (50, 80)
    landmarks[3] += 500  # a jump
    landmarks[4] = np.nan
    usable = np.array([1, 1, 1, 1, 0], np.float32)
    zeros = np.zeros(5)
    track = FaceTrack(
        landmarks, usable, zeros.astype(np.uint8), zeros.astype(np.int32), usable.copy()
    )

    assert usual_face(track) == (10, 20, 50, 80)
