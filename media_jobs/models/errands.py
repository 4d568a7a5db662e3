"""Short work apart from videos: transcripts, scripts, voices to fetch.

As with ``MediaJob`` every change of state is a conditional update, so that two workers, or a
worker and a person, never both win.
"""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar, Final, Generic, Self, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

LEASE: Final = timedelta(seconds=60)  # silence after which a worker counts as dead
CLAIM_CANDIDATES: Final = 8  # workers that may grab the same errand at once before one gives up
MAX_CRASHES: Final = 2  # an errand that ended its process so often is the likely cause

ErrandType = TypeVar("ErrandType", bound="Errand")


class ErrandQuerySet(models.QuerySet[ErrandType], Generic[ErrandType]):
    """A queue of one kind of errand."""

    def unfinished(self) -> Self:
        """Those that wait or run."""
        return self.filter(state__in=(Errand.State.QUEUED, Errand.State.RUNNING))

    def claim_next(self) -> ErrandType | None:
        """Take the one that waits longest; ``None`` when none waits."""
        waiting = self.filter(state=Errand.State.QUEUED).order_by("queued_at")
        for row_id in waiting.values_list("pk", flat=True)[:CLAIM_CANDIDATES]:
            taken = self.filter(pk=row_id, state=Errand.State.QUEUED).update(
                state=Errand.State.RUNNING,
                heartbeat_at=timezone.now(),
                attempt=models.F("attempt") + 1,
                progress=0.0,
            )
            if taken:
                return self.filter(pk=row_id).first()
        return None

    def requeue_orphans(self, *, all_running: bool) -> int:
        """Put back those whose worker is gone, unless they keep ending their workers.

        Args:
            all_running: every running one counts, as at the start of the only worker; else those
                whose worker stopped reporting.

        Returns:
            How many wait.
        """
        orphans = self.filter(state=Errand.State.RUNNING)
        if not all_running:
            orphans = orphans.filter(heartbeat_at__lt=timezone.now() - LEASE)
        orphans.filter(crashes__gte=MAX_CRASHES).update(
            state=Errand.State.FAILED, error_code="render_process_died"
        )
        orphans.update(state=Errand.State.QUEUED, progress=0.0, crashes=models.F("crashes") + 1)
        return self.filter(state=Errand.State.QUEUED).count()


class Errand(models.Model):
    """Something to be done in the background for one person.

    Attributes:
        progress: share that is done, within [0, 1].
        attempt: counts claims and fences off a worker that lost its lease.
        crashes: attempts that ended without an answer.
        heartbeat_at: when the worker last reported.
        error_code: stable name of the failure, translated for display.
        error_facts: what the message needs beside the code.
    """

    class State(models.TextChoices):
        """Where it stands; the words of jobs."""

        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    progress = models.FloatField(default=0.0)
    attempt = models.PositiveIntegerField(default=0)
    crashes = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error_facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    queued_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A base of tables, none itself."""

        abstract = True

    BLANK: ClassVar[Mapping[str, Any]] = {
        "state": State.QUEUED,
        "progress": 0.0,
        "crashes": 0,
        "error_code": "",
        "error_facts": {},
    }

    @property
    def error(self) -> dict[str, Any] | None:
        """Why it failed, as the API says it."""
        return {"code": self.error_code, "facts": self.error_facts} if self.error_code else None

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state not in (self.State.QUEUED, self.State.RUNNING)

    def _row(self) -> models.QuerySet[Self]:
        rows: models.QuerySet[Self] = type(self)._default_manager.filter(pk=self.pk)  # noqa: SLF001 (documented)
        return rows

    def _held(self) -> models.QuerySet[Self]:
        """This row, as long as this claim of it stands."""
        return self._row().filter(attempt=self.attempt, state=self.State.RUNNING)

    def _save(self, rows: models.QuerySet[Self], changes: Mapping[str, Any]) -> bool:
        changed = rows.update(**{"updated_at": timezone.now(), **changes})
        with suppress(ObjectDoesNotExist):  # deleted while it was worked on
            self.refresh_from_db()
        return bool(changed)

    def queue(self, **changes: Any) -> bool:
        """Have it done, again if need be.

        Args:
            **changes: of other fields.

        Returns:
            ``False`` when it waits or runs already; nothing was changed then.
        """
        finished = self._row().exclude(state__in=(self.State.QUEUED, self.State.RUNNING))
        return self._save(finished, {**self.BLANK, "queued_at": timezone.now(), **changes})

    def cancel(self) -> bool:
        """Have it no longer done; a worker notices within a second.

        Returns:
            ``False`` when it has ended already.
        """
        rows = self._row().filter(state__in=(self.State.QUEUED, self.State.RUNNING))
        return self._save(rows, {"state": self.State.CANCELLED})

    def settle(self, **changes: Any) -> None:
        """Count it as done with what a person entered; whoever works on it finds nobody waiting."""
        done = {**self.BLANK, "state": self.State.SUCCEEDED, "progress": 1.0}
        self._save(self._row(), {**done, **changes})

    def advance(self, progress: float | None = None, **changes: Any) -> bool:
        """Store progress and renew the lease.

        Args:
            progress: share that is done, within [0, 1]; ``None`` leaves it.
            **changes: of other fields.

        Returns:
            ``False`` when the work must stop: nobody wants it, or the lease was lost.
        """
        changes["heartbeat_at"] = timezone.now()
        if progress is not None:
            changes["progress"] = progress
        return bool(self._held().update(**changes))

    def put_back(self, *, crashed: bool) -> bool:
        """Return it to the queue; another attempt starts from the beginning."""
        return bool(
            self._held().update(
                state=self.State.QUEUED,
                progress=0.0,
                crashes=models.F("crashes") + int(crashed),
            )
        )

    def fail(self, code: str, facts: Mapping[str, Any] | None = None) -> bool:
        """End the claimed errand without a result."""
        changes = {"error_code": code, "error_facts": dict(facts or {})}
        return self._save(self._held(), {"state": self.State.FAILED, **changes})

    def keep(self, changes: Mapping[str, Any]) -> bool:
        """Save what has come of the claimed errand so far.

        Returns:
            ``False`` when nobody waits for it any more; nothing was changed then.
        """
        return self._save(self._held(), changes)

    def succeed(self, **result: Any) -> bool:
        """End the claimed errand with what came out.

        Returns:
            ``False`` when nobody waits for it any more; nothing was changed then.
        """
        done = {"state": self.State.SUCCEEDED, "progress": 1.0}
        return self._save(self._held(), {**done, **result})
