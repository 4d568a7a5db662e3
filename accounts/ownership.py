"""Handing the site over: there is always one owner, and never two."""

from django.http import HttpRequest
from django.urls import reverse

from accounts import audit, letters, site_links
from accounts.models import User


class NotHandedOverError(Exception):
    """The site keeps its owner."""


def heirs(owner: User) -> list[User]:
    """Who could own the site: those who may use the admin already, by address."""
    able = User.objects.filter(is_active=True, is_staff=True, leaves_at__isnull=True)
    return [*able.exclude(pk=owner.pk).order_by("email")]


def hand_over(owner: User, heir: User, *, request: HttpRequest | None = None) -> None:
    """Make somebody else the owner; the old one keeps the admin.

    Raises:
        NotHandedOverError: the one does not own the site, or the other cannot.
    """
    if not any(each.pk == heir.pk for each in heirs(owner)):
        raise NotHandedOverError
    if not User.objects.filter(pk=owner.pk, is_owner=True).update(is_owner=False):
        raise NotHandedOverError
    able = User.objects.filter(pk=heir.pk, is_active=True, leaves_at__isnull=True)
    if not able.update(is_owner=True, is_superuser=True):
        User.objects.filter(pk=owner.pk).update(is_owner=True)
        raise NotHandedOverError
    owner.is_owner, heir.is_owner = False, True
    changes = {"owner": [owner.email, heir.email]}
    audit.record(owner, "site.handed_over", heir, changes, request=request)
    context = {"owner": owner, "go_url": site_links.absolute(reverse("studio:studio"))}
    letters.send(heir.email, "handed_over", context)
