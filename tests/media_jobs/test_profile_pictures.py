"""Tests for people's pictures: cut square in a process of their own, shown to few."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from inference.errors import InputError, UnreadablePictureError
from inference.squares import SIDE, make_square
from media_jobs import pipeline_factory, profile_pictures
from media_jobs.quick_process import QuickProcess

PATH = "/api/v1/profile/picture/"


@pytest.fixture(scope="module")
def real_process():
    """The render process as it is: decoding strangers' files is what these tests are about."""
    process = QuickProcess(
        lambda: pipeline_factory.make_render_process(niceness=0), idle_seconds=60, patience=20
    )
    yield process
    process.close()


@pytest.fixture
def quick_square(real_process, monkeypatch):
    monkeypatch.setattr(pipeline_factory, "quick_process", lambda: real_process)


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


def sent(picture):
    return SimpleUploadedFile("me.png", picture, "image/png")


def test_a_picture_is_kept_shown_replaced_and_removed(
    quick_square, as_alice, alice, picture, data_dir
):
    first = as_alice.post(PATH, {"file": sent(picture), "left": 0, "top": 0, "side": 1})
    alice.refresh_from_db()
    shown = as_alice.get(f"/media/people/{alice.pk}/")
    content = b"".join(shown.streaming_content)
    old = alice.picture.name
    as_alice.post(PATH, {"file": sent(picture)})
    alice.refresh_from_db()
    removed = as_alice.delete(PATH)

    assert (first.status_code, removed.status_code) == (204, 204)
    assert shown["Content-Type"] == "image/webp"
    assert content.startswith(b"RIFF")
    assert alice.picture.name != old
    assert not [path for path in (data_dir / "media" / "people").iterdir() if path.is_file()]
    assert as_alice.get(f"/media/people/{alice.pk}/").status_code == 404


def test_a_damaged_picture_changes_nothing(quick_square, as_alice, alice, picture):
    response = as_alice.post(PATH, {"file": sent(picture[: len(picture) // 2])})

    alice.refresh_from_db()
    assert (response.status_code, response.json()["code"]) == (422, "unreadable_picture")
    assert not alice.picture


@pytest.mark.parametrize("square", [{"left": 0}, {"left": 2, "top": 0, "side": 1}])
def test_half_a_square_is_refused(as_alice, picture, square):
    response = as_alice.post(PATH, {"file": sent(picture), **square})

    assert (response.status_code, response.json()["code"]) == (400, "invalid")


def test_a_huge_file_is_refused_before_anybody_looks(as_alice, monkeypatch):
    monkeypatch.setattr(profile_pictures, "MAX_BYTES", 10)

    response = as_alice.post(PATH, {"file": sent(b"x" * 11)})

    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")


def test_others_do_not_see_it_but_the_staff_does(as_alice, bob, picture, client):
    from django.core.files.base import ContentFile

    bob.picture.save("bob.webp", ContentFile(BytesIO(picture).read()))
    path = f"/media/people/{bob.pk}/"
    as_other = as_alice.get(path).status_code
    type(bob).objects.filter(email="alice@example.org").update(is_staff=True)

    assert as_other == 404
    assert as_alice.get(path).status_code == 200


def test_pages_show_letters_or_the_picture(as_alice, alice, picture):
    from django.core.files.base import ContentFile

    letters = as_alice.get("/profile/").text
    alice.picture.save("me.webp", ContentFile(picture))

    assert 'class="chip">A<' in letters.replace(' aria-hidden="true"', "")
    assert f'src="/media/people/{alice.pk}/?v=me"' in as_alice.get("/profile/").text
