"""Plans, and what one person is allowed, in the Django admin."""

from django.contrib import admin

from accounts.admin_audited import Audited
from accounts.models import Allowance, Invitation, Plan

LIMITS = ("render_minutes", "storage_mb", "jobs", "upload_mb", "dub_mb")


@admin.register(Plan)
class PlanAdmin(Audited):
    """How much people may use."""

    list_display = ("name", "is_default", *LIMITS)
    search_fields = ("name", "description")
    fields = ("name", "description", "is_default", *LIMITS)


@admin.register(Allowance)
class AllowanceAdmin(Audited):
    """What one person is allowed apart from their plan."""

    list_display = ("person", "plan", *LIMITS, "reason")
    list_filter = ("plan",)
    list_select_related = ("person", "plan")
    search_fields = ("person__email", "person__display_name", "reason")
    autocomplete_fields = ("person", "plan")
    fields = ("person", "plan", *LIMITS, "reason")


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Invitations, to be read; they are made and taken back on their own page."""

    list_display = ("email", "note", "state", "invited_by", "created_at", "expires_at")
    list_filter = ("state", "created_at")
    list_select_related = ("invited_by",)
    search_fields = ("email", "note", "invited_by__email")

    def has_add_permission(self, request: object) -> bool:  # noqa: ARG002 (Django's signature)
        """Not here: the link is shown where it is made."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:  # noqa: ARG002
        """Not here."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:  # noqa: ARG002
        """Not here."""
        return False
