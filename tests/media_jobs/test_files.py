"""Tests for `media_jobs.files` and the addresses of files."""

from types import SimpleNamespace

import pytest
from django.test import AsyncClient

from media_jobs.files import Span, UnsatisfiableRangeError, requested_span

CONTENT = b"0123456789"


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-", Span(0, 9)),
        ("bytes=2-4", Span(2, 4)),
        ("bytes=2-99", Span(2, 9)),
        ("bytes=-3", Span(7, 9)),
        ("bytes=-99", Span(0, 9)),
        ("bytes=9-9", Span(9, 9)),
        ("", None),
        ("bytes=-", None),
        ("bytes=4-2", None),
        ("bytes=0-1,3-4", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
    ],
)
def test_a_range_header_names_a_part_or_the_whole(header, span):
    assert requested_span(header, len(CONTENT)) == span


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_outside_the_file_cannot_be_satisfied(header):
    with pytest.raises(UnsatisfiableRangeError):
        requested_span(header, len(CONTENT))


@pytest.fixture
def film(make_finished):
    from media_jobs.storage import asset_url

    video = make_finished(content=CONTENT, title="Über uns: 1/2")
    return SimpleNamespace(
        video=video,
        url=asset_url(video.file, video.title),
        download=asset_url(video.file, video.title, download=True),
    )


def test_the_owner_gets_the_whole_file(as_alice, film):
    response = as_alice.get(film.url)

    assert response.getvalue() == CONTENT
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == "10"
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private")
    assert response["Content-Disposition"] == "inline"


def test_a_part_of_it_is_206(as_alice, film):
    response = as_alice.get(film.url, headers={"Range": "bytes=-4"})

    assert response.status_code == 206
    assert response["Content-Range"] == "bytes 6-9/10"
    assert response.getvalue() == b"6789"


def test_a_part_outside_is_416(as_alice, film):
    response = as_alice.get(film.url, headers={"Range": "bytes=10-"})

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */10"


def test_a_part_of_a_file_that_changed_since_is_the_whole(as_alice, film):
    headers = {"Range": "bytes=5-", "If-Range": '"another"'}

    assert as_alice.get(film.url, headers=headers).status_code == 200


def test_an_unchanged_file_is_not_sent_again(as_alice, film):
    etag = as_alice.get(film.url)["ETag"]

    assert as_alice.get(film.url, headers={"If-None-Match": etag}).status_code == 304


def test_head_sends_no_content(as_alice, film):
    response = as_alice.head(film.url)

    assert (response["Content-Length"], response.content) == ("10", b"")


def test_a_download_is_named_after_the_title(as_alice, film):
    response = as_alice.get(film.download)

    assert response["Content-Disposition"].startswith("attachment;")
    assert "%C3%9Cber%20uns%20%201%202.mp4" in response["Content-Disposition"].replace("+", "%20")


@pytest.mark.django_db(transaction=True)
async def test_under_asgi_the_file_is_streamed(alice, film):
    client = AsyncClient()
    await client.aforce_login(alice)

    response = await client.get(film.url, headers={"Range": "bytes=1-8"})

    assert response.is_async
    assert b"".join([chunk async for chunk in response.streaming_content]) == b"12345678"


def test_nobody_else_gets_it(client, film, bob):
    unsigned = film.url.partition("?")[0]
    stranger = client.get(unsigned)
    client.force_login(bob)
    someone_else = client.get(unsigned)

    assert stranger["Location"].startswith("/accounts/login/")
    assert someone_else.status_code == 404


def test_a_row_without_its_file_is_not_found(as_alice, film):
    film.video.file.file.delete(save=False)

    assert as_alice.get(film.url).status_code == 404


@pytest.mark.parametrize("which", ["picture", "thumbnail"])
def test_pictures_of_the_library_are_for_everyone_signed_in(as_alice, client, anna, which, picture):
    url = f"/media/avatars/{anna.pk}/{which}"

    response = as_alice.get(url)

    assert response.getvalue() == picture
    assert response["Content-Type"] == "image/png"
    client.logout()
    assert client.get(url).status_code == 302


def test_private_pictures_are_for_their_owner(as_alice, bob, make_avatar):
    private = make_avatar(owner=bob)

    assert as_alice.get(f"/media/avatars/{private.pk}/picture").status_code == 404


@pytest.mark.parametrize("url", ["/media/avatars/{}/analysis", "/media/avatars/x/picture"])
def test_other_addresses_lead_nowhere(as_alice, anna, url):
    assert as_alice.get(url.format(anna.pk)).status_code == 404
