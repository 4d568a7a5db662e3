"""The actor that tells webhooks: one message, claimed, signed, posted, tried again.

As with e-mails a message is a row first, and whoever claims the row sends it. A video is neither
held up nor failed by any of it.
"""

import logging
import math
import time
import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import dramatiq
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from media_jobs import outgoing
from media_jobs.broker import broker
from media_jobs.models import Webhook, WebhookDelivery
from media_jobs.webhook_signing import signed_headers

logger = logging.getLogger(__name__)

QUEUE: Final = "webhooks"
# Seconds until the next attempt; a message that none of them sends is given up after 27 hours.
PAUSES: Final = (10, 60, 300, 1800, 2 * 3600, 5 * 3600, 20 * 3600)
MARGIN_MS: Final = 100
MAX_FAILED: Final = 5  # messages given up in a row, after which a webhook is switched off


@dramatiq.actor(broker=broker, queue_name=QUEUE)
def send_webhook(delivery_id: str) -> None:
    """Send one message, if it is due and nobody else does."""
    deliver(uuid.UUID(delivery_id))


def post(delivery: WebhookDelivery) -> None:
    """Have a waiting message sent when it is due, once the row is there for the worker to see."""
    seconds = (delivery.next_try_at - timezone.now()).total_seconds()
    # A message that comes too early finds nothing that is due.
    delay = math.ceil(seconds * 1000) + MARGIN_MS if seconds > 0 else None

    def after_commit() -> None:
        send_webhook.send_with_options(args=(str(delivery.pk),), delay=delay)

    transaction.on_commit(after_commit)


def deliver(delivery_id: uuid.UUID) -> None:
    """Claim a message, send it and note what became of it."""
    delivery = WebhookDelivery.objects.claim(delivery_id)
    if delivery is None:
        return
    try:
        _send(delivery)
    except outgoing.NotDeliveredError as exc:
        _put_off_or_give_up(delivery, exc.code, is_passing=exc.is_passing)
    except BaseException:
        delivery.settle(WebhookDelivery.State.GIVEN_UP, note="internal_error")
        raise


def _send(delivery: WebhookDelivery) -> None:
    webhook = Webhook.objects.select_related("owner").get(pk=delivery.webhook_id)
    is_test = delivery.event == WebhookDelivery.TEST
    if not (settings.WEBHOOKS and webhook.owner.is_active and (webhook.is_on or is_test)):
        delivery.settle(WebhookDelivery.State.SKIPPED, note="webhook_off")
        return
    began = time.monotonic()
    status = outgoing.post(
        webhook.url,
        delivery.body.encode(),
        signed_headers(webhook, delivery),
        allowed=settings.WEBHOOKS_PRIVATE,
    )
    delivery.change(status_code=status, duration_ms=int((time.monotonic() - began) * 1000))
    _judge(delivery, status)


def _judge(delivery: WebhookDelivery, status: int) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        delivery.settle(WebhookDelivery.State.SENT)
        Webhook.objects.filter(pk=delivery.webhook_id, n_failed__gt=0).update(n_failed=0)
    elif status == HTTPStatus.GONE:  # Standard Webhooks: the receiver wants no more
        delivery.settle(WebhookDelivery.State.GIVEN_UP, note="gone")
        _switch_off(delivery.webhook_id, "gone")
    elif HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        _put_off_or_give_up(delivery, "redirected", is_passing=True)
    else:
        _put_off_or_give_up(delivery, "refused", is_passing=True)


def _put_off_or_give_up(delivery: WebhookDelivery, note: str, *, is_passing: bool) -> None:
    is_test = delivery.event == WebhookDelivery.TEST
    if is_test or not is_passing or delivery.attempts > len(PAUSES):
        logger.info("webhook message %s is given up: %s", delivery.pk, note)
        delivery.settle(WebhookDelivery.State.GIVEN_UP, note=note)
        if not is_test:
            _count_failure(delivery.webhook_id)
        return
    pause = timedelta(seconds=PAUSES[delivery.attempts - 1])
    if delivery.put_off(timezone.now() + pause, note=note):
        post(delivery)


def _count_failure(webhook_id: uuid.UUID) -> None:
    rows = Webhook.objects.filter(pk=webhook_id)
    rows.update(n_failed=models.F("n_failed") + 1)
    if rows.filter(n_failed__gte=MAX_FAILED).exists():
        _switch_off(webhook_id, "failing")


def _switch_off(webhook_id: uuid.UUID, why: str) -> None:
    Webhook.objects.filter(pk=webhook_id, is_on=True).update(is_on=False, off_note=why)
    logger.warning("webhook %s is switched off: %s", webhook_id, why)
