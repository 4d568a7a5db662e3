"""Tests for people's pictures: cut square in a process of their own, shown to few."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

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
