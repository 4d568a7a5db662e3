"""What can stand behind somebody, and telling that somebody from it."""

import numpy as np
import pytest
from PIL import Image

from inference.backgrounds import (
    Background,
    BlurredBackdrop,
    OwnBackdrop,
    PictureBackdrop,
    Shape,
    backdrop_of,
    find_background,
)
from inference.errors import UnreadablePictureError, UnsupportedFormatError
from inference.lipsync.warp.stage import paint_backdrop, set_stage
from inference.media import VideoFormat
from inference.segmentation.cut_out import person_of

FORM = VideoFormat(320, 180)


@pytest.mark.parametrize(
    "stored",
    [
        "own",
        "dusk",
        "#aabbcc",
        {"kind": "gradient", "from": "#102030", "to": "#ffffff"},
        {"kind": "picture", "path": "beach.jpg"},
        {"kind": "blurred"},
    ],
    ids=str,
)
def test_a_background_is_read_and_written_alike(stored):
    assert backdrop_of(stored).to_json() == stored


def test_nothing_said_means_ones_own():
    assert backdrop_of(None) == backdrop_of("") == OwnBackdrop()


def test_colours_and_gradients_are_mixed():
    assert backdrop_of("#ff8000") == Background("", "", Shape.PLAIN, (255, 128, 0), (255, 128, 0))
    mixed = backdrop_of({"kind": "gradient", "from": "#000000", "to": "#0000ff"})
    assert mixed == Background("", "", Shape.VERTICAL, (0, 0, 0), (0, 0, 255))


@pytest.mark.parametrize(
    "stored",
    [
        "beach",
        "#12345",
        "#gg0000",
        {"kind": "gradient", "from": "#000000"},
        {"kind": "gradient", "from": "black", "to": "#000000"},
        {"kind": "picture", "path": 3},
        {"kind": "video"},
        ["mist"],
    ],
    ids=str,
)
def test_what_is_no_background_is_refused(stored):
    with pytest.raises(UnsupportedFormatError):
        backdrop_of(stored)


def test_a_picture_fills_the_canvas_from_its_middle(tmp_path):
    stripes = np.zeros((400, 200, 3), np.uint8)
    stripes[150:250] = (200, 40, 40)
    Image.fromarray(stripes).save(tmp_path / "stripes.png")

    painted = paint_backdrop(PictureBackdrop(tmp_path / "stripes.png"), FORM)

    assert painted.shape == (180, 320, 3)
    assert tuple(painted[90, 160]) == (200, 40, 40)
    assert tuple(painted[4, 160]) == (0, 0, 0) or painted[4, 160].max() > 100  # 160 of 180 rows


def test_a_background_picture_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "no.png").write_text("no picture")

    with pytest.raises(UnreadablePictureError):
        paint_backdrop(PictureBackdrop(tmp_path / "no.png"), FORM)


@pytest.fixture(scope="module")
def person(photograph, registry):
    picture, analysis = photograph
    return person_of(picture, analysis, registry.person_segmenter())


def test_a_person_is_told_from_what_is_behind(photograph, person, presenter_path):
    truth = np.asarray(Image.open(presenter_path).convert("RGBA").resize((600, 600)))[..., 3] > 128

    found = person > 0.5

    assert person.shape == photograph[0].shape[:2]
    overlap = (found & truth).sum() / (found | truth).sum()
    assert overlap > 0.93


def test_a_photograph_shows_another_background_behind_the_person(photograph, person):
    picture, analysis = photograph

    stage = set_stage(picture, analysis, find_background("white"), VideoFormat(600, 600), person)

    assert np.allclose(stage.still[8, 8], (250, 249, 246), atol=1)
    left, top, right, bottom = (round(edge) for edge in analysis.face_box)
    kept = set_stage(picture, analysis, OwnBackdrop(), VideoFormat(600, 600)).still
    face = (slice(top + 40, bottom - 40), slice(left + 40, right - 40))
    assert np.abs(stage.still[face].astype(int) - kept[face]).max() <= 2


def test_what_is_behind_can_be_out_of_focus(photograph, person):
    picture, analysis = photograph
    form = VideoFormat(600, 600)

    blurred = set_stage(picture, analysis, BlurredBackdrop(), form, person).still
    sharp = set_stage(picture, analysis, OwnBackdrop(), form).still

    corner = (slice(0, 100), slice(0, 100))
    assert blurred[corner].std((0, 1)).mean() < 0.6 * sharp[corner].std((0, 1)).mean()
    assert np.abs(blurred[corner].mean((0, 1)) - sharp[corner].mean((0, 1))).max() < 12


def test_a_picture_without_a_person_keeps_its_background(registry, photograph):
    _, analysis = photograph
    nobody = np.full((600, 600, 3), 120, np.uint8)

    assert person_of(nobody, analysis, registry.person_segmenter()) is None
