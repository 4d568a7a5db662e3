"""Presenters, videos, jobs and files in the Django admin.

Rows that the program makes are read-only here: they change through ``services``.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from media_jobs import services
from media_jobs.files import serve_file
from media_jobs.models import (
    Avatar,
    DubProject,
    MediaAsset,
    MediaJob,
    QualityReport,
    Upload,
    Video,
)
from media_jobs.refusals import ServiceError

if TYPE_CHECKING:
    ModelAdmin: TypeAlias = admin.ModelAdmin[Any]
else:  # generic in the stubs only
    ModelAdmin = admin.ModelAdmin

THUMBNAIL_HEIGHT = 56  # pixels


class _WithThumbnail(ModelAdmin):
    """Shows a small picture of each row, served to those who may see the row here.

    The public address of a file is for its owner alone, whom an administrator need not be.
    """

    def thumbnail_file(self, row: Any) -> Any:
        """The stored picture, or something empty."""
        raise NotImplementedError

    @admin.display(description="")
    def thumbnail(self, row: Any) -> SafeString | str:
        """The picture, in a list or on the page of a row."""
        if not self.thumbnail_file(row):
            return "-"
        url = reverse(self._thumbnail_name(), args=[row.pk])
        return format_html('<img src="{}" height="{}" alt="">', url, THUMBNAIL_HEIGHT)

    def _thumbnail_name(self, namespace: str = "admin:") -> str:
        return f"{namespace}{self.opts.app_label}_{self.opts.model_name}_thumbnail"

    def get_urls(self) -> list[URLPattern]:
        """Add the picture's address."""
        own = path(
            "<path:object_id>/thumbnail",
            self.admin_site.admin_view(self.thumbnail_view),
            name=self._thumbnail_name(namespace=""),
        )
        return [own, *super().get_urls()]

    def thumbnail_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The picture itself."""
        row = self.get_object(request, unquote(object_id))
        stored = self.thumbnail_file(row) if row else None
        if not stored or not self.has_view_permission(request, row):
            raise Http404
        location = Path(stored.path)
        types = {".webp": "image/webp", ".png": "image/png", ".jpg": "image/jpeg"}
        content_type = types.get(location.suffix.lower(), "application/octet-stream")
        return serve_file(request, location, content_type)


class _MadeByTheProgram(ModelAdmin):
    """Rows that nobody types."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody edits one by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Rows go with their video, which takes their files along."""
        return False


def _pretty(value: Any) -> SafeString | str:
    """Stored facts, to be read."""
    if not value:
        return "-"
    text = json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True)
    return format_html("<pre>{}</pre>", text)


@admin.register(Avatar)
class AvatarAdmin(_WithThumbnail):
    """Presenters: the library and people's own."""

    list_display = ("thumbnail", "name", "kind", "owner", "default_voice", "order", "is_active")
    list_display_links = ("thumbnail", "name")
    list_editable = ("order", "is_active")
    list_filter = ("kind", "is_active", "has_alpha")
    list_select_related = ("owner",)
    search_fields = ("name", "slug", "description", "owner__email")
    readonly_fields = (
        "id",
        "thumbnail",
        "slug",
        "kind",
        "owner",
        "source",
        "may_use_at",
        "has_alpha",
        "picture_sha256",
        "is_analysed",
        "created_at",
    )
    fields = (
        "thumbnail",
        "name",
        "description",
        "default_voice",
        "order",
        "is_active",
        *readonly_fields[2:],
        "id",
    )

    def thumbnail_file(self, row: Avatar) -> Any:
        """The small picture, else the full one."""
        return row.thumbnail or row.picture

    @admin.display(boolean=True, description="analysed")
    def is_analysed(self, row: Avatar) -> bool:
        """Whether the face is known."""
        return bool(row.analysis)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        """Presenters come from the catalogue, where their pictures are analysed."""
        return False


@admin.register(Video)
class VideoAdmin(_WithThumbnail, _MadeByTheProgram):
    """What people made."""

    list_display = ("thumbnail", "title", "owner", "language", "length", "state", "created_at")
    list_display_links = ("thumbnail", "title")
    list_filter = ("kind", "language", "created_at", ("deleted_at", admin.EmptyFieldListFilter))
    list_select_related = ("owner", "poster")
    search_fields = ("title", "script", "owner__email")
    date_hierarchy = "created_at"
    exclude = ("settings", "report")
    readonly_fields = ("choices_text", "report_text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Video]:
        """With jobs, for the state."""
        return super().get_queryset(request).prefetch_related("jobs")

    def thumbnail_file(self, row: Video) -> Any:
        """The poster."""
        return row.poster.file if row.poster else None

    @admin.display(description="choices")
    def choices_text(self, row: Video) -> SafeString | str:
        """What was chosen."""
        return _pretty(row.settings)

    @admin.display(description="report")
    def report_text(self, row: Video) -> SafeString | str:
        """What the renderer says."""
        return _pretty(row.report)

    @admin.display(ordering="duration")
    def length(self, row: Video) -> str:
        """Minutes and seconds."""
        if row.duration is None:
            return "-"
        minutes, seconds = divmod(round(row.duration), 60)
        return f"{minutes}:{seconds:02d}"

    @admin.display
    def state(self, row: Video) -> str:
        """Of the latest job."""
        if row.deleted_at:
            return "in the trash"
        return row.latest_job.get_state_display() if row.latest_job else "-"


@admin.register(Upload)
class UploadAdmin(_WithThumbnail, _MadeByTheProgram):
    """What people sent."""

    list_display = (
        "thumbnail",
        "name",
        "owner",
        "purpose",
        "kind",
        "size",
        "verdict",
        "created_at",
    )
    list_display_links = ("thumbnail", "name")
    list_filter = ("purpose", "kind", "created_at")
    list_select_related = ("owner", "asset", "preview")
    search_fields = ("name", "owner__email")
    date_hierarchy = "created_at"
    exclude = ("inspection", "faces")
    readonly_fields = ("inspection_text",)

    def thumbnail_file(self, row: Upload) -> Any:
        """The still of a picture or video."""
        return row.preview.file if row.preview else None

    @admin.display(ordering="asset__size_bytes")
    def size(self, row: Upload) -> str:
        """In units people read."""
        return filesizeformat(row.asset.size_bytes)

    @admin.display
    def verdict(self, row: Upload) -> str:
        """Of the inspection."""
        return str(row.inspection.get("verdict", "-"))

    @admin.display(description="inspection")
    def inspection_text(self, row: Upload) -> SafeString | str:
        """What was found."""
        return _pretty(row.inspection)


@admin.register(DubProject)
class DubProjectAdmin(_WithThumbnail, _MadeByTheProgram):
    """Videos that are to speak other languages."""

    list_display = ("thumbnail", "title", "owner", "source", "languages", "state", "created_at")
    list_display_links = ("thumbnail", "title")
    list_filter = ("state", "created_at")
    list_select_related = ("owner", "poster")
    search_fields = ("title", "owner__email")
    date_hierarchy = "created_at"
    exclude = ("script", "glossary", "timings")  # what is said is its owner's

    def get_queryset(self, request: HttpRequest) -> QuerySet[DubProject]:
        """With the languages of each."""
        rows: QuerySet[DubProject] = super().get_queryset(request).prefetch_related("targets")
        return rows

    def thumbnail_file(self, row: DubProject) -> Any:
        """One frame."""
        return row.poster.file if row.poster else None

    @admin.display
    def source(self, row: DubProject) -> str:
        """What the original speaks."""
        return row.source_language or "-"

    @admin.display
    def languages(self, row: DubProject) -> str:
        """What it is to speak, and how far each is translated."""
        return ", ".join(f"{target.language} ({target.state})" for target in row.targets.all())


@admin.register(QualityReport)
class QualityReportAdmin(_WithThumbnail, _MadeByTheProgram):
    """What was measured in videos."""

    list_display = ("thumbnail", "video", "created_at")
    list_display_links = ("thumbnail", "video")
    list_select_related = ("video", "picture")
    search_fields = ("video__title", "video__owner__email")
    date_hierarchy = "created_at"
    exclude = ("report", "thumbnails")
    readonly_fields = ("report_text",)

    def thumbnail_file(self, row: QualityReport) -> Any:
        """The picture of waveform and lips."""
        return row.picture.file if row.picture else None

    @admin.display(description="report")
    def report_text(self, row: QualityReport) -> SafeString | str:
        """What was measured."""
        return _pretty(row.report)


@admin.register(MediaJob)
class MediaJobAdmin(_MadeByTheProgram):
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
    list_filter = ("state", "kind", "stage", "error_code", "created_at")
    list_select_related = ("video", "owner")
    search_fields = ("id", "video__title", "owner__email", "error_code")
    date_hierarchy = "created_at"
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
        self._each(request, rows, services.cancel_job, "cancelled")

    @admin.action(description="Retry selected jobs", permissions=["view"])
    def retry_jobs(self, request: HttpRequest, rows: QuerySet[MediaJob]) -> None:
        """Queue those again that failed or were cancelled."""
        self._each(request, rows, services.retry_job, "queued again")

    def _each(
        self,
        request: HttpRequest,
        rows: QuerySet[MediaJob],
        change: Callable[[MediaJob], MediaJob],
        done: str,
    ) -> None:
        refused: list[str] = []
        for job in rows:
            try:
                change(job)
            except ServiceError as exc:
                refused.append(exc.detail)
        self.message_user(request, f"{len(rows) - len(refused)} jobs {done}.", messages.SUCCESS)
        if refused:
            self.message_user(request, f"{len(refused)} not: {refused[0]}", messages.WARNING)


@admin.register(MediaAsset)
class MediaAssetAdmin(_MadeByTheProgram):
    """Stored files."""

    list_display = ("id", "owner", "content_type", "size", "duration", "created_at")
    list_filter = ("content_type", "created_at")
    list_select_related = ("owner",)
    search_fields = ("id", "sha256", "owner__email")
    date_hierarchy = "created_at"

    @admin.display(ordering="size_bytes")
    def size(self, row: MediaAsset) -> str:
        """In units people read."""
        return filesizeformat(row.size_bytes)
