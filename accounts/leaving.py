"""Leaving: an account that goes after some days, unless its person comes back.

Nothing is deleted before the days of grace are over. Then apps above clear away what they know of
(``ACCOUNTS_LEAVING_STEPS``), every file goes, and every row that belongs to the person
(``belongings``). What is interrupted is taken up again by the next round.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import audit, belongings, letters, sessions, site_links
from accounts.models import User
from accounts.time_zones import zone_of

logger = logging.getLogger(__name__)

Step = Callable[[User], bool]  # of an app above; False: not yet, ask again


class OwnerStaysError(Exception):
    """The owner of the site cannot leave before somebody else owns it."""


def ask(person: User, *, request: HttpRequest | None = None) -> datetime:
    """Let an account go after the days of grace; signs its person out everywhere.

    Returns:
        When it goes; the same as before if that was asked already.

    Raises:
        OwnerStaysError: the site would have no owner.
    """
    _refuse_owner(person)
    when = timezone.now() + timedelta(days=settings.ACCOUNT_GRACE_DAYS)
    if User.objects.filter(pk=person.pk, leaves_at__isnull=True).update(leaves_at=when):
        changes = {"leaves_at": [None, when.isoformat()]}
        audit.record(person, "account.leaving", person, changes, request=request)
        sessions.end_all(person)
        _tell(person, when)
    person.refresh_from_db(fields=["leaves_at"])  # some databases count milliseconds
    return person.leaves_at or when


def _refuse_owner(person: User) -> None:
    if User.objects.filter(pk=person.pk, is_owner=True).exists():
        raise OwnerStaysError


def _tell(person: User, when: datetime) -> None:
    with timezone.override(zone_of(person)):
        context = {
            "person": person,
            "when": timezone.localtime(when),
            "go_url": site_links.absolute(reverse("accounts:come-back")),
        }
        letters.send(person.email, "leaving", context)


def come_back(person: User, *, request: HttpRequest | None = None) -> bool:
    """Keep an account that was to go.

    Returns:
        ``False`` when it is too late, or nobody wanted it to go.
    """
    staying = User.objects.filter(pk=person.pk, is_active=True, leaves_at__isnull=False)
    if not staying.update(leaves_at=None):
        return False
    before, person.leaves_at = person.leaves_at, None
    changes = {"leaves_at": [before and before.isoformat(), None]}
    audit.record(person, "account.came_back", person, changes, request=request)
    return True


def delete_now(person: User, *, actor: User | None, request: HttpRequest | None = None) -> bool:
    """Delete an account without grace, as an administrator may.

    Returns:
        ``False`` when something of it was under way: it is shut now, and goes within a minute.

    Raises:
        OwnerStaysError: the site would have no owner.
    """
    _refuse_owner(person)
    User.objects.filter(pk=person.pk).update(leaves_at=timezone.now())
    sessions.end_all(person)
    audit.record(actor, "account.deletion_ordered", person, request=request)
    return _finish(person)


def delete_due() -> int:
    """Delete the accounts whose days of grace are over.

    Returns:
        How many went.
    """
    n_gone = 0
    for person in User.objects.filter(leaves_at__lte=timezone.now(), is_owner=False):
        try:
            n_gone += _finish(person)
        except Exception:  # one that cannot go must not keep the others
            logger.exception("account %s could not be deleted; it will be tried again", person.pk)
    return n_gone


def _finish(person: User) -> bool:
    """Shut an account whose time has come, and delete it once nothing of it is under way."""
    due = User.objects.filter(pk=person.pk, leaves_at__lte=timezone.now(), is_owner=False)
    if not due.update(is_active=False):
        return False  # came back, or owns the site, since somebody looked
    steps: list[Step] = [import_string(name) for name in settings.ACCOUNTS_LEAVING_STEPS]
    if not all(step(person) for step in steps):
        return False
    # Files first: what is interrupted then finds its rows, and with them what is left.
    for file in belongings.files_of(person):
        file.storage.delete(file.name or "")
    _forget_sessions(person)
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).delete()
    audit.record(None, "account.deleted", person)
    User.objects.filter(pk=person.pk).delete()
    logger.info("account %s was deleted", person.pk)
    return True


def _forget_sessions(person: User) -> None:
    """Delete the rows of sessions that name a person; they are ended already."""
    engine = import_module(settings.SESSION_ENGINE)
    if not issubclass(engine.SessionStore, SessionStore):
        return  # kept outside the database, where they expire
    rows = engine.SessionStore.get_model_class().objects.all()
    for row in rows.iterator():
        if row.get_decoded().get("_auth_user_id") == str(person.pk):
            row.delete()
