"""Work to be done, and who does it.

State changes are conditional updates: whoever's update matched a row made the change. So two
workers, or a worker and a person, never both win, on any database.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from media_jobs.models.videos import Video

LEASE: Final = timedelta(seconds=60)  # silence after which a worker counts as dead
CLAIM_CANDIDATES: Final = 8  # workers that may grab the same job at once before one gives up


class JobQuerySet(models.QuerySet["MediaJob"]):
    """The queue."""

    def unfinished(self) -> "JobQuerySet":
        """Jobs that wait or run."""
        return self.filter(state__in=(MediaJob.State.QUEUED, MediaJob.State.RUNNING))

    def in_fair_order(self) -> "JobQuerySet":
        """Waiting jobs that may be taken: first of whoever was served least recently, then by age.

        Dubs, which may take hours, wait behind other videos, and measuring a finished video behind
        whatever makes one.
        """
        served = MediaJob.objects.filter(owner=models.OuterRef("owner"), started_at__isnull=False)
        return (
            self.filter(state=MediaJob.State.QUEUED, held_at__isnull=True)
            .annotate(
                owner_served_at=models.Subquery(
                    served.order_by("-started_at").values("started_at")[:1]
                )
            )
            .order_by(
                models.Case(
                    *(models.When(kind=kind, then=rank) for kind, rank in MediaJob.RANKS.items()),
                    default=0,
                ),
                models.F("owner_served_at").asc(nulls_first=True),
                "created_at",
            )
        )

    def claim_next(self) -> "MediaJob | None":
        """Take the job whose turn it is; ``None`` when nothing waits."""
        for job_id in self.in_fair_order().values_list("pk", flat=True)[:CLAIM_CANDIDATES]:
            if job := self.claim(job_id):
                return job
        return None

    def claim(self, job_id: uuid.UUID | str) -> "MediaJob | None":
        """Take a queued job, or one whose worker stopped reporting.

        Returns:
            The job, now running; ``None`` if another worker has it or it is finished.
        """
        now = timezone.now()
        free = models.Q(state=MediaJob.State.QUEUED, held_at__isnull=True) | models.Q(
            state=MediaJob.State.RUNNING, heartbeat_at__lt=now - LEASE
        )
        taken = self.filter(free, pk=job_id).update(
            state=MediaJob.State.RUNNING,
            started_at=now,
            heartbeat_at=now,
            attempt=models.F("attempt") + 1,
            stage="",
            progress=0.0,
        )
        return self.get(pk=job_id) if taken else None

    def stalled(self) -> "JobQuerySet":
        """Running jobs whose worker stopped reporting."""
        return self.filter(state=MediaJob.State.RUNNING, heartbeat_at__lt=timezone.now() - LEASE)


class MediaJob(models.Model):
    """Work to be done for a video.

    Attributes:
        spec: what ``pipeline_factory`` needs, frozen when the job was made.
        stage: what the pipeline is busy with, a name of ``inference.progress.Stage``.
        progress: share of the whole, within [0, 1].
        seconds_left: estimate; ``None`` when not known.
        attempt: counts claims and fences off a worker that lost its lease.
        crashes: attempts that ended without an answer.
        heartbeat_at: when the worker last reported.
        held_at: since when it waits for somebody to allow it; ``None`` where nobody need.
        error_code: stable name of the failure, translated for display.
        error_facts: what the message needs beside the code.
        timings: seconds each stage took, and what kind of work it was; see ``estimates``.
    """

    class Kind(models.TextChoices):
        """Which pipeline runs."""

        TALK = "talk"
        QUALITY = "quality"
        DUB = "dub"

    class State(models.TextChoices):
        """Where a job stands."""

        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    RANKS: ClassVar[Mapping[str, int]] = {Kind.DUB: 1, Kind.QUALITY: 2}  # the others come first

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    video = models.ForeignKey(Video, models.CASCADE, related_name="jobs")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=32, choices=Kind)
    spec = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    stage = models.CharField(max_length=32, blank=True)
    progress = models.FloatField(default=0.0)
    seconds_left = models.FloatField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    crashes = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    error_code = models.CharField(max_length=64, blank=True)
    error_facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    timings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("state", "created_at"), name="jobs_by_state"),
            models.Index(fields=("owner", "-created_at"), name="jobs_of_owner"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def makes_video(self) -> bool:
        """Whether the video comes from it, rather than facts about the video."""
        return self.kind != self.Kind.QUALITY

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen unless someone retries it."""
        return self.state not in (self.State.QUEUED, self.State.RUNNING)

    def _held(self) -> JobQuerySet:
        """This row, as long as this claim of it stands."""
        return MediaJob.objects.filter(pk=self.pk, attempt=self.attempt, state=self.State.RUNNING)

    def advance(
        self,
        *,
        stage: str | None = None,
        progress: float | None = None,
        seconds_left: float | None = None,
    ) -> bool:
        """Store progress, renew the lease and notice a cancel, in one statement.

        Without arguments only the lease is renewed.

        Returns:
            ``False`` when the work must stop: someone cancelled it, or the lease was lost.
        """
        changes: dict[str, Any] = {"heartbeat_at": timezone.now()}
        if stage is not None:
            changes |= {"stage": stage, "progress": progress, "seconds_left": seconds_left}
        if not self._held().filter(cancel_requested=False).update(**changes):
            return False
        for name, value in changes.items():
            setattr(self, name, value)
        return True

    def put_back(self, *, crashed: bool) -> bool:
        """Return the claimed job to the queue; another attempt starts from the beginning."""
        return bool(
            self._held().update(
                state=self.State.QUEUED,
                stage="",
                progress=0.0,
                crashes=models.F("crashes") + int(crashed),
            )
        )

    def finish(
        self,
        state: State,
        *,
        error_code: str = "",
        error_facts: Mapping[str, Any] | None = None,
        timings: Mapping[str, Any] | None = None,
    ) -> bool:
        """End the claimed job.

        A success does not count once a cancel was requested; the caller then finishes it as
        cancelled.

        Returns:
            ``False`` when nothing was changed: the claim no longer stands.
        """
        rows = self._held()
        if state == self.State.SUCCEEDED:
            rows = rows.filter(cancel_requested=False)
        changed = rows.update(
            state=state,
            finished_at=timezone.now(),
            seconds_left=None,
            error_code=error_code,
            error_facts=dict(error_facts or {}),
            **({"progress": 1.0} if state == self.State.SUCCEEDED else {}),
            **({"timings": dict(timings)} if timings is not None else {}),
        )
        return bool(changed)
