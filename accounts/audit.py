"""Writing to the audit log."""

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django.db import models
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import AuditEvent, User

NAME_LENGTH: Final = 254  # characters that the log keeps of a name


def record(
    actor: object,
    action: str,
    target: models.Model,
    changes: Mapping[str, Any] | None = None,
    *,
    request: HttpRequest | None = None,
) -> AuditEvent:
    """Write down what somebody did.

    Args:
        actor: who; anything but a ``User`` counts as the system or a visitor.
        action: what, as ``object.verb``: "avatar.approved".
        target: what it was done to; may be about to be deleted, but must have its key.
        changes: what became different, {field: [before, after]}, and other facts by name; values
            that JSON knows. Never passwords, tokens or texts of people.
        request: by which it was done; a hash of its address is kept.
    """
    person = actor if isinstance(actor, User) else None
    return AuditEvent.objects.create(
        actor=person,
        actor_name=person.email if person else "",
        action=action,
        object_type=target._meta.model_name or "",
        object_id=str(target.pk),
        object_name=str(target)[:NAME_LENGTH],
        changes=dict(changes or {}),
        address=visitor(request) if request else "",
    )


def visitor(request: HttpRequest) -> str:
    """A short name for the address that a request comes from; proxies of ours are looked through.

    Not the address itself, so that no list of visitors comes about; keyed with the site's secret,
    so that trying all addresses tells nothing.
    """
    address = get_adapter(request).get_client_ip(request)
    return salted_hmac("accounts.visitor", str(address), algorithm="sha256").hexdigest()[:24]
