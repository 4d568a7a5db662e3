"""Tests for `inference.facetracking` and `inference.faces`."""

import json

import numpy as np
import pytest
from PIL import Image

from inference.errors import (
    FaceUnusableError,
    InputError,
    NoFaceError,
    SeveralFacesError,
    UnreadablePictureError,
)
from inference.faces import PortraitAnalysis
from inference.facetracking.portrait import analyse_portrait


@pytest.fixture
def finder(registry):
    return registry.face_finder()


@pytest.fixture
def two_faces(photograph_path, tmp_path):
    one = Image.open(photograph_path)
    both = Image.new("RGB", (1200, 600))
    both.paste(one, (0, 0))
    both.paste(one.resize((540, 540)), (630, 30))
    path = tmp_path / "two.png"
    both.save(path)
    return path


def test_a_presenter_is_understood(presenter):
    picture, analysis = presenter

    assert (analysis.height, analysis.width) == picture.shape[:2]
    assert analysis.has_alpha
    left, _, right, _ = analysis.face_box
    assert 0.35 < (left + right) / 2 / analysis.width < 0.65
    lips_apart = np.linalg.norm(analysis.landmarks[13, :2] - analysis.landmarks[14, :2])
    assert lips_apart < 0.02 * (right - left)


def test_a_photograph_has_no_alpha(photograph):
    assert not photograph[1].has_alpha


def test_an_analysis_survives_storage(presenter):
    analysis = presenter[1]

    stored = json.loads(json.dumps(analysis.to_json()))

    again = PortraitAnalysis.from_json(stored)
    assert np.abs(again.landmarks - analysis.landmarks).max() < 0.01
    assert again.has_alpha == analysis.has_alpha


@pytest.mark.parametrize(
    "damage",
    [{"version": 0}, {"landmarks": [[1, 2]]}, {"landmarks": "x"}, {"width": None}],
    ids=["version", "few landmarks", "no landmarks", "no width"],
)
def test_a_damaged_analysis_is_refused(presenter, damage):
    stored = presenter[1].to_json() | damage

    with pytest.raises(InputError):
        PortraitAnalysis.from_json(stored)


def test_rotation_by_exif_is_undone(photograph_path, tmp_path, finder):
    upright = analyse_portrait(photograph_path, finder)
    turned = Image.open(photograph_path).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned clockwise
    turned.save(tmp_path / "turned.jpg", exif=exif, quality=95)

    analysis = analyse_portrait(tmp_path / "turned.jpg", finder)

    assert np.abs(analysis.landmarks[:, :2] - upright.landmarks[:, :2]).mean() < 3


def test_a_large_picture_gives_landmarks_in_its_own_pixels(photograph_path, tmp_path, finder):
    small = analyse_portrait(photograph_path, finder)
    Image.open(photograph_path).resize((3000, 3000)).save(tmp_path / "large.jpg", quality=90)

    large = analyse_portrait(tmp_path / "large.jpg", finder)

    assert large.width == 3000
    assert np.abs(large.landmarks[:, :2] / 5 - small.landmarks[:, :2]).mean() < 2


def test_a_picture_without_a_face_is_refused(tmp_path, finder):
    Image.linear_gradient("L").convert("RGB").resize((400, 400)).save(tmp_path / "sky.png")

    with pytest.raises(NoFaceError):
        analyse_portrait(tmp_path / "sky.png", finder)


def test_two_faces_need_a_choice(two_faces, finder):
    with pytest.raises(SeveralFacesError) as caught:
        analyse_portrait(two_faces, finder)

    assert caught.value.n_faces == 2


def test_the_chosen_face_is_taken_and_a_missing_one_refused(two_faces, finder):
    largest = analyse_portrait(two_faces, finder, face_index=0)
    second = analyse_portrait(two_faces, finder, face_index=1)

    assert largest.face_box[0] < 600 < second.face_box[0]
    with pytest.raises(NoFaceError):
        analyse_portrait(two_faces, finder, face_index=2)


def test_a_tiny_face_is_refused(photograph_path, tmp_path, finder):
    Image.open(photograph_path).resize((150, 150)).save(tmp_path / "tiny.png")

    with pytest.raises((FaceUnusableError, NoFaceError)):
        analyse_portrait(tmp_path / "tiny.png", finder)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_refused(tmp_path, finder, content):
    path = tmp_path / "file.png"
    path.write_bytes(content)

    with pytest.raises(UnreadablePictureError):
        analyse_portrait(path, finder)


def test_half_a_picture_is_refused(photograph_path, tmp_path, finder):
    path = tmp_path / "half.jpg"
    path.write_bytes(photograph_path.read_bytes()[:5000])

    with pytest.raises(UnreadablePictureError):
        analyse_portrait(path, finder)


def test_a_missing_file_is_refused(tmp_path, finder):
    with pytest.raises(UnreadablePictureError, match="no such file"):
        analyse_portrait(tmp_path / "nothing.png", finder)


def test_a_picture_of_too_many_pixels_is_refused_before_decoding(tmp_path, finder):
    Image.new("1", (9000, 9000)).save(tmp_path / "bomb.png")

    with pytest.raises(UnreadablePictureError, match="50 million"):
        analyse_portrait(tmp_path / "bomb.png", finder)
