"""Tests for links to videos: `media_jobs.sharing`, their API and their files."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import AuditEvent
from media_jobs import rates, services, sharing, storage
from media_jobs.models import ShareLink, Video


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def video(make_finished) -> Video:
    return make_finished(title="How a volcano is born")


@pytest.fixture
def link(video) -> ShareLink:
    return sharing.share(video, days=7)


@pytest.fixture
def token(link) -> str:
    return sharing.token_of(link)


def file_of(token, name="video.mp4") -> str:
    return f"/media/shared/{token}/{name}"


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


def shares(video) -> str:
    return f"/api/v1/videos/{video.pk}/shares/"


def end(link, how) -> None:
    """End a link in one of the ways it can end."""
    if how == "expired":
        ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "revoked":
        sharing.revoke(link)
    elif how == "video in the trash":
        services.delete_video(link.video)
    else:
        link.video.delete()


ENDS = ("expired", "revoked", "video in the trash", "video purged")


def test_its_owner_makes_lists_and_ends_links(as_alice, video):
    made = as_alice.post(shares(video), {"days": 7, "allows_download": True}, "application/json")
    listed = as_alice.get(shares(video)).json()
    ended = as_alice.delete(f"{shares(video)}{made.json()['id']}/")

    row = made.json()
    assert made.status_code == 201
    assert row["url"].endswith(f"/watch/{sharing.token_of(ShareLink.objects.get())}/")
    assert (row["allows_download"], row["n_views"], row["origin"]) == (True, 0, "person")
    assert listed == [row]
    assert ended.status_code == 204
    assert as_alice.get(shares(video)).json() == []


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_links_of_others_are_as_if_they_were_not(client, bob, link, method):
    client.force_login(bob)
    path = shares(link.video) + (f"{link.pk}/" if method == "delete" else "")

    assert getattr(client, method)(path).status_code == 404
    assert ShareLink.objects.get().is_open


def test_strangers_make_no_links(client, video):
    assert client.post(shares(video)).status_code == 401


@pytest.mark.parametrize(("days", "longest"), [(1, 0), (None, 0), (30, 30)])
def test_a_link_lasts_as_long_as_the_site_allows(as_alice, video, settings, days, longest):
    settings.SHARING_MAX_DAYS = longest

    response = as_alice.post(shares(video), {"days": days}, "application/json")

    assert response.status_code == 201
    assert (response.json()["expires_at"] is None) is (days is None)


@pytest.mark.parametrize(("days", "longest"), [(31, 30), (None, 30), (0, 0), (4000, 0)])
def test_a_link_lasts_no_longer(as_alice, video, settings, days, longest):
    settings.SHARING_MAX_DAYS = longest

    response = as_alice.post(shares(video), {"days": days}, "application/json")

    assert (response.status_code, response.json()["code"]) == (400, "bad_expiry")
    assert "days" in response.json()["fields"]


def test_offered_lengths_fit_the_limit(settings):
    settings.SHARING_MAX_DAYS = 0
    unlimited = sharing.offered_days()
    settings.SHARING_MAX_DAYS = 14

    assert unlimited == [1, 7, 30, None]
    assert sharing.offered_days() == [1, 7, 14]


def test_links_can_be_switched_off(as_alice, client, video, token, settings):
    settings.SHARING = False

    refused = as_alice.post(shares(video), {}, "application/json")

    assert (refused.status_code, refused.json()["code"]) == (403, "sharing_off")
    assert client.get(file_of(token)).status_code == 410


def test_an_unfinished_video_has_no_link(as_alice, make_video):
    response = as_alice.post(shares(make_video()), {}, "application/json")

    assert (response.status_code, response.json()["code"]) == (409, "video_not_finished")


def test_a_video_has_only_so_many_links(as_alice, video, monkeypatch):
    monkeypatch.setattr(sharing, "MAX_LINKS", 1)
    as_alice.post(shares(video), {}, "application/json")

    response = as_alice.post(shares(video), {}, "application/json")

    assert (response.status_code, response.json()["code"]) == (409, "too_many_links")


def test_whoever_has_the_link_watches_without_an_account(client, token):
    response = client.get(file_of(token))

    assert response.status_code == 200
    assert body_of(response) == b"0123456789"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"


def test_players_get_the_parts_they_ask_for(client, token):
    response = client.get(file_of(token), HTTP_RANGE="bytes=2-5")

    assert response.status_code == 206
    assert response["Content-Range"] == "bytes 2-5/10"
    assert body_of(response) == b"2345"


def test_poster_and_captions_come_with_it(client, video, token, tmp_path):
    captions = tmp_path / "c.vtt"
    captions.write_text("WEBVTT\n")
    none_yet = client.get(file_of(token, "captions.vtt")).status_code
    kind = "text/vtt; charset=utf-8"
    Video.objects.update(vtt=storage.store(captions, video.owner_id, kind))

    response = client.get(file_of(token, "captions.vtt"))

    assert none_yet == 404
    assert client.get(file_of(token, "poster.jpg")).status_code == 200
    assert response["Content-Type"] == "text/vtt; charset=utf-8"


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("name", ["video.mp4", "poster.jpg"])
def test_no_file_outlives_the_link(client, link, token, how, name):
    end(link, how)

    assert client.get(file_of(token, name)).status_code == 410


def test_a_video_taken_out_of_the_trash_can_be_watched_again(client, link, token):
    services.delete_video(link.video)
    services.restore_video(link.video)

    assert client.get(file_of(token)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "Q"),
        lambda token: "A" + token[1:],
        lambda token: token + "AAAA",
        lambda token: token[:20],
        lambda _: "x",
        lambda _: "é" * 43,
    ],
    ids=["other seal", "other key", "longer", "shorter", "short", "not ascii"],
)
def test_a_token_cannot_be_made_up(client, token, change):
    assert client.get(file_of(change(token))).status_code == 404


def test_the_key_of_a_link_is_not_enough(client, link):
    made_up = ShareLink(pk=link.pk)
    seal_of_another = sharing.token_of(ShareLink(pk=uuid.uuid4()))[22:]

    assert client.get(file_of(sharing.token_of(made_up)[:22] + seal_of_another)).status_code == 404


def test_another_secret_opens_nothing(client, token, settings):
    settings.SECRET_KEY = "another"

    assert client.get(file_of(token)).status_code == 404


@pytest.mark.parametrize(("allowed", "status"), [(True, 200), (False, 404)])
def test_it_is_saved_only_where_that_is_allowed(client, video, allowed, status):
    link = sharing.share(video, days=1, allows_download=allowed)

    response = client.get(file_of(sharing.token_of(link)) + "?download=1")

    assert response.status_code == status
    if allowed:
        assert 'filename="how-a-volcano-is-born.mp4"' in response["Content-Disposition"]


@pytest.mark.parametrize("name", ["curves.json", "..", "secret-key", "video"])
def test_nothing_else_of_the_video_is_served(client, token, name):
    assert client.get(file_of(token, name)).status_code == 404


def test_a_view_is_counted_once_for_whoever_begins(client, token):
    client.get(file_of(token), HTTP_RANGE="bytes=0-")
    client.get(file_of(token), HTTP_RANGE="bytes=0-")
    client.get(file_of(token), HTTP_RANGE="bytes=5-")
    client.get(file_of(token), REMOTE_ADDR="203.0.113.9")
    client.get(file_of(token, "poster.jpg"), REMOTE_ADDR="203.0.113.10")
    client.head(file_of(token), REMOTE_ADDR="203.0.113.11")

    assert ShareLink.objects.get().n_views == 2


def test_who_asks_too_often_waits(client, token, monkeypatch):
    monkeypatch.setattr("media_jobs.share_views.FILES_A_MINUTE", 2)

    statuses = [client.get(file_of(token)).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert client.get(file_of(token), REMOTE_ADDR="203.0.113.9").status_code == 200


def test_no_address_of_a_visitor_is_kept(rf):
    request = rf.get("/", REMOTE_ADDR="203.0.113.9")

    assert "203" not in rates.visitor(request)


# -- passwords, limits, other sites ---------------------------------------------------------------


def test_its_owner_chooses_what_a_link_allows(as_alice, video):
    wish = {"days": 1, "password": "open sesame", "max_views": 3, "allows_embedding": True}

    made = as_alice.post(shares(video), wish, "application/json")

    row = made.json()
    assert made.status_code == 201
    assert (row["has_password"], row["max_views"], row["allows_embedding"]) == (True, 3, True)
    assert f"/embed/{sharing.token_of(ShareLink.objects.get())}/" in row["embed_code"]
    assert "sesame" not in str(row)
    assert "sesame" not in ShareLink.objects.get().password


@pytest.mark.parametrize(
    "wish",
    [{"password": "abc"}, {"password": "x" * 129}, {"max_views": 0}, {"max_views": 10**9}],
    ids=["short", "long", "none", "too many"],
)
def test_what_cannot_be_is_refused(as_alice, video, wish):
    response = as_alice.post(shares(video), wish, "application/json")

    assert response.status_code == 400
    assert list(response.json()["fields"]) == list(wish)


def test_making_and_ending_a_link_is_written_down(as_alice, alice, video):
    made = as_alice.post(shares(video), {"password": "open sesame"}, "application/json").json()
    as_alice.delete(f"{shares(video)}{made['id']}/")

    events = AuditEvent.objects.filter(object_id=made["id"])
    assert {event.action for event in events} == {"link.made", "link.revoked"}
    assert {event.actor for event in events} == {alice}
    assert "sesame" not in str([event.changes for event in events])


@pytest.fixture
def locked(video) -> ShareLink:
    return sharing.share(video, days=7, password="open sesame", allows_download=True)


@pytest.mark.parametrize("name", ["video.mp4", "poster.jpg"])
def test_without_the_password_there_is_no_file(client, locked, name):
    url = file_of(sharing.token_of(locked), name)

    assert client.get(url).status_code == 403
    assert client.get(f"{url}?download=1").status_code == 403


def test_whoever_gave_the_password_has_an_address_that_opens(client, locked):
    url = sharing.file_url(locked, "video.mp4")

    assert body_of(client.get(url)) == b"0123456789"
    assert client.get(f"{url}&download=1").status_code == 200


def test_the_address_of_one_link_does_not_open_another(client, locked, video):
    other = sharing.share(video, days=7, password="another word")
    signature = sharing.file_url(locked, "video.mp4").partition("?")[2]

    url = f"{file_of(sharing.token_of(other))}?{signature}"

    assert client.get(url).status_code == 403


def test_an_address_with_the_password_ends_with_the_link(client, locked):
    url = sharing.file_url(locked, "video.mp4")
    sharing.revoke(locked)

    assert client.get(url).status_code == 410


def test_guessing_ends_after_some_tries(locked, monkeypatch):
    monkeypatch.setattr(sharing, "TRIES_AN_HOUR", 2)
    tries = [sharing.is_password(locked, word) for word in ("a", "b", "open sesame")]

    assert tries == [False, False, False]


def test_only_so_many_watch(client, video):
    link = sharing.share(video, days=7, max_views=2)
    url = file_of(sharing.token_of(link))

    statuses = [client.get(url, REMOTE_ADDR=f"203.0.113.{n}").status_code for n in (1, 2, 3)]

    assert statuses == [200, 200, 410]
    assert ShareLink.objects.get().n_views == 2


def test_who_has_begun_may_go_on(client, video):
    link = sharing.share(video, days=7, max_views=1)
    url = file_of(sharing.token_of(link))
    client.get(url, HTTP_RANGE="bytes=0-")

    again = client.get(url, HTTP_RANGE="bytes=5-")
    other = client.get(url, HTTP_RANGE="bytes=5-", REMOTE_ADDR="203.0.113.9")

    assert (again.status_code, other.status_code) == (206, 410)


@pytest.mark.parametrize("how", [{"HTTP_RANGE": "bytes=5-"}, {"QUERY_STRING": "download=1"}])
def test_no_way_around_the_limit(client, video, how):
    link = sharing.share(video, days=7, max_views=1, allows_download=True)

    client.get(file_of(sharing.token_of(link)), **how)

    link.refresh_from_db()
    assert link.is_used_up


def test_links_of_people_who_leave_or_are_suspended_show_nothing(client, token, alice):
    type(alice).objects.update(is_active=False)
    suspended = client.get(file_of(token)).status_code
    type(alice).objects.update(is_active=True, leaves_at=timezone.now())

    assert (suspended, client.get(file_of(token)).status_code) == (410, 410)
