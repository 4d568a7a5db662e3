"""Videos, what they are made from and what was measured in them, in the Django admin.

Rows that the program makes are read-only here: they change through ``services``.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString

from media_jobs.admin_rows import MadeByTheProgram, WithThumbnail, pretty
from media_jobs.models import DubProject, QualityReport, Upload, Video


@admin.register(Video)
class VideoAdmin(WithThumbnail, MadeByTheProgram):
    """What people made."""

    list_display = ("thumbnail", "title", "owner", "language", "length", "state", "created_at")
    list_display_links = ("thumbnail", "title")
    change_form_template = "admin/media_jobs/video_form.html"
    list_filter = (
        "kind",
        "language",
        "created_at",
        ("taken_down_at", admin.EmptyFieldListFilter),
        ("deleted_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("owner", "poster")
    search_fields = ("title", "script", "owner__email")
    exclude = ("settings", "report")
    readonly_fields = ("choices_text", "report_text", "taken_down_at", "taken_down_reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Video]:
        """With jobs, for the state."""
        return super().get_queryset(request).prefetch_related("jobs")

    def thumbnail_file(self, row: Video) -> Any:
        """The poster."""
        return row.poster.file if row.poster else None

    @admin.display(description="choices")
    def choices_text(self, row: Video) -> SafeString | str:
        """What was chosen."""
        return pretty(row.settings)

    @admin.display(description="report")
    def report_text(self, row: Video) -> SafeString | str:
        """What the renderer says."""
        return pretty(row.report)

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
        if row.taken_down_at:
            return "taken down"
        if row.deleted_at:
            return "in the trash"
        return row.latest_job.get_state_display() if row.latest_job else "-"


@admin.register(Upload)
class UploadAdmin(WithThumbnail, MadeByTheProgram):
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
        return pretty(row.inspection)


@admin.register(DubProject)
class DubProjectAdmin(WithThumbnail, MadeByTheProgram):
    """Videos that are to speak other languages."""

    list_display = ("thumbnail", "title", "owner", "source", "languages", "state", "created_at")
    list_display_links = ("thumbnail", "title")
    list_filter = ("state", "created_at")
    list_select_related = ("owner", "poster")
    search_fields = ("title", "owner__email")
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
class QualityReportAdmin(WithThumbnail, MadeByTheProgram):
    """What was measured in videos."""

    list_display = ("thumbnail", "video", "created_at")
    list_display_links = ("thumbnail", "video")
    list_select_related = ("video", "picture")
    search_fields = ("video__title", "video__owner__email")
    exclude = ("report", "thumbnails")
    readonly_fields = ("report_text",)

    def thumbnail_file(self, row: QualityReport) -> Any:
        """The picture of waveform and lips."""
        return row.picture.file if row.picture else None

    @admin.display(description="report")
    def report_text(self, row: QualityReport) -> SafeString | str:
        """What was measured."""
        return pretty(row.report)
