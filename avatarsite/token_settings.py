"""Settings for programs: tokens they come with, webhooks they are told by."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from avatarsite import env
from media_jobs.outgoing import Network, networks_of


def simple_jwt(secret: str) -> dict[str, Any]:
    """Settings of SimpleJWT.

    Args:
        secret: of the site; tokens are signed with a key made from it, so that what signs them
            opens nothing else.
    """
    days = env.integer("AVATAR_REFRESH_TOKEN_DAYS", 30, minimum=1)
    return {
        "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
        "REFRESH_TOKEN_LIFETIME": timedelta(days=days),
        "ALGORITHM": "HS256",
        "SIGNING_KEY": hmac.new(secret.encode(), b"accounts.tokens", hashlib.sha256).hexdigest(),
        "ISSUER": "avatar-studio",
    }


def private_networks(name: str) -> tuple[Network, ...]:
    """Networks that are not public and may be reached all the same.

    Raises:
        ImproperlyConfigured: one is none.
    """
    try:
        return networks_of(env.items(name))
    except ValueError as exc:
        raise ImproperlyConfigured(f"{name}: {exc}; write 10.0.0.0/8 or 192.168.1.7") from exc


WEBHOOKS = env.flag("AVATAR_WEBHOOKS", default=True)
WEBHOOKS_PRIVATE = private_networks("AVATAR_WEBHOOK_PRIVATE")
