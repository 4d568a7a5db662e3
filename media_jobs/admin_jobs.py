"""The queue, its history and the stored files in the Django admin."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from accounts import audit
from accounts.auth import signed_in_user
from media_jobs import services
from media_jobs.admin_rows import MadeByTheProgram
from media_jobs.models import MediaAsset, MediaJob
from media_jobs.refusals import ServiceError


@admin.register(MediaJob)
class MediaJobAdmin(MadeByTheProgram):
    """The queue and its history."""

    list_display = (
        "id",
        "video",
        "owner",
        "kind",
        "state",
        "stage",
        "percent",
        "attempt",
        "error_code",
        "created_at",
        "took",
    )
    list_filter = (
        "state",
        "kind",
        "stage",
        "error_code",
        "created_at",
        ("held_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("video", "owner")
    search_fields = ("video__title", "owner__email", "error_code")
    actions = ("cancel_jobs", "retry_jobs")

    @admin.display(description="progress", ordering="progress")
    def percent(self, row: MediaJob) -> str:
        """Share that is done."""
        return f"{row.progress:.0%}"

    @admin.display
    def took(self, row: MediaJob) -> str:
        """Seconds from start to end."""
        if not (row.started_at and row.finished_at):
            return "-"
        return f"{(row.finished_at - row.started_at).total_seconds():.1f} s"

    @admin.action(description="Cancel selected jobs", permissions=["view"])
    def cancel_jobs(self, request: HttpRequest, rows: QuerySet[MediaJob]) -> None:
        """Cancel those that have not ended."""
        self._each(request, rows, services.cancel_job, "cancelled", "cancelled")

    @admin.action(description="Retry selected jobs", permissions=["view"])
    def retry_jobs(self, request: HttpRequest, rows: QuerySet[MediaJob]) -> None:
        """Queue those again that failed or were cancelled."""
        self._each(request, rows, services.retry_job, "retried", "queued again")

    def _each(
        self,
        request: HttpRequest,
        rows: QuerySet[MediaJob],
        change: Callable[[MediaJob], MediaJob],
        verb: str,
        done: str,
    ) -> None:
        refused: list[str] = []
        for job in rows:
            try:
                change(job)
                audit.record(signed_in_user(request), f"job.{verb}", job, request=request)
            except ServiceError as exc:
                refused.append(exc.detail)
        self.message_user(request, f"{len(rows) - len(refused)} jobs {done}.", messages.SUCCESS)
        if refused:
            self.message_user(request, f"{len(refused)} not: {refused[0]}", messages.WARNING)


@admin.register(MediaAsset)
class MediaAssetAdmin(MadeByTheProgram):
    """Stored files."""

    list_display = ("id", "owner", "content_type", "size", "duration", "created_at")
    list_filter = ("content_type", "created_at")
    list_select_related = ("owner",)
    search_fields = ("sha256", "owner__email")

    @admin.display(ordering="size_bytes")
    def size(self, row: MediaAsset) -> str:
        """In units people read."""
        return filesizeformat(row.size_bytes)
