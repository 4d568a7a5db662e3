"""Tests for webhooks: who is told, how it is signed, what happens when it does not arrive."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from media_jobs import actors, outgoing, services, webhook_actors, webhook_signing, webhooks
from media_jobs.models import MediaJob, Webhook, WebhookDelivery
from tests.media_jobs import hook_server

API = "/api/v1/webhooks/"


@pytest.fixture
def hook(settings):
    settings.WEBHOOKS_PRIVATE = outgoing.networks_of(["127.0.0.0/8"])
    with hook_server.running() as server:
        yield server


@pytest.fixture
def webhook(alice, hook):
    return webhooks.create(alice, url=hook.url(), chosen=Webhook.Event.values)


@pytest.fixture
def make_ended(make_job):
    """Makes a job that has ended."""

    def make(state="succeeded", **facts) -> MediaJob:
        job = make_job()
        facts = {"state": state, "finished_at": timezone.now(), "attempt": 1, **facts}
        MediaJob.objects.filter(pk=job.pk).update(**facts)
        job.refresh_from_db()
        return job

    return make


def tell(job) -> WebhookDelivery | None:
    """Note the end of a job and send what is due, as worker and queue do."""
    webhooks.job_ended(job.pk)
    delivery = WebhookDelivery.objects.first()
    if delivery:
        again(delivery)
    return delivery


def again(delivery) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk, state="waiting").update(
        next_try_at=timezone.now()
    )
    webhook_actors.deliver(delivery.pk)
    delivery.refresh_from_db()


def post(client, path="", data=None):
    return client.post(f"{API}{path}", data or {}, content_type="application/json")


def is_signed_with(secret: str, headers, body: bytes) -> bool:
    """Checks as receivers do, after the specification of Standard Webhooks."""
    content = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split()


@pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled"])
def test_the_end_of_a_job_is_told(webhook, hook, make_ended, state):
    job = make_ended(state, error_code="no_face" if state == "failed" else "")

    delivery = tell(job)

    message = json.loads(hook.received[0][2])
    assert delivery.state == "sent"
    assert message["type"] == f"job.{state}"
    assert message["data"]["id"] == str(job.pk)
    assert message["data"]["video"] == str(job.video_id)
    assert (message["data"]["error"] or {}).get("code", "") == job.error_code


def test_addresses_in_a_message_are_whole(webhook, hook, make_finished, settings):
    settings.SITE_URL = "https://studio.example.org"
    video = make_finished()

    tell(video.jobs.get())

    result = json.loads(hook.received[0][2])["data"]["result"]
    assert result["download_url"].startswith("https://studio.example.org/media/")
    assert result["page_url"].startswith("https://studio.example.org/videos/")


def test_a_message_is_signed_for_this_moment(webhook, hook, make_ended):
    tell(make_ended())

    _, headers, body = hook.received[0]
    secret = webhook_signing.secrets_of(webhook)[0]
    assert is_signed_with(secret, headers, body)
    assert not is_signed_with(secret, headers, body + b" ")
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 30


def test_for_a_day_the_secret_before_signs_as_well(webhook, hook, make_ended):
    before = webhook_signing.secrets_of(webhook)[0]
    webhooks.rotate_secret(webhook)
    tell(make_ended())
    Webhook.objects.update(rotated_at=timezone.now() - timedelta(hours=25))
    tell(make_ended())

    first, second = hook.received
    after = webhook_signing.secrets_of(Webhook.objects.get())
    assert is_signed_with(before, *first[1:])
    assert not is_signed_with(before, *second[1:])
    assert len(after) == 1
    assert is_signed_with(after[0], *first[1:])
    assert is_signed_with(after[0], *second[1:])


def test_two_webhooks_have_two_secrets(alice, webhook, hook):
    other = webhooks.create(alice, url=hook.url(), chosen=["job.failed"])

    assert webhook_signing.secrets_of(other) != webhook_signing.secrets_of(webhook)


def test_an_end_is_told_once_and_another_end_again(webhook, hook, make_ended):
    job = make_ended("failed")
    for _ in range(2):
        webhooks.job_ended(job.pk)
    MediaJob.objects.update(finished_at=timezone.now() + timedelta(seconds=1))
    webhooks.job_ended(job.pk)

    assert WebhookDelivery.objects.count() == 2


@pytest.mark.parametrize("why", ["other event", "off", "somebody else", "newer", "switched off"])
def test_who_did_not_ask_is_not_told(webhook, hook, make_ended, *, bob, settings, why):
    rows = Webhook.objects.all()
    if why == "other event":
        rows.update(events=["job.failed"])
    elif why == "off":
        rows.update(is_on=False)
    elif why == "somebody else":
        rows.update(owner=bob)
    elif why == "newer":
        rows.update(created_at=timezone.now() + timedelta(minutes=1))
    else:
        settings.WEBHOOKS = False

    assert tell(make_ended()) is None
    assert hook.received == []


def test_what_is_switched_off_or_suspended_meanwhile_is_not_sent(webhook, hook, make_ended, alice):
    job = make_ended()
    webhooks.job_ended(job.pk)
    type(alice).objects.filter(pk=alice.pk).update(is_active=False)

    again(delivery := WebhookDelivery.objects.get())

    assert (delivery.state, delivery.note) == ("skipped", "webhook_off")
    assert hook.received == []


def test_what_did_not_arrive_is_tried_again_and_later_each_time(webhook, hook, make_ended):
    hook.status = 500

    delivery = tell(make_ended())
    first = delivery.next_try_at - timezone.now()
    again(delivery)
    second = delivery.next_try_at - timezone.now()
    hook.status = 200
    again(delivery)

    assert timedelta(seconds=5) < first < second
    assert (delivery.state, delivery.attempts, delivery.status_code) == ("sent", 3, 200)
    bodies = {body for _, _, body in hook.received}
    names = {headers["webhook-id"] for _, headers, _ in hook.received}
    assert (len(bodies), len(names)) == (1, 1)


def test_it_is_given_up_at_last_and_the_webhook_goes_off(webhook, hook, make_ended, monkeypatch):
    monkeypatch.setattr(webhook_actors, "PAUSES", (1,))
    monkeypatch.setattr(webhook_actors, "MAX_FAILED", 2)
    hook.status = 503
    for _ in range(2):
        delivery = tell(make_ended())
        again(delivery)

    webhook.refresh_from_db()
    assert (delivery.state, delivery.note) == ("given_up", "refused")
    assert (webhook.is_on, webhook.off_note) == (False, "failing")


def test_an_arrival_forgets_failures_before(webhook, hook, make_ended):
    Webhook.objects.update(n_failed=4)

    tell(make_ended())

    webhook.refresh_from_db()
    assert webhook.n_failed == 0


def test_who_answers_gone_is_told_nothing_more(webhook, hook, make_ended):
    hook.status = 410

    delivery = tell(make_ended())

    webhook.refresh_from_db()
    assert (delivery.state, delivery.note) == ("given_up", "gone")
    assert (webhook.is_on, webhook.off_note) == (False, "gone")


def test_a_redirect_is_not_followed(webhook, hook, make_ended):
    hook.status = 307

    delivery = tell(make_ended())

    assert (delivery.state, delivery.note) == ("waiting", "redirected")
    assert len(hook.received) == 1


def test_an_address_that_became_private_is_not_reached(webhook, hook, make_ended, settings):
    settings.WEBHOOKS_PRIVATE = ()
    Webhook.objects.update(url="https://localhost/hook")

    delivery = tell(make_ended())

    assert (delivery.state, delivery.note) == ("given_up", "address_not_allowed")
    assert hook.received == []


def test_a_job_does_not_fail_with_its_webhook(webhook, make_ended, monkeypatch):
    monkeypatch.setattr(webhooks, "told_of", lambda _: 1 / 0)

    webhooks.job_ended(make_ended().pk)

    assert not WebhookDelivery.objects.exists()


def test_a_worker_tells_it(webhook, hook, make_job, fake_rendering):
    make_job()

    actors.run_next_job()

    assert WebhookDelivery.objects.get().event == "job.succeeded"


def test_cancelling_what_waits_is_told(webhook, make_job):
    services.cancel_job(make_job())

    assert WebhookDelivery.objects.get().event == "job.cancelled"


def test_what_nobody_noted_is_noted_later(webhook, make_ended):
    make_ended()
    old = make_ended()
    MediaJob.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(hours=2))

    webhooks.catch_up()

    assert WebhookDelivery.objects.count() == 1


def test_what_a_worker_left_is_sent_again(webhook, hook, make_ended):
    webhooks.job_ended(make_ended().pk)
    long_ago = timezone.now() - timedelta(hours=1)
    WebhookDelivery.objects.update(state="sending", claimed_at=long_ago)

    webhooks.resume()

    assert WebhookDelivery.objects.get().state == "waiting"


def test_old_messages_are_forgotten_unless_they_wait(webhook, make_ended):
    for state in ("sent", "waiting"):
        webhooks.job_ended(make_ended().pk)
        WebhookDelivery.objects.filter(created_at__gt=timezone.now() - timedelta(days=1)).update(
            state=state, created_at=timezone.now() - timedelta(days=31)
        )

    webhooks.purge()

    assert [row.state for row in WebhookDelivery.objects.all()] == ["waiting"]


def test_the_api_makes_changes_and_deletes_it(as_alice, hook):
    made = post(as_alice, data={"url": hook.url(), "events": ["job.failed"]})
    path = f"{API}{made.json()['id']}/"
    changed = as_alice.patch(path, {"is_on": False}, content_type="application/json")
    listed = as_alice.get(API).json()["results"]
    gone = as_alice.delete(path)

    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert made["Cache-Control"] == "no-store"
    assert changed.json()["is_on"] is False
    assert [one["events"] for one in listed] == [["job.failed"]]
    assert "secret" not in listed[0]
    assert gone.status_code == 204
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("url", "detail"),
    [("http://example.org/", "https"), ("https://10.0.0.1/", "public"), ("https://x:22/", "port")],
)
def test_a_wrong_address_is_refused_and_why(as_alice, url, detail):
    response = post(as_alice, data={"url": url})

    assert (response.status_code, response.json()["code"]) == (400, "bad_webhook_url")
    assert detail in response.json()["fields"]["url"][0]


def test_there_are_only_so_many(as_alice, hook, webhook, monkeypatch):
    monkeypatch.setattr(webhooks, "MAX_WEBHOOKS", 1)

    response = post(as_alice, data={"url": hook.url()})

    assert (response.status_code, response.json()["code"]) == (409, "too_many_webhooks")


def test_the_settings_can_switch_them_off(as_alice, hook, settings):
    settings.WEBHOOKS = False

    assert post(as_alice, data={"url": hook.url()}).json()["code"] == "webhooks_off"


def test_a_test_is_sent_once_even_to_one_that_is_off(as_alice, webhook, hook):
    Webhook.objects.update(is_on=False)
    hook.status = 500

    response = post(as_alice, f"{webhook.pk}/test/")
    again(delivery := WebhookDelivery.objects.get())

    assert response.status_code == 202
    assert json.loads(hook.received[0][2])["type"] == "webhook.test"
    assert (delivery.state, delivery.note) == ("given_up", "refused")


def test_a_message_can_be_sent_once_more(as_alice, webhook, hook, make_ended):
    delivery = tell(make_ended())
    path = f"{webhook.pk}/deliveries/{delivery.pk}/"

    response = post(as_alice, path)
    busy = post(as_alice, path)
    again(delivery)

    assert (response.status_code, busy.status_code) == (202, 409)
    assert len(hook.received) == 2
    listed = as_alice.get(f"{API}{webhook.pk}/deliveries/").json()
    assert [(one["state"], one["status_code"]) for one in listed] == [("sent", 204)]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("patch", ""),
        ("delete", ""),
        ("post", "secret/"),
        ("post", "test/"),
        ("get", "deliveries/"),
        ("post", "deliveries/{delivery}/"),
    ],
)
def test_webhooks_of_others_are_as_if_they_were_not(
    client, bob, webhook, *, make_ended, method, path
):
    delivery = tell(make_ended())
    path = f"{API}{webhook.pk}/{path.format(delivery=delivery.pk)}"
    stranger = getattr(client, method)(path)
    client.force_login(bob)

    response = getattr(client, method)(path)

    assert stranger.status_code == 401
    assert response.status_code == 404
    assert Webhook.objects.filter(pk=webhook.pk, secret_version=1).exists()
