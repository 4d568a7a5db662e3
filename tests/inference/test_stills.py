"""Tests for `inference.stills`."""

from io import BytesIO

import av
import numpy as np
import pytest
from PIL import Image

from inference import stills
from inference.errors import FaceUnusableError, NoFaceError, UnreadableMediaError

GREY = np.full((720, 960, 3), 120, np.uint8)


@pytest.fixture
def finder(registry):
    return registry.face_finder()


@pytest.fixture
def one_face(photograph_path):
    scene = Image.new("RGB", (960, 720), "grey")
    scene.paste(Image.open(photograph_path).resize((480, 480)), (40, 120))
    return np.asarray(scene)


@pytest.fixture
def two_faces(one_face, photograph_path):
    scene = Image.fromarray(one_face)
    scene.paste(Image.open(photograph_path).resize((420, 420)), (530, 150))
    return np.asarray(scene)


def film(path, *pictures, seconds=0.4):
    """A video that shows each picture for a while."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "g": "5"})
        stream.width, stream.height, stream.pix_fmt = 960, 720, "yuv420p"
        for picture in pictures:
            for _ in range(round(seconds * 25)):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def opened(path):
    return Image.open(BytesIO(path.read_bytes()))


def middle(box):
    return (box[0] + box[2]) / 2


def test_the_preview_of_a_video_shows_the_frame_with_most_faces(
    one_face, two_faces, finder, tmp_path
):
    path = film(tmp_path / "film.mp4", GREY, one_face, two_faces)

    preview = stills.make_preview(path, tmp_path, finder)

    large, small = preview.faces
    assert (large.index, small.index) == (0, 1)
    assert middle(large.box) < 0.5 < middle(small.box)
    assert opened(preview.path).size == (960, 720)


def test_a_preview_is_upright_small_and_tells_nothing_else(photograph_path, finder, tmp_path):
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees
    exif[0x010F] = "Maker"
    with Image.open(photograph_path) as photo:
        photo.rotate(90, expand=True).resize((2000, 2400)).save(path, exif=exif)

    preview = stills.make_preview(path, tmp_path, finder)

    shown = opened(preview.path)
    assert shown.size == (1280, 1067)
    assert not shown.getexif()
    assert len(preview.faces) == 1


def test_the_portrait_of_a_video_is_its_first_frame_in_which_the_face_can_speak(
    one_face, finder, tmp_path
):
    path = film(tmp_path / "film.mp4", GREY, one_face)

    portrait = stills.make_portrait(path, tmp_path, finder)

    assert np.asarray(opened(portrait.picture)).std() > 20
    assert opened(portrait.thumbnail).format == "WEBP"
    assert (portrait.analysis, portrait.face_index) == (None, 0)


@pytest.mark.parametrize(("position", "side"), [((0.3, 0.5), "left"), ((0.8, 0.5), "right")])
def test_a_face_is_chosen_by_place(two_faces, finder, tmp_path, position, side):
    path = tmp_path / "two.png"
    Image.fromarray(two_faces).save(path)

    portrait = stills.make_portrait(path, tmp_path, finder, position)

    left, _, right, _ = portrait.analysis.face_box
    assert ((left + right) / 2 < 480) == (side == "left")
    assert portrait.face_index == (0 if side == "left" else 1)


def test_a_crop_keeps_its_part_and_the_chosen_face(two_faces, finder, tmp_path):
    path = tmp_path / "both.png"
    Image.fromarray(two_faces).save(path)

    portrait = stills.make_portrait(path, tmp_path, finder, (0.77, 0.5), (0.5, 0.1, 1.0, 0.9))

    assert opened(portrait.picture).size == (480, 576)
    assert portrait.analysis is not None
    assert (portrait.analysis.width, portrait.face_index) == (480, 0)


def test_transparent_pictures_stay_transparent(presenter_path, finder, tmp_path):
    portrait = stills.make_portrait(presenter_path, tmp_path, finder)

    assert portrait.picture.suffix == ".png"
    assert portrait.analysis.has_alpha
    assert opened(portrait.picture).getextrema()[3][0] == 0


def test_a_video_without_a_face_is_refused(finder, tmp_path):
    with pytest.raises(NoFaceError):
        stills.make_portrait(film(tmp_path / "grey.mp4", GREY), tmp_path, finder)


def test_a_video_of_a_tiny_face_is_refused(one_face, finder, tmp_path):
    tiny = GREY.copy()
    tiny[100:190, 100:220] = np.asarray(Image.fromarray(one_face).resize((120, 90)))

    with pytest.raises((FaceUnusableError, NoFaceError)):
        stills.make_portrait(film(tmp_path / "tiny.mp4", tiny), tmp_path, finder)


def test_what_shows_nothing_is_refused(finder, tmp_path):
    path = tmp_path / "noise.mp4"
    path.write_bytes(b"\0" * 5000)

    with pytest.raises(UnreadableMediaError):
        stills.make_preview(path, tmp_path, finder)
