"""Settings of tokens for programs."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from avatarsite import env


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
