"""What pages say about the ways to sign in."""

from typing import Any

from django import template
from django.conf import settings

from accounts import google, sign_up

register = template.Library()


@register.simple_tag(takes_context=True)
def ways_in(context: dict[str, Any]) -> dict[str, Any]:
    """The ways that are open to whoever looks at the page.

    Returns:
        ``google``: whether Google is set up; ``sign_up``: whether this visitor may make an account;
        ``domains``: those that its address must have, none for any; ``has_mail``: whether e-mails
        go out or wait for the owner.
    """
    return {
        "google": google.is_on(),
        "sign_up": sign_up.is_open(context["request"]),
        "domains": settings.SIGN_UP_DOMAINS,
        "has_mail": settings.MAIL_SERVER is not None,
    }
