"""Tests for people's own presenters."""

from pathlib import Path

import pytest

from media_jobs import own_avatars, services, uploads
from media_jobs.models import Avatar, MediaJob, Upload
from media_jobs.refusals import ServiceError

URL = "/api/v1/avatars/"


def create(client, sent, **fields):
    wanted = {"upload": str(sent.pk), "name": " My  face ", "may_use": True, **fields}
    return client.post(URL, wanted, content_type="application/json")


@pytest.fixture
def photo(make_upload):
    return make_upload("us.png", "face")


@pytest.fixture
def film(make_upload):
    return make_upload("me.mp4", "face")


def test_a_picture_becomes_a_private_presenter(as_alice, alice, photo, settings):
    response = create(as_alice, photo)

    made = response.json()
    avatar = Avatar.objects.get()
    assert response.status_code == 201
    assert (made["name"], made["kind"], made["is_own"]) == ("My face", "photo", True)
    assert set(made["framing"]) == {"16:9", "9:16", "1:1"}
    assert (made["width"], made["height"], made["duration"]) == (64, 48, None)
    assert (avatar.owner, avatar.source) == (alice, None)
    assert avatar.may_use_at is not None
    assert as_alice.get(made["picture_url"]).getvalue() == b"picture.png"
    assert as_alice.get(made["thumbnail_url"])["Content-Type"] == "image/webp"


def test_a_video_becomes_a_presenter_that_keeps_it(as_alice, film):
    made = create(as_alice, film).json()

    avatar = Avatar.objects.get()
    assert (made["kind"], made["fps"], made["has_sound"]) == ("video", 29.97, True)
    assert made["framing"] == {"source": {"left": 0.0, "top": 0.0, "width": 1.0}}
    assert (made["width"], made["height"], made["duration"]) == (1080, 1920, 4.0)
    assert avatar.source == film
    with pytest.raises(ServiceError, match="needs"):
        uploads.delete(film)


@pytest.mark.parametrize(
    ("choice", "place"),
    [
        ({"face_index": 1}, [0.7, 0.4]),
        ({"face_position": [0.3, 0.5]}, [0.3, 0.5]),
        ({}, None),
    ],
    ids=["index", "position", "nothing"],
)
def test_the_chosen_face_is_the_one_that_is_analysed(as_alice, photo, choice, place):
    create(as_alice, photo, **choice)

    avatar = Avatar.objects.get()
    expected = None if place is None else pytest.approx(place)
    assert avatar.face_position == expected
    assert avatar.analysis["position"] == expected


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"may_use": False}, "may_use_required"),
        ({"name": "  "}, "empty_name"),
        ({"name": "n" * 121}, "name_too_long"),
        ({"upload": "6b0f8d76-6a5e-4e2c-9f51-3c8d9e6b7a10"}, "unknown_upload"),
        ({"face_index": 7}, "unknown_face"),
        ({"face_position": [0.5, 1.5]}, "bad_face_position"),
        ({"face_position": [0.5]}, "invalid"),
        ({"upload": "x"}, "invalid"),
    ],
)
def test_wrong_wishes_are_refused(as_alice, photo, change, code):
    response = create(as_alice, photo, **change)

    assert (response.status_code, response.json()["code"]) == (400, code)
    assert list(response.json()["fields"]) == [next(iter(change))]
    assert not Avatar.objects.exists()


def test_consent_is_asked_for_even_when_the_field_is_left_out(as_alice, photo):
    wanted = {"upload": str(photo.pk), "name": "Me"}

    response = as_alice.post(URL, wanted, content_type="application/json")

    assert response.json()["code"] == "may_use_required"


def test_a_recording_is_no_face(as_alice, make_upload):
    assert create(as_alice, make_upload()).json()["code"] == "not_a_face_file"


def test_a_face_that_cannot_be_used_is_told(as_alice, alice, quick, sent):
    file = sent("us.png", kind="picture", duration=None, behave={"portrait": "fail"})
    upload = uploads.receive(alice, file, "face")

    response = create(as_alice, upload)

    assert (response.status_code, response.json()["code"]) == (422, "unspeakable_text")
    assert not Avatar.objects.exists()


def test_own_presenters_come_first_newest_first(as_alice, photo, make_avatar, bob):
    make_avatar(order=0)
    make_avatar(owner=bob, slug="his")
    for name in ("Old", "New"):
        create(as_alice, photo, name=name)

    listed = [row["name"] for row in as_alice.get(URL).json()["results"]]

    assert listed == ["New", "Old", "Anna"]


def test_renaming_ones_own(as_alice, photo):
    made = create(as_alice, photo).json()

    renamed = as_alice.patch(
        f"{URL}{made['id']}/", {"name": " Other "}, content_type="application/json"
    )
    refused = as_alice.patch(f"{URL}{made['id']}/", {"name": ""}, content_type="application/json")

    assert renamed.json()["name"] == "Other"
    assert refused.json()["code"] == "empty_name"


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_the_library_cannot_be_changed(as_alice, anna, method):
    response = getattr(as_alice, method)(
        f"{URL}{anna.pk}/", {"name": "Mine"}, content_type="application/json"
    )

    assert (response.status_code, response.json()["code"]) == (403, "not_your_avatar")
    assert Avatar.objects.get().name == "Anna"


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_someone_elses_presenter_is_not_found(as_alice, client, bob, photo, method):
    made = create(as_alice, photo).json()
    client.force_login(bob)

    response = getattr(client, method)(
        f"{URL}{made['id']}/", {"name": "Mine"}, content_type="application/json"
    )

    assert response.status_code == 404
    assert client.get(made["picture_url"].partition("?")[0]).status_code == 404  # not signed
    assert create(client, photo).json()["code"] == "unknown_upload"
    assert client.get(URL).json()["count"] == 0


def test_strangers_make_none(client, alice, photo):
    assert create(client, photo).status_code == 401


def test_deleting_takes_the_pictures_and_the_video_along(as_alice, film):
    made = create(as_alice, film).json()
    avatar = Avatar.objects.get()
    files = [Path(each.path) for each in (avatar.picture, avatar.thumbnail, film.asset.file)]

    assert as_alice.delete(f"{URL}{made['id']}/").status_code == 204

    assert not Upload.objects.exists()
    assert not any(file.exists() for file in files)


def test_a_presenter_at_work_cannot_be_deleted(as_alice, alice, film):
    avatar = own_avatars.create_avatar(alice, upload=film, name="Me", may_use=True)
    video = services.create_video(alice, avatar=avatar, text="Hi.", voice="piper-joe-en")

    refused = as_alice.delete(f"{URL}{avatar.pk}/")

    assert (refused.status_code, refused.json()["code"]) == (409, "avatar_in_use")
    MediaJob.objects.update(state="succeeded")
    assert as_alice.delete(f"{URL}{avatar.pk}/").status_code == 204
    video.refresh_from_db()
    assert video.avatar is None


def test_a_video_that_is_also_heard_outlives_the_presenter(alice, film, anna):
    avatar = own_avatars.create_avatar(alice, upload=film, name="Me", may_use=True)
    services.create_video(alice, avatar=anna, speech={"kind": "recording", "upload": film.pk})

    own_avatars.delete_avatar(alice, avatar)

    assert Upload.objects.get() == film
