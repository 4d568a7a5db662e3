"""What was made here, in the Django admin: from the number of a watermark to the video."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from inference.provenance.marking import ID_DIGITS
from media_jobs.admin_rows import MadeByTheProgram
from media_jobs.models import ProvenanceFile, ProvenanceRecord

if TYPE_CHECKING:
    TabularInline: TypeAlias = admin.TabularInline[Any, Any]
else:  # generic in the stubs only
    TabularInline = admin.TabularInline


class FilesInline(TabularInline):
    """Files that were made of a video."""

    model = ProvenanceFile
    fields = ("made_at", "sha256", "has_label", "has_watermark", "has_credentials")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        """Nobody adds one by hand."""
        return False


@admin.register(ProvenanceRecord)
class ProvenanceRecordAdmin(MadeByTheProgram):
    """Videos by the number that the check of a file tells."""

    list_display = ("number", "kind", "video", "owner", "created_at")
    list_filter = ("kind", "created_at")
    list_select_related = ("video__owner",)
    search_fields = ("files__sha256",)
    search_help_text = "The number of ten digits and letters, or the SHA-256 of a file"
    inlines = (FilesInline,)

    @admin.display(ordering="watermark_id")
    def number(self, row: ProvenanceRecord) -> str:
        """As it is written for people."""
        return str(row)

    @admin.display
    def owner(self, row: ProvenanceRecord) -> str:
        """Whose video it is, as long as there is one."""
        return row.video.owner.email if row.video else "-"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ProvenanceRecord], search_term: str
    ) -> tuple[QuerySet[ProvenanceRecord], bool]:
        """The row of that number; else by the sum of a file."""
        term = search_term.strip().lower()
        try:
            number = int(term, 16) if len(term) == ID_DIGITS else None
        except ValueError:
            number = None
        if number is None:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(watermark_id=number), False
