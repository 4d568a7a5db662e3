"""E-mails that tell somebody of a decision: plain words and the same with our letterhead."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send(to: str, name: str, context: Mapping[str, Any]) -> None:
    """Put an e-mail into the mailbox.

    Args:
        to: its reader's address.
        name: of the templates ``mail/<name>.txt``, whose first line is the subject, and
            ``mail/<name>.html``.
        context: what they need.
    """
    values = {**context, "site_name": settings.SITE_NAME}
    first, _, text = render_to_string(f"mail/{name}.txt", values).partition("\n")
    subject = " ".join(first.split())
    message = EmailMultiAlternatives(subject, f"{text.strip()}\n", to=[to])
    html = render_to_string(f"mail/{name}.html", {**values, "subject": subject})
    message.attach_alternative(html, "text/html")
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.send()
