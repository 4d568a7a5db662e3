"""Tests for `inference.framing` and `inference.backgrounds`."""

import pytest

from inference.backgrounds import BACKGROUNDS, find_background
from inference.errors import UnsupportedFormatError
from inference.framing import placement
from inference.media import VideoFormat

FORMATS = [VideoFormat(1280, 720), VideoFormat(720, 1280), VideoFormat(1080, 1080)]
IDS = ["16:9", "9:16", "1:1"]
CUT_OUT = {"width": 1600, "height": 1600, "has_alpha": True, "face_box": [640, 480, 960, 880]}


def photo(width, height, face_box):
    return {"width": width, "height": height, "has_alpha": False, "face_box": face_box}


@pytest.mark.parametrize("form", FORMATS, ids=IDS)
def test_a_figure_stands_on_the_lower_edge_with_its_head_inside(form):
    place = placement(CUT_OUT, form)

    assert place.top + place.height >= form.height - 0.5
    assert place.top + 480 * place.scale > 0
    centre = place.left + 800 * place.scale
    assert centre == pytest.approx(form.width / 2)


@pytest.mark.parametrize("form", FORMATS, ids=IDS)
def test_high_hair_stays_on_the_canvas(form):
    tall = CUT_OUT | {"figure_top": 150}

    place = placement(tall, form)

    assert place.top + 150 * place.scale >= 0.01 * form.height
    assert place.top + place.height >= form.height - 0.5


@pytest.mark.parametrize("form", FORMATS, ids=IDS)
def test_a_photograph_with_room_fills_the_canvas(form):
    place = placement(photo(2000, 2000, [900, 800, 1150, 1120]), form)

    assert place.fills_canvas
    assert place.left <= 0 <= place.left + place.width - form.width + 0.5
    assert place.top <= 0 <= place.top + place.height - form.height + 0.5


def test_a_close_up_is_shown_whole_rather_than_beheaded():
    place = placement(photo(256, 256, [70, 40, 190, 210]), VideoFormat(1280, 720))

    assert not place.fills_canvas
    assert place.height == pytest.approx(720)
    assert place.left == pytest.approx((1280 - 720) / 2)


def test_a_small_face_is_brought_nearer():
    far = photo(2000, 1125, [980, 500, 1040, 580])

    place = placement(far, VideoFormat(1280, 720))

    assert place.scale == pytest.approx(2 * 1280 / 2000)


@pytest.mark.parametrize("background", BACKGROUNDS, ids=lambda b: b.id)
def test_backgrounds_are_found_by_id(background):
    assert find_background(background.id) is background
    assert "rgb(" in background.css


def test_an_unknown_background_is_refused():
    with pytest.raises(UnsupportedFormatError, match="beach"):
        find_background("beach")
