"""People's own programs are told when a job ends: which, and of what."""

import json
import logging
import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User
from media_jobs import events, links, outgoing, webhook_actors
from media_jobs.models import MediaJob, Webhook, WebhookDelivery
from media_jobs.refusals import ServiceError, refuse

logger = logging.getLogger(__name__)

MAX_WEBHOOKS: Final = 10  # of one person
KEPT: Final = timedelta(days=30)  # how long it is known what was told
# A worker that was killed right after a job may not have noted it; older ends are no news.
NEWS: Final = timedelta(hours=1)
EVENTS: Final[Mapping[str, Webhook.Event]] = {
    MediaJob.State.SUCCEEDED: Webhook.Event.SUCCEEDED,
    MediaJob.State.FAILED: Webhook.Event.FAILED,
    MediaJob.State.CANCELLED: Webhook.Event.CANCELLED,
}
TOLD: Final = (
    "id",
    "video",
    "title",
    "kind",
    "state",
    "attempt",
    "error",
    "created_at",
    "started_at",
    "finished_at",
)

_WHY: Final[Mapping[str, str]] = {
    "bad_url": "This is no address of a web server.",
    "not_https": "The address must begin with https://.",
    "port_not_allowed": "Webhooks go to port 443 or 80, or one from 1024 on.",
    "address_not_allowed": "This address is not on the public internet.",
}


def create(owner: User, *, url: str, chosen: Iterable[str]) -> Webhook:
    """Set up a webhook.

    Raises:
        ServiceError: ``webhooks_off``, ``too_many_webhooks`` or ``bad_webhook_url``.
    """
    if not settings.WEBHOOKS:
        raise ServiceError("webhooks_off", "Webhooks are switched off on this site.")
    _check_url(url)
    if Webhook.objects.filter(owner=owner).count() >= MAX_WEBHOOKS:
        raise ServiceError("too_many_webhooks", f"An account has at most {MAX_WEBHOOKS} webhooks.")
    return Webhook.objects.create(owner=owner, url=url, events=_ordered(chosen))


def change(webhook: Webhook, changes: Mapping[str, Any]) -> None:
    """Change ``url``, ``events`` or ``is_on``; switching it on forgets earlier failures.

    Raises:
        ServiceError: ``bad_webhook_url``.
    """
    values = dict(changes)
    if "url" in values:
        _check_url(values["url"])
    if "events" in values:
        values["events"] = _ordered(values["events"])
    if "is_on" in values:
        values |= {"off_note": "", "n_failed": 0}
    if values:
        Webhook.objects.filter(pk=webhook.pk).update(**values)
        webhook.refresh_from_db()


def _check_url(url: str) -> None:
    try:
        outgoing.target_of(url, settings.WEBHOOKS_PRIVATE)
    except outgoing.NotDeliveredError as exc:
        raise refuse("url", "bad_webhook_url", _WHY[exc.code]) from None


def _ordered(chosen: Iterable[str]) -> list[str]:
    wanted = set(chosen)
    return [event for event in Webhook.Event.values if event in wanted]


def rotate_secret(webhook: Webhook) -> None:
    """Make a new secret; for a day every message is signed with the one before as well."""
    Webhook.objects.filter(pk=webhook.pk).update(
        secret_version=models.F("secret_version") + 1, rotated_at=timezone.now()
    )
    webhook.refresh_from_db()


def job_ended(job_id: uuid.UUID) -> None:
    """Note that programs are to be told how a job ended; never fails the job."""
    try:
        if settings.WEBHOOKS:
            job = MediaJob.objects.select_related("video__file", "video__poster")
            _note(job.get(pk=job_id))
    except MediaJob.DoesNotExist:
        return  # deleted meanwhile
    except Exception:
        logger.exception("no webhook about job %s", job_id)


def _note(job: MediaJob) -> None:
    event = EVENTS.get(job.state)
    if event is None or not job.makes_video:
        return
    wanted = [
        webhook
        for webhook in Webhook.objects.filter(owner_id=job.owner_id, is_on=True)
        if event in webhook.events and webhook.created_at <= (job.finished_at or timezone.now())
    ]
    if not wanted:
        return
    body = _body(event, told_of(job))
    moment = int((job.finished_at or timezone.now()).timestamp() * 1000)  # a job may end again
    for webhook in wanted:
        _put_in(webhook, event, body, key=f"{webhook.pk}:{event}:{job.pk}:{moment}")


def told_of(job: MediaJob) -> dict[str, Any]:
    """What a message says about a job: its state as the API tells it, with whole addresses."""
    state: Mapping[str, Any] = events.snapshot(job, {})
    result = state["result"]
    if result is not None:
        result = {name: _whole(name, value) for name, value in result.items()}
    return {name: state[name] for name in TOLD} | {"result": result}


def _whole(name: str, value: Any) -> Any:
    is_path = name.endswith("_url") and isinstance(value, str) and value.startswith("/")
    return links.absolute(value) if is_path else value


def _body(event: str, told: Mapping[str, Any]) -> str:
    message = {"type": event, "timestamp": timezone.now().isoformat(), "data": told}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _put_in(webhook: Webhook, event: str, body: str, *, key: str) -> WebhookDelivery | None:
    delivery = WebhookDelivery(webhook=webhook, event=event, body=body, key=key)
    try:
        with transaction.atomic():
            delivery.save(force_insert=True)
    except IntegrityError:
        return None  # noted already
    webhook_actors.post(delivery)
    return delivery


def send_test(webhook: Webhook) -> WebhookDelivery:
    """Send a message that tells nothing, once, whether the webhook is on or off."""
    told = {"message": "This is a test.", "webhook": str(webhook.pk)}
    event = WebhookDelivery.TEST
    key = f"{webhook.pk}:{event}:{uuid.uuid4()}"
    delivery = _put_in(webhook, event, _body(event, told), key=key)
    if delivery is None:
        raise ServiceError("busy", "Try again.")
    return delivery


def send_again(delivery: WebhookDelivery) -> bool:
    """Try a message from the beginning that has arrived or was given up.

    Returns:
        ``False`` when it is under way.
    """
    states = (WebhookDelivery.State.SENT, WebhookDelivery.State.GIVEN_UP)
    again = WebhookDelivery.objects.filter(pk=delivery.pk, state__in=states).update(
        state=WebhookDelivery.State.WAITING,
        note="",
        attempts=0,
        status_code=None,
        next_try_at=timezone.now(),
        ended_at=None,
    )
    if again:
        delivery.refresh_from_db()
        webhook_actors.post(delivery)
    return bool(again)


def catch_up() -> None:
    """Note ends of jobs that were not noted because the worker ended in between."""
    owners = Webhook.objects.filter(is_on=True).values_list("owner_id", flat=True)
    if not settings.WEBHOOKS or not owners:
        return
    since = timezone.now() - NEWS
    ended = MediaJob.objects.filter(
        state__in=list(EVENTS), finished_at__gte=since, owner_id__in=list(owners)
    )
    for job_id in ended.values_list("pk", flat=True):
        job_ended(job_id)


def resume() -> None:
    """Send what is due though no message says so, and settle what a worker left unsettled."""
    WebhookDelivery.objects.abandoned().update(
        state=WebhookDelivery.State.WAITING, note="interrupted", next_try_at=timezone.now()
    )
    late = timezone.now() - timedelta(seconds=10)  # the message of the others is on its way
    due = WebhookDelivery.objects.due().filter(next_try_at__lt=late)
    for delivery_id in due.values_list("pk", flat=True):
        webhook_actors.send_webhook.send(str(delivery_id))


def purge() -> None:
    """Forget what was told long ago."""
    WebhookDelivery.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(
        state__in=(WebhookDelivery.State.WAITING, WebhookDelivery.State.SENDING)
    ).delete()
