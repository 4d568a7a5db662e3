"""Tests for shared videos with a password, in frames of other sites, and for oEmbed."""

import re
from urllib.parse import urlencode

import pytest
from django.core.cache import cache

from media_jobs import embedding, sharing

SITE = "https://studio.example.org"


@pytest.fixture(autouse=True)
def site(settings):
    cache.clear()
    settings.SITE_URL = SITE


@pytest.fixture
def make_link(make_video):
    def make(**wishes):
        return sharing.share(make_video(title='Fire & "ice" <b>'), **{"days": 7, **wishes})

    return make


def page_of(link) -> str:
    return sharing.page_url(link).removeprefix(SITE)


def frame_of(link) -> str:
    return sharing.embed_url(link).removeprefix(SITE)


def oembed(client, url, **sizes):
    return client.get(f"/oembed/?{urlencode({'url': url, **sizes})}")


def test_a_password_is_asked_for_and_nothing_told_before(client, make_link):
    response = client.get(page_of(make_link(password="open sesame")))

    html = response.content.decode()
    assert 'name="password"' in html
    assert "Fire" not in html
    assert "property=" not in html
    assert "video.mp4" not in html


def test_the_password_opens_the_page_without_a_cookie(client, make_link):
    link = make_link(password="open sesame")

    response = client.post(page_of(link), {"password": "open sesame"})

    src = re.search(r'src="(/media/shared/[^"]+video.mp4[^"]+)"', response.content.decode())[1]
    assert not response.cookies
    assert client.get(src.replace("&amp;", "&")).status_code == 200


def test_another_password_does_not(client, make_link):
    response = client.post(page_of(make_link(password="open sesame")), {"password": "open"})

    assert response.status_code == 403
    assert "not the password" in response.content.decode()
    assert "video.mp4" not in response.content.decode()


def test_who_tries_too_often_waits(client, make_link, monkeypatch):
    monkeypatch.setattr("studio.shared_views.TRIES_A_MINUTE", 1)
    link = make_link(password="open sesame")

    statuses = [client.post(page_of(link), {"password": "x"}).status_code for _ in range(2)]

    assert statuses == [403, 429]


def test_a_link_that_is_used_up_says_so(client, make_link):
    link = make_link(max_views=1)
    sharing.count_view(link)

    response = client.get(page_of(link))

    assert response.status_code == 410
    assert "as often as it may be" in response.content.decode()


def test_a_preview_elsewhere_takes_no_view(client, make_link):
    assert "og:video" not in client.get(page_of(make_link(max_views=1))).content.decode()


def test_the_frame_shows_the_video_to_other_sites(client, make_link):
    response = client.get(frame_of(make_link(allows_embedding=True)))

    policy = response["Content-Security-Policy"]
    assert response.status_code == 200
    assert "frame-ancestors *" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in response
    assert "video.mp4" in response.content.decode()


def test_only_the_sites_of_the_settings_may_show_it(client, make_link, settings):
    settings.SHARING_EMBED_SITES = ["https://school.example.org"]

    policy = client.get(frame_of(make_link(allows_embedding=True)))["Content-Security-Policy"]

    assert policy.endswith("frame-ancestors https://school.example.org")


def test_a_link_that_does_not_allow_it_has_no_frame(client, make_link):
    link = make_link()

    assert client.get(frame_of(link)).status_code == 404
    assert client.get(page_of(link))["X-Frame-Options"] == "DENY"


def test_the_frame_asks_for_a_password_too(client, make_link):
    link = make_link(allows_embedding=True, password="open sesame")

    asked = client.get(frame_of(link)).content.decode()
    opened = client.post(frame_of(link), {"password": "open sesame"}).content.decode()

    assert f'action="{frame_of(link)}"' in asked
    assert "video.mp4?" in opened


def test_the_code_for_other_sites_is_safe_html(make_link):
    code = embedding.code_of(make_link(allows_embedding=True))

    assert 'title="Fire &amp; &quot;ice&quot; &lt;b&gt;"' in code
    assert 'src="https://studio.example.org/embed/' in code


@pytest.mark.parametrize(
    ("size", "room", "fits"),
    [
        ((1280, 720), (None, None), (640, 360)),
        ((720, 1280), (None, None), (360, 640)),
        ((1280, 720), (320, None), (320, 180)),
        ((1280, 720), (None, 90), (160, 100)),
        ((None, None), (None, None), (640, 360)),
    ],
    ids=["wide", "tall", "narrow", "low", "unknown"],
)
def test_the_frame_has_the_shape_of_the_video(make_video, size, room, fits):
    video = make_video()
    video.width, video.height = size

    assert embedding.fitted(video, room) == fits


def test_oembed_describes_the_video(client, make_link):
    link = make_link(allows_embedding=True)

    response = oembed(client, sharing.page_url(link), maxwidth=320)

    said = response.json()
    assert (said["version"], said["type"]) == ("1.0", "video")
    assert said["title"] == 'Fire & "ice" <b>'
    assert said["html"].startswith("<iframe ")
    assert said["width"] <= 320
    assert said["thumbnail_url"].startswith(f"{SITE}/media/shared/")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_page_leads_to_it(client, make_link):
    html = client.get(page_of(make_link(allows_embedding=True))).content.decode()

    href = re.search(r'application/json\+oembed"\s+href="([^"]+)"', html)[1]
    assert client.get(href.replace("&amp;", "&").removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize(
    ("wishes", "status"),
    [({}, 404), ({"allows_embedding": True, "password": "open sesame"}, 401)],
    ids=["not allowed", "password"],
)
def test_oembed_tells_nothing_that_is_not_public(client, make_link, wishes, status):
    assert oembed(client, sharing.page_url(make_link(**wishes))).status_code == status


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "https://other.example.org/watch/x/",
        f"{SITE}/library/",
        "//[",
        f"{SITE}/watch/x/",
    ],
)
def test_oembed_knows_no_other_addresses(client, alice, url):
    assert oembed(client, url).status_code == 404


def test_oembed_speaks_json_only(client, make_link):
    link = make_link(allows_embedding=True)

    assert oembed(client, sharing.page_url(link), format="xml").status_code == 501
