"""Flags, reports and the words of decisions in the Django admin.

What waits for a decision is decided about in the queues; here is all that ever was.
"""

from django.contrib import admin

from accounts.admin_audited import Audited
from media_jobs.admin_rows import MadeByTheProgram
from media_jobs.models import Flag, ReasonTemplate, Report
from media_jobs.templatetags.moderation import facts_of


@admin.register(Flag)
class FlagAdmin(MadeByTheProgram):
    """What was noticed, and what became of it."""

    list_display = (
        "created_at",
        "kind",
        "found",
        "person",
        "video",
        "avatar",
        "state",
        "decided_by",
    )
    list_filter = ("state", "kind", "created_at")
    list_select_related = ("person", "video", "avatar", "decided_by")
    search_fields = ("person__email", "video__title", "avatar__name")

    @admin.display
    def found(self, flag: Flag) -> str:
        """What it speaks of."""
        return facts_of(flag)


@admin.register(Report)
class ReportAdmin(MadeByTheProgram):
    """What strangers complained about, and what they were told."""

    list_display = ("created_at", "reference", "title", "reason", "state", "decided_by")
    list_filter = ("state", "reason", "created_at")
    list_select_related = ("decided_by",)
    search_fields = ("title", "text", "email", "video__owner__email")


@admin.register(ReasonTemplate)
class ReasonTemplateAdmin(Audited):
    """Words for decisions."""

    list_display = ("title", "about", "text", "order", "is_active")
    list_display_links = ("title",)
    list_editable = ("order", "is_active")
    list_filter = ("about", "is_active")
    search_fields = ("title", "text")
