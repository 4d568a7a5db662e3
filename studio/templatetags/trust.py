"""What pages ask about marks of videos."""

from django import template
from django.conf import settings

from media_jobs.provenance import OPTIONAL

register = template.Library()


@register.simple_tag
def marks_offered() -> dict[str, bool]:
    """Which marks of a video its maker may leave out."""
    is_named = settings.CREDENTIALS and settings.CREDENTIALS_AUTHOR == "account"
    return {"label": settings.LABEL == OPTIONAL, "account": is_named}
