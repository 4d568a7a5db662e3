"""How a receiver knows that a message comes from here.

Signatures are those of Standard Webhooks (https://www.standardwebhooks.com, version 1). A secret
is made from the key of the row with the site's secret, as the tokens of share links are, so the
database alone signs nothing.
"""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.crypto import salted_hmac

from media_jobs.models import Webhook, WebhookDelivery

SECRET_MARK: Final = "whsec_"  # noqa: S105 (how every secret begins, not one)
OLD_SECRET: Final = timedelta(hours=24)  # how long it goes on after a new one was made


def secrets_of(webhook: Webhook) -> list[str]:
    """What a receiver checks signatures with, the present one first."""
    versions = [webhook.secret_version]
    if webhook.rotated_at and timezone.now() - webhook.rotated_at < OLD_SECRET:
        versions.append(webhook.secret_version - 1)
    return [SECRET_MARK + base64.b64encode(_secret(webhook, each)).decode() for each in versions]


def _secret(webhook: Webhook, version: int) -> bytes:
    value = f"{webhook.pk}:{version}"
    return salted_hmac("media_jobs.webhooks", value, algorithm="sha256").digest()


def signed_headers(webhook: Webhook, delivery: WebhookDelivery) -> dict[str, str]:
    """What proves that a message comes from here, and when it was sent."""
    name = f"msg_{delivery.pk.hex}"
    moment = str(int(timezone.now().timestamp()))
    content = f"{name}.{moment}.{delivery.body}".encode()
    signatures = [_signature(secret, content) for secret in secrets_of(webhook)]
    return {
        "webhook-id": name,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(signatures),
        "Content-Type": "application/json",
        "User-Agent": "AvatarStudio-Webhooks/1",
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_MARK))
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
