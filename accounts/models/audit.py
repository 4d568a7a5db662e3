"""What people have done that others may have to answer for."""

import uuid
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Events can be added and read."""

    def update(self, **_: Any) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError("events of the audit log cannot be changed")

    def delete(self) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError("events of the audit log cannot be deleted")


class AuditEvent(models.Model):
    """One entry of the log; written once, by ``accounts.audit.record``.

    Attributes:
        at: when it happened.
        actor: who did it; ``None`` for the system, for a visitor, and for an account that is gone.
        actor_name: e-mail address at that time; empty for the system and visitors.
        action: what was done, as ``object.verb``: "avatar.approved", "account.suspended".
        object_type: of what it was done to: "avatar", "video", "user" …
        object_id: its key.
        object_name: its name at that time.
        changes: what became different: {field: [before, after]}, and other facts by name.
        address: hash of the visitor's address; empty where there was no request.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        editable=False,
    )
    actor_name = models.CharField(max_length=254, blank=True, editable=False)
    action = models.CharField(max_length=64, db_index=True, editable=False)
    object_type = models.CharField(max_length=64, editable=False)
    object_id = models.CharField(max_length=64, db_index=True, editable=False)
    object_name = models.CharField(max_length=254, blank=True, editable=False)
    changes = models.JSONField(default=dict, blank=True, editable=False)
    address = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[AuditEventQuerySet] = AuditEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Newest first."""

        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.action} {self.object_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the event.

        Raises:
            TypeError: it is in the log already.
        """
        if not self._state.adding:
            raise TypeError("events of the audit log cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError("events of the audit log cannot be deleted")
