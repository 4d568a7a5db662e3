"""People on pages: the round picture, or letters in its place."""

from pathlib import Path

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import plans
from accounts.models import User
from media_jobs import quotas
from studio.templatetags.studio_ui import initials
from studio.usage import low_gauges

register = template.Library()


@register.simple_tag
def person_chip(person: User, extra: str = "") -> SafeString:
    """Picture of a person, their initials where there is none; decoration only."""
    classes = f"chip {extra}".strip()
    if not person.picture:
        letters = initials(person.display_name or person.email)
        return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, letters)
    return format_html(
        '<img class="{}" src="{}" alt="" width="96" height="96">', classes, picture_url(person)
    )


def picture_url(person: User) -> str:
    """Address of somebody's picture; a new picture has a new one."""
    version = Path(person.picture.name or "").stem[:8]
    return f"{reverse('media_jobs:person-picture', args=[person.pk])}?v={version}"


@register.inclusion_tag("components/quota.html")
def quota_notice(person: User) -> dict[str, object]:
    """What little is left of what somebody may use; nothing while there is enough."""
    limits = plans.limits_of(person)
    if not (limits.render_minutes or limits.storage_mb):
        return {}
    used = quotas.usage_of(person)
    return {"gauges": list(low_gauges(used)), "usage": used}
