"""Figures for the dashboard of the admin.

Rows are read once and counted in Python, so that every database gives the same figures.
"""

import math
import shutil
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone

from accounts.models import User
from media_jobs.models import MediaAsset, MediaJob, Video

DAYS: Final = 30
QUEUE_HOURS: Final = 48
TOP: Final = 10
PERCENTILES: Final = (50, 90, 99)


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What is counted of a job."""

    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    state: str
    kind: str
    error_code: str

    @property
    def seconds(self) -> float | None:
        """How long a finished video took to make, from its last start; ``None`` for others."""
        is_made = self.state == MediaJob.State.SUCCEEDED and self.kind != MediaJob.Kind.QUALITY
        if not (is_made and self.started_at and self.finished_at):
            return None
        return (self.finished_at - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody used.

    Attributes:
        minutes: of the finished videos that are there.
    """

    person: User
    n_videos: int
    minutes: float
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Storage:
    """What lies on the disk, in bytes.

    Attributes:
        by_kind: of what people have, the largest first.
        free: that is left on the disk; ``total`` is its size.
    """

    by_kind: Sequence[tuple[str, int]]
    used: int
    free: int
    total: int


def jobs_since(moment: datetime) -> list[JobFacts]:
    """Jobs that were made since then, the oldest first."""
    rows = MediaJob.objects.filter(created_at__gte=moment).order_by("created_at")
    fields = ("created_at", "started_at", "finished_at", "state", "kind", "error_code")
    return [JobFacts(*row) for row in rows.values_list(*fields).iterator()]


def first_day(n_days: int = DAYS) -> datetime:
    """The midnight with which a span of days ends that includes today."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=n_days - 1)


def days_of(n_days: int = DAYS) -> list[date]:
    """The days of the span, the oldest first."""
    first = first_day(n_days).date()
    return [first + timedelta(days=index) for index in range(n_days)]


def jobs_a_day(jobs: Iterable[JobFacts], days: Sequence[date]) -> dict[str, list[int]]:
    """How many jobs were made on each day, by what became of them."""
    states = (
        MediaJob.State.SUCCEEDED,
        MediaJob.State.FAILED,
        MediaJob.State.CANCELLED,
        "unfinished",
    )
    counted = Counter((_day_of(job), _ended_as(job)) for job in jobs)
    return {str(state): [counted[day, str(state)] for day in days] for state in states}


def _day_of(job: JobFacts) -> date:
    return timezone.localtime(job.created_at).date()


def _ended_as(job: JobFacts) -> str:
    unfinished = (MediaJob.State.QUEUED, MediaJob.State.RUNNING)
    return "unfinished" if job.state in unfinished else str(job.state)


def failures(jobs: Iterable[JobFacts]) -> list[tuple[str, int]]:
    """The most frequent codes of failures, with how often they came."""
    failed = (job.error_code for job in jobs if job.state == MediaJob.State.FAILED)
    return Counter(failed).most_common(TOP)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that so many per cent do not exceed (nearest rank); ``None`` for no values."""
    if not values:
        return None
    ordered = sorted(values)
    rank = math.ceil(share / 100 * len(ordered))
    return ordered[max(0, rank - 1)]


def render_seconds(jobs: Iterable[JobFacts]) -> list[float]:
    """How long each finished video took."""
    return [job.seconds for job in jobs if job.seconds is not None]


def render_a_day(
    jobs: Iterable[JobFacts], days: Sequence[date], share: float
) -> list[float | None]:
    """A percentile of the render time of each day, in seconds; ``None`` where nothing was made."""
    by_day: dict[date, list[float]] = defaultdict(list)
    for job in jobs:
        if job.seconds is not None:
            by_day[_day_of(job)].append(job.seconds)
    return [percentile(by_day[day], share) for day in days]


def queue_lengths(jobs: Iterable[JobFacts], now: datetime) -> list[tuple[datetime, int]]:
    """How many jobs waited at every full hour of the last two days, as far as their rows tell.

    A job that was tried again counts from its last start alone.
    """
    known = list(jobs)
    last = now.replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=back) for back in range(QUEUE_HOURS - 1, -1, -1)]
    return [(hour, sum(_waits_at(job, hour) for job in known)) for hour in hours]


def _waits_at(job: JobFacts, moment: datetime) -> bool:
    ended = job.started_at or job.finished_at
    return job.created_at <= moment and (ended is None or ended > moment)


def storage() -> Storage:
    """What people's files take, by kind, and what is left."""
    sums: Counter[str] = Counter()
    rows = MediaAsset.objects.values("content_type").annotate(size=Sum("size_bytes"))
    for row in rows.order_by("content_type"):
        sums[_kind_of(row["content_type"])] += row["size"] or 0
    folder = Path(settings.DATA_DIR)
    disk = shutil.disk_usage(folder if folder.exists() else folder.anchor)
    return Storage(sums.most_common(), sum(sums.values()), disk.free, disk.total)


def _kind_of(content_type: str) -> str:
    main = content_type.partition("/")[0]
    words = {"video": "videos", "image": "pictures", "audio": "sound", "text": "subtitles"}
    is_sent = content_type == "application/octet-stream"
    return "uploads" if is_sent else words.get(main, "others")


def top_people() -> list[Person]:
    """Who takes most of the disk, with what else they made."""
    sizes = dict(_sums(MediaAsset.objects.values("owner_id").annotate(n=Sum("size_bytes"))))
    kept = Video.objects.kept().values("owner_id")
    videos = dict(_sums(kept.annotate(n=Count("pk"))))
    seconds = dict(_sums(kept.annotate(n=Sum("duration"))))
    first = sorted(sizes, key=lambda key: -sizes[key])[:TOP]
    rows = User.objects.in_bulk(first)
    return [
        Person(rows[key], int(videos.get(key, 0)), seconds.get(key, 0) / 60, int(sizes[key]))
        for key in first
        if key in rows
    ]


def _sums(rows: Iterable[Mapping[str, Any]]) -> Iterable[tuple[uuid.UUID, float]]:
    for row in rows:
        key, n = row["owner_id"], row["n"]
        if isinstance(key, uuid.UUID):
            yield key, float(n) if isinstance(n, int | float) else 0.0
