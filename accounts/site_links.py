"""Addresses that work outside of the site: in e-mails, and where something is shared."""

from django.conf import settings


def absolute(path: str) -> str:
    """A path of this site as a full address.

    Never taken from a request: its ``Host`` is what the sender says it is.
    """
    return f"{settings.SITE_URL or f'http://localhost:{settings.SERVE_PORT}'}{path}"
