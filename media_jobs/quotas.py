"""What people have used of what they may use, and the refusal of more.

The numbers come from ``accounts.plans``. What is refused is refused before anything is made; what
was begun within the limits is finished, so that a limit may be passed by the length of one video.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.db import models
from django.utils import timezone

from accounts import plans
from accounts.models import User
from accounts.plans import PersonalLimits
from inference.errors import UnknownVoiceError
from media_jobs import storage
from media_jobs.estimates import Work
from media_jobs.models import JobQuerySet, MediaJob, RenderedTime
from media_jobs.refusals import ServiceError, refuse

MINUTE: Final = 60  # seconds
MEBIBYTE: Final = 1 << 20
LAST_MONTH: Final = 12


@dataclass(frozen=True)
class Usage:
    """What a person has used.

    Attributes:
        limits: what they may use.
        seconds: of video finished in this calendar month (UTC).
        seconds_coming: about how much is in the making.
        n_jobs: videos that wait or are made now.
        storage: bytes by kind; ``used_bytes`` is all of them.
        resets_at: when the next month begins.
    """

    limits: PersonalLimits
    seconds: float
    seconds_coming: float
    n_jobs: int
    storage: dict[str, int]
    resets_at: datetime

    @property
    def seconds_left(self) -> float | None:
        """Of video, this month; ``None`` for any number."""
        if not self.limits.render_minutes:
            return None
        allowed = self.limits.render_minutes * MINUTE
        return max(0.0, allowed - self.seconds - self.seconds_coming)

    @property
    def bytes_left(self) -> int | None:
        """Of files; ``None`` for any number."""
        if not self.limits.storage_mb:
            return None
        return max(0, self.limits.storage_mb * MEBIBYTE - self.storage["used_bytes"])

    @property
    def jobs_left(self) -> int | None:
        """Videos that may be begun now; ``None`` for any number."""
        return max(0, self.limits.jobs - self.n_jobs) if self.limits.jobs else None


def usage_of(person: User) -> Usage:
    """What a person has used, and what they may use."""
    under_way = _under_way(person)
    return Usage(
        limits=plans.limits_of(person),
        seconds=_made_this_month(person),
        seconds_coming=sum(_counted(job.kind, job.spec) for job in under_way),
        n_jobs=len(under_way),
        storage=storage.used_bytes(person.pk),
        resets_at=_next_month(),
    )


Order: TypeAlias = tuple[str, Mapping[str, Any]]  # kind and specification of a job


def check_making(
    person: User, orders: Sequence[Order], *, replaced: Collection[uuid.UUID] = ()
) -> None:
    """See whether videos may be begun.

    Args:
        person: who wants them.
        orders: one for each job.
        replaced: keys of jobs that end for them.

    Raises:
        ServiceError: ``minutes_used_up``, ``too_many_jobs`` or ``storage_full``.
    """
    limits = plans.limits_of(person)
    others = _under_way(person).exclude(pk__in=replaced)
    if limits.jobs and others.count() + len(orders) > limits.jobs:
        detail = f"You may have {limits.jobs} videos in the making at once. Wait for one of them."
        raise ServiceError("too_many_jobs", detail, besides={"limit": limits.jobs})
    if limits.render_minutes:
        coming = sum(_counted(job.kind, job.spec) for job in others)
        wanted = sum(_counted(kind, spec) for kind, spec in orders)
        _refuse_minutes(limits, _made_this_month(person) + coming, wanted)
    if limits.storage_mb:
        refuse_full(person, 0, limits)


def _refuse_minutes(limits: PersonalLimits, used: float, wanted: float) -> None:
    if used + wanted > limits.render_minutes * MINUTE:
        left = max(0.0, limits.render_minutes - used / MINUTE)
        detail = (
            f"This needs about {wanted / MINUTE:.1f} minutes of video; you have {left:.1f} of"
            f" {limits.render_minutes} left this month."
        )
        facts = {"limit": limits.render_minutes, "resets_at": _next_month().isoformat()}
        raise ServiceError("minutes_used_up", detail, besides=facts)


def refuse_full(person: User, size: int, limits: PersonalLimits | None = None) -> None:
    """See whether a person's files leave room for one more.

    Args:
        person: whose files they are.
        size: bytes of what is to come; 0 where that is not known yet.
        limits: theirs, where they are known already.

    Raises:
        ServiceError: ``storage_full``.
    """
    allowed = (limits or plans.limits_of(person)).storage_mb
    if not allowed:
        return
    used = storage.used_bytes(person.pk)["used_bytes"]
    if used + max(1, size) > allowed * MEBIBYTE:
        detail = f"Your files take all of your {allowed} MB. Delete some first."
        raise refuse("file", "storage_full", detail)


def note_made(job: MediaJob, seconds: float) -> None:
    """Count a finished video.

    Of a dub that was edited, only what was made anew counts.

    Args:
        job: that made it.
        seconds: length of the video.
    """
    share = max(float(job.spec.get(name, 1.0)) for name in ("share", "spoken"))
    counted = seconds * share
    RenderedTime.objects.create(owner_id=job.owner_id, job=job.pk, seconds=counted)


def _counted(kind: str, spec: Mapping[str, Any]) -> float:
    """About how many seconds of video an order makes; 0 where its voice is gone, and it fails."""
    try:
        work = Work.of(kind, spec)
    except UnknownVoiceError:
        return 0.0
    return work.speech * max(work.share, work.spoken)


def _under_way(person: User) -> JobQuerySet:
    jobs = MediaJob.objects.unfinished().filter(owner=person)
    return jobs.exclude(kind=MediaJob.Kind.QUALITY)


def _made_this_month(person: User) -> float:
    since = _this_month()
    made = RenderedTime.objects.filter(owner=person, made_at__gte=since)
    return float(made.aggregate(sum=models.Sum("seconds", default=0.0))["sum"])


def _this_month() -> datetime:
    now = timezone.now()
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next_month() -> datetime:
    begin = _this_month()
    if begin.month == LAST_MONTH:
        return begin.replace(year=begin.year + 1, month=1)
    return begin.replace(month=begin.month + 1)


def minutes_by_month(person: User) -> list[tuple[datetime, float]]:
    """Minutes of video of the last months, the oldest first; this one included."""
    begin = _this_month()
    months = [begin]
    for _ in range(5):
        first = months[-1]
        before = first.replace(year=first.year - 1, month=LAST_MONTH)
        months.append(before if first.month == 1 else first.replace(month=first.month - 1))
    rows = RenderedTime.objects.filter(owner=person, made_at__gte=months[-1])
    sums = dict.fromkeys(((each.year, each.month) for each in months), 0.0)
    for made_at, seconds in rows.values_list("made_at", "seconds"):
        sums[made_at.year, made_at.month] += seconds / MINUTE
    return [(each, sums[each.year, each.month]) for each in reversed(months)]
