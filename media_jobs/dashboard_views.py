"""How the site is doing: jobs, failures, speed, queue, storage, people."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.views.decorators.http import require_safe

from media_jobs import plots, review_queue, statistics
from media_jobs.models import MediaJob
from media_jobs.moderators import moderators_only


@require_safe
@moderators_only
def dashboard(request: HttpRequest) -> HttpResponse:
    """The figures of the last thirty days, each as a plot and as a table."""
    days = statistics.days_of()
    jobs = statistics.jobs_since(statistics.first_day())
    context = {
        **admin.site.each_context(request),
        "title": "Dashboard",
        "counts": review_queue.counts(),
        "queue": "dashboard",
        "tiles": _tiles(jobs),
        "plots": [*_of_jobs(jobs, days), *_of_the_rest(jobs)],
        "people": statistics.top_people(),
    }
    return render(request, "admin/moderation/dashboard.html", context)


def _tiles(jobs: Sequence[statistics.JobFacts]) -> list[dict[str, Any]]:
    seconds = statistics.render_seconds(jobs)
    n_failed = sum(job.state == MediaJob.State.FAILED for job in jobs)
    n_made = sum(job.state == MediaJob.State.SUCCEEDED for job in jobs)
    share = f"{n_failed / (n_failed + n_made):.0%}" if n_failed + n_made else "-"
    percentiles = [
        {"name": f"Render time, {share_} %", "value": _seconds(value)}
        for share_ in statistics.PERCENTILES
        if (value := statistics.percentile(seconds, share_)) is not None
    ]
    unfinished = MediaJob.objects.filter(state=MediaJob.State.QUEUED)
    n_held = unfinished.filter(held_at__isnull=False).count()
    n_running = MediaJob.objects.filter(state=MediaJob.State.RUNNING).count()
    return [
        {"name": "Videos made", "value": n_made},
        {"name": "Failed", "value": share},
        *percentiles,
        {"name": "Waiting now", "value": unfinished.count() - n_held},
        {"name": "Held", "value": n_held},
        {"name": "Running", "value": n_running},
        {"name": "Free on the disk", "value": filesizeformat(statistics.storage().free)},
    ]


def _seconds(value: float) -> str:
    return f"{value:.1f} s" if value < 100 else f"{value / 60:.1f} min"  # noqa: PLR2004 (digits)


def _of_jobs(jobs: Sequence[statistics.JobFacts], days: Sequence[Any]) -> list[dict[str, Any]]:
    labels = [day.strftime("%d.%m.") for day in days]
    a_day = statistics.jobs_a_day(jobs, days)
    times = {
        f"p{share}": statistics.render_a_day(jobs, days, share)
        for share in statistics.PERCENTILES[:2]
    }
    rounded = {name: [_rounded(value) for value in values] for name, values in times.items()}
    return [
        {
            "title": "Jobs a day",
            "legend": list(a_day),
            "svg": plots.stacked("Jobs a day", labels, a_day),
            "head": ["day", *a_day],
            "rows": list(zip(labels, *a_day.values(), strict=True)),
        },
        {
            "title": "Render time, in seconds",
            "legend": list(rounded),
            "svg": plots.lines("Render time", labels, rounded, " s"),
            "head": ["day", *rounded],
            "rows": list(zip(labels, *rounded.values(), strict=True)),
        },
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _of_the_rest(jobs: Sequence[statistics.JobFacts]) -> list[dict[str, Any]]:
    codes = statistics.failures(jobs)
    waiting = statistics.queue_lengths(jobs, timezone.localtime())
    hours = [hour.strftime("%d.%m. %H:00") for hour, _ in waiting]
    lengths = [n for _, n in waiting]
    disk = statistics.storage()
    sizes = [(name, float(size), filesizeformat(size)) for name, size in disk.by_kind]
    sizes.append(("free on the disk", float(disk.free), filesizeformat(disk.free)))
    return [
        {
            "title": "Failures by code",
            "svg": plots.bars("Failures by code", [(code, n, str(n)) for code, n in codes]),
            "head": ["code", "failures"],
            "rows": codes,
        },
        {
            "title": "Jobs that waited, by the hour",
            "svg": plots.stacked("Jobs that waited", hours, {"waiting": lengths}),
            "head": ["hour", "jobs"],
            "rows": list(zip(hours, lengths, strict=True)),
        },
        {
            "title": "Storage",
            "svg": plots.bars("Storage", sizes),
            "head": ["kind", "size"],
            "rows": [(name, words) for name, _, words in sizes],
        },
    ]
