"""What pages of the admin share: thumbnails, and rows that only the program makes."""

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from media_jobs.files import serve_file

if TYPE_CHECKING:
    ModelAdmin: TypeAlias = admin.ModelAdmin[Any]
else:  # generic in the stubs only
    ModelAdmin = admin.ModelAdmin

THUMBNAIL_HEIGHT: Final = 56  # pixels


class WithThumbnail(ModelAdmin):
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


class MadeByTheProgram(ModelAdmin):
    """Rows that nobody types; they are found by their whole id, too."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The row of that id, or those that the search fields find."""
        try:
            key = uuid.UUID(search_term.strip())
        except ValueError:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(pk=key), False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody edits one by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Rows go with their video, which takes their files along."""
        return False


def pretty(value: Any) -> SafeString | str:
    """Stored facts, to be read."""
    if not value:
        return "-"
    text = json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True)
    return format_html("<pre>{}</pre>", text)
