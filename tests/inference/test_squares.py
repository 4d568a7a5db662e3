"""Tests for `inference.squares`: the small square picture of a person."""

import pytest
from PIL import Image

from inference.errors import InputError, UnreadablePictureError
from inference.squares import SIDE, make_square


@pytest.fixture
def halves(tmp_path):
    """A wide picture, red on the left and blue on the right."""
    picture = Image.new("RGB", (200, 100), "red")
    picture.paste("blue", (100, 0, 200, 100))
    path = tmp_path / "halves.png"
    picture.save(path, exif=Image.Exif())
    return path


def pixel(path, x=SIDE // 2, y=SIDE // 2):
    with Image.open(path) as image:
        red, _, blue = image.convert("RGB").getpixel((x, y))
    return "red" if red > blue else "blue"


def test_the_middle_is_kept_where_nobody_chose(halves, tmp_path):
    made = make_square(halves, tmp_path / "out.webp")

    with Image.open(made) as image:
        assert (image.size, image.format) == ((SIDE, SIDE), "WEBP")
    assert (pixel(made, 10), pixel(made, SIDE - 10)) == ("red", "blue")


@pytest.mark.parametrize(
    ("crop", "colour"), [((0, 0, 1), "red"), ((0.5, 0, 1), "blue"), ((0.6, 0.3, 0.5), "blue")]
)
def test_the_chosen_square_is_kept(halves, tmp_path, crop, colour):
    made = make_square(halves, tmp_path / "out.webp", crop)

    assert pixel(made, 8, 8) == pixel(made) == colour


@pytest.mark.parametrize(
    "crop", [(0, 0, 0), (0, 0, 1.5), (-0.1, 0, 1), (0, 2, 0.5)], ids=["none", "big", "left", "low"]
)
def test_a_square_outside_the_picture_is_refused(halves, tmp_path, crop):
    with pytest.raises(InputError):
        make_square(halves, tmp_path / "out.webp", crop)


def test_a_turned_photo_is_set_upright(tmp_path):
    picture = Image.new("RGB", (100, 200), "red")
    picture.paste("blue", (0, 100, 100, 200))
    exif = Image.Exif()
    exif[0x0112] = 8  # to be turned left by a quarter
    path = tmp_path / "turned.jpg"
    picture.save(path, exif=exif, quality=95)

    made = make_square(path, tmp_path / "out.webp", (0, 0, 1))

    assert pixel(made) == "red"
    with Image.open(made) as image:
        assert not image.getexif()


def test_what_is_no_picture_is_refused(tmp_path):
    path = tmp_path / "page.png"
    path.write_text("<svg onload=alert(1)>")

    with pytest.raises(UnreadablePictureError):
        make_square(path, tmp_path / "out.webp")
