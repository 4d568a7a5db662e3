"""Tests for the pages of people who write programs: sessions, API keys, webhooks, the API."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import api_keys, tokens
from accounts.devices import described
from accounts.models import ApiKey, AuditEvent, SignIn
from media_jobs import outgoing, webhook_signing, webhooks
from media_jobs.models import Webhook, WebhookDelivery

HOOK = "https://hooks.example.org/studio"
PAGES = ("/profile/sessions/", "/profile/keys/", "/profile/webhooks/", "/api/docs/")


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def webhook(alice):
    return webhooks.create(alice, url=HOOK, chosen=Webhook.Event.values)


@pytest.mark.parametrize("path", PAGES)
def test_they_are_for_who_is_signed_in(client, alice, path):
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("path", PAGES)
def test_they_open(as_alice, path):
    assert as_alice.get(path).status_code == 200


def test_sessions_show_this_browser_first_and_programs_by_name(as_alice, alice, rf):
    tokens.begin(alice, rf.get("/", headers={"User-Agent": "curl/8.5.0"}), "nightly script")

    html = as_alice.get("/profile/sessions/").text

    assert html.index("This browser") < html.index("nightly script") < html.index("curl")
    assert html.count("/end/") == 1


def test_a_session_is_ended_on_the_page_and_that_is_written_down(as_alice, alice):
    other = Client()
    other.force_login(alice)
    sign_in = SignIn.objects.order_by("created_at").last()

    as_alice.post(f"/profile/sessions/{sign_in.pk}/end/")

    assert other.get("/library/").status_code == 302
    assert AuditEvent.objects.filter(action="session.ended", actor=alice).exists()


def test_everything_else_is_ended_on_the_page(as_alice, alice):
    Client().force_login(alice)

    as_alice.post("/profile/sessions/others/")

    assert SignIn.objects.live().count() == 1
    assert as_alice.get("/library/").status_code == 200


def test_a_key_made_on_the_page_is_shown_there_and_nowhere_else(confirmed):
    wish = {"name": "script", "scopes": ["dubs"], "days": "0"}

    made = confirmed.post("/profile/keys/", wish)
    later = confirmed.get("/profile/keys/").text

    key = re.search(r'value="(avs_[^"]+)"', made.text)[1]
    row = ApiKey.objects.get()
    assert api_keys.find(key) == row
    assert (row.scopes, row.expires_at) == (["read", "dubs"], None)
    assert "no-store" in made["Cache-Control"]
    assert key not in later
    assert row.prefix in later


def test_making_a_key_asks_who_it_is_first(as_alice):
    response = as_alice.post("/profile/keys/", {"name": "script", "days": "90"})

    assert "/accounts/reauthenticate/" in response["Location"]
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"days": "4000"}, {"scopes": ["admin"]}])
def test_a_wrong_wish_is_told(confirmed, wrong):
    response = confirmed.post("/profile/keys/", {"name": "script", "days": "90"} | wrong)

    assert response.status_code == 400
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_on_the_page(as_alice, alice):
    row, key = api_keys.make(alice, "script", [], expires_at=None)

    as_alice.post(f"/profile/keys/{row.pk}/revoke/")

    assert api_keys.find(key) is None


def test_a_webhook_is_set_up_on_the_page(as_alice, alice):
    as_alice.post("/profile/webhooks/", {"url": HOOK, "events": ["job.failed"]})

    webhook = Webhook.objects.get()
    html = as_alice.get("/profile/webhooks/").text
    assert (webhook.owner, webhook.events) == (alice, ["job.failed"])
    assert HOOK in html
    assert webhook_signing.secrets_of(webhook)[0] in html


def test_an_address_that_cannot_be_is_told_and_kept_in_the_form(as_alice):
    response = as_alice.post("/profile/webhooks/", {"url": "https://10.0.0.1/hook"})

    assert response.status_code == 400
    assert "not on the public internet" in response.text
    assert 'value="https://10.0.0.1/hook"' in response.text


def test_where_they_are_switched_off_the_page_says_so(as_alice, settings):
    settings.WEBHOOKS = False

    response = as_alice.post("/profile/webhooks/", {"url": HOOK})

    assert "has switched webhooks off" in response.text
    assert not Webhook.objects.exists()


def test_the_buttons_of_a_webhook_do_what_they_say(as_alice, webhook):
    path = f"/profile/webhooks/{webhook.pk}/"
    before = webhook_signing.secrets_of(webhook)[0]

    as_alice.post(f"{path}switch/")
    as_alice.post(f"{path}secret/")
    as_alice.post(f"{path}try/")

    webhook.refresh_from_db()
    delivery = WebhookDelivery.objects.get()
    assert webhook.is_on is False
    assert webhook_signing.secrets_of(webhook)[0] != before
    assert delivery.event == "webhook.test"

    WebhookDelivery.objects.update(state="given_up", note="silent", attempts=1)
    log = as_alice.get(f"{path}log/").text
    as_alice.post(f"{path}{delivery.pk}/repeat/")

    assert "did not answer in time" in log
    assert "hx-get" not in log
    assert WebhookDelivery.objects.get().state == "waiting"
    assert "hx-get" in as_alice.get(f"{path}log/").text

    as_alice.post(f"{path}delete/")
    assert not Webhook.objects.exists()


def test_tests_cannot_be_sent_without_end(as_alice, webhook, monkeypatch):
    from studio import program_views

    monkeypatch.setattr(program_views, "TESTS_PER_MINUTE", 1)

    for _ in range(3):
        as_alice.post(f"/profile/webhooks/{webhook.pk}/try/")

    assert WebhookDelivery.objects.count() == 1


@pytest.mark.parametrize("act", ["switch", "delete", "secret", "try"])
def test_webhooks_of_others_are_as_if_they_were_not(client, bob, webhook, act):
    client.force_login(bob)

    assert client.post(f"/profile/webhooks/{webhook.pk}/{act}/").status_code == 404
    assert client.get(f"/profile/webhooks/{webhook.pk}/log/").status_code == 404


def test_every_reason_and_event_has_words():
    from studio import program_views

    codes = {"bad_url", "not_https", "port_not_allowed", "address_not_allowed", "host_unknown"}
    assert {*codes, "silent", "unreachable", "gone", "failing"} <= set(program_views.REASONS)
    assert set(program_views.EVENTS) == {*Webhook.Event.values, WebhookDelivery.TEST}
    assert set(program_views.STATES) == set(WebhookDelivery.State.values)
    assert Webhook._meta.get_field("url").max_length == outgoing.MAX_URL


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
                " (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
            ),
            "Safari on iPhone",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/142.0.0.0 Mobile Safari/537.36"
            ),
            "Chrome on Android",
        ),
        ("curl/8.5.0", "curl"),
        ("", "Unknown browser or program"),
    ],
    ids=["firefox", "edge", "safari", "chrome", "curl", "nothing"],
)
def test_browsers_are_called_as_people_do(agent, words):
    assert described(agent) == words
