"""The audit log in the Django admin: to be read, searched and taken along, never changed."""

import json
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from asgiref.sync import sync_to_async
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import audit, audit_export
from accounts.models import AuditEvent, User

if TYPE_CHECKING:
    ModelAdmin: TypeAlias = admin.ModelAdmin[Any]
else:  # generic in the stubs only
    ModelAdmin = admin.ModelAdmin

AT_ONCE: Final = 1000  # events that are read and sent together


class ActionFilter(admin.SimpleListFilter):
    """Actions that there are, by the kind of object."""

    title = "action"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        """Those of the log."""
        actions = AuditEvent.objects.order_by("action").values_list("action", flat=True)
        return [(action, action) for action in actions.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        """Only the chosen one."""
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ModelAdmin):
    """Who did what to which object, and what became different."""

    change_list_template = "admin/accounts/audit_list.html"
    list_display = ("at", "who", "action", "object_type", "object_name", "difference")
    list_display_links = ("at",)
    list_filter = (ActionFilter, "object_type", "at")
    search_fields = ("actor_name", "action", "object_name", "=object_id", "address")
    list_per_page = 100
    fields = (
        "id",
        "at",
        "who",
        "action",
        "object_type",
        "object_id",
        "object_name",
        "difference",
        "address",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        """Events come from what people do."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """What has happened has happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """The log only grows."""
        return False

    @admin.display(description="actor", ordering="actor_name")
    def who(self, event: AuditEvent) -> str:
        """The address of that time, or that it was nobody with an account."""
        return event.actor_name or "a visitor or the system"

    @admin.display
    def difference(self, event: AuditEvent) -> SafeString | str:
        """What became different, in the words of the log."""
        if not event.changes:
            return "-"
        text = json.dumps(event.changes, ensure_ascii=False, sort_keys=True)
        return format_html('<code class="difference">{}</code>', text)

    def get_urls(self) -> list[URLPattern]:
        """Add the file."""
        own = path(
            "export/<str:form>/",
            self.admin_site.admin_view(self.export),
            name="accounts_auditevent_export",
        )
        return [own, *super().get_urls()]

    def export(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """What the list shows with its filters, as a file; taking it along is itself an event."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in audit_export.FORMATS:
            raise Http404
        events = self.get_changelist_instance(request).get_queryset(request)
        write, content_type, suffix = audit_export.FORMATS[form]
        if isinstance(request.user, User):
            facts = {"format": form, "events": events.count()}
            audit.record(request.user, "audit_log.exported", request.user, facts, request=request)
        name = f"audit-{timezone.localtime():%Y-%m-%d-%H%M}.{suffix}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        lines = write(events.iterator(chunk_size=AT_ONCE))
        # Under ASGI Django would read a synchronous iterator to its end before sending anything.
        content = _later(lines) if isinstance(request, ASGIRequest) else lines
        return StreamingHttpResponse(content, content_type=content_type, headers=headers)


async def _later(lines: Iterator[str]) -> AsyncIterator[str]:
    following = sync_to_async(lambda: "".join(islice(lines, AT_ONCE)))
    while part := await following():
        yield part
