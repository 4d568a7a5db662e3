"""Tests for the public page of a share link."""

import pytest
from django.core.cache import cache

from media_jobs import services, sharing


@pytest.fixture(autouse=True)
def site(settings):
    cache.clear()
    settings.SITE_URL = "https://studio.example.org"


@pytest.fixture
def link(make_video):
    return sharing.share(make_video(title='Fire & "ice" <b>'), days=7)


def page_of(link) -> str:
    return sharing.page_url(link).removeprefix("https://studio.example.org")


def test_strangers_see_player_title_and_poster_and_no_more(client, link):
    response = client.get(page_of(link))

    token = sharing.token_of(link)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Fire &amp; &quot;ice&quot; &lt;b&gt;" in html
    assert f'src="/media/shared/{token}/video.mp4"' in html
    assert f'poster="/media/shared/{token}/poster.jpg"' in html
    assert "download=1" not in html
    assert "How a volcano is born." not in html  # the script
    assert str(link.video.owner.email) not in html
    assert not response.cookies


def test_previews_elsewhere_have_what_they_need(client, link):
    html = " ".join(client.get(page_of(link)).content.decode().split())

    base = f"https://studio.example.org/media/shared/{sharing.token_of(link)}"
    for name, value in {
        "og:title": "Fire &amp; &quot;ice&quot; &lt;b&gt;",
        "og:type": "video.other",
        "og:url": sharing.page_url(link),
        "og:image": f"{base}/poster.jpg",
        "og:image:width": "720",
        "og:video": f"{base}/video.mp4",
        "og:video:type": "video/mp4",
        "og:video:height": "1280",
        "video:duration": "62",
    }.items():
        assert f'<meta property="{name}" content="{value}">' in html


def test_the_address_is_told_to_nobody(client, link):
    response = client.get(page_of(link))

    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert 'name="robots" content="noindex' in response.content.decode()


def test_captions_are_on_unless_they_are_in_the_picture(client, make_video):
    plain, burned = make_video(), make_video(settings={"captions": {"position": "bottom"}})
    for video in (plain, burned):
        video.vtt = video.poster
        video.save()

    tracks = [
        client.get(page_of(sharing.share(video, days=1))).content.decode().partition("<track")[2]
        for video in (plain, burned)
    ]

    assert [" default" in track.partition(">")[0] for track in tracks] == [True, False]
    assert all("captions.vtt" in track for track in tracks)


def test_download_is_offered_where_it_is_allowed(client, make_video):
    link = sharing.share(make_video(), days=1, allows_download=True)

    assert "video.mp4?download=1" in client.get(page_of(link)).content.decode()


def test_a_link_that_ended_says_so_kindly(client, link):
    sharing.revoke(link)

    response = client.get(page_of(link))

    assert response.status_code == 410
    assert "not here any more" in response.content.decode()
    assert response["Referrer-Policy"] == "no-referrer"


def test_a_deleted_video_is_gone(client, link):
    services.delete_video(link.video)

    assert client.get(page_of(link)).status_code == 410


def test_a_made_up_address_is_not_found(client, link):
    assert client.get("/watch/made-up/").status_code == 404


def test_who_opens_too_many_waits(client, link, monkeypatch):
    monkeypatch.setattr("studio.shared_views.PAGES_A_MINUTE", 1)

    statuses = [client.get(page_of(link)).status_code for _ in range(2)]

    assert statuses == [200, 429]


@pytest.mark.parametrize(("is_on", "offers"), [(True, True), (False, False)])
def test_the_page_of_a_video_offers_to_share_it(as_alice, make_video, settings, is_on, offers):
    settings.SHARING = is_on

    html = as_alice.get(f"/videos/{make_video().pk}/").content.decode()

    assert ('id="share-dialog"' in html) is offers


def test_an_unfinished_video_is_not_offered_to_be_shared(as_alice, make_video):
    html = as_alice.get(f"/videos/{make_video('queued').pk}/").content.decode()

    assert 'id="share-dialog"' not in html
