"""Presenters and what was said about those they show, in the Django admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import audit
from accounts.admin_audited import Audited
from accounts.auth import signed_in_user
from media_jobs import own_avatars
from media_jobs.admin_rows import MadeByTheProgram, WithThumbnail
from media_jobs.models import Avatar, Consent


@admin.register(Avatar)
class AvatarAdmin(WithThumbnail, Audited):
    """Presenters: the library and people's own. They are decided about in their queue."""

    list_display = (
        "thumbnail",
        "name",
        "kind",
        "owner",
        "state",
        "visibility",
        "default_voice",
        "order",
        "is_active",
    )
    list_display_links = ("thumbnail", "name")
    list_editable = ("order", "is_active")
    list_filter = ("state", "visibility", "kind", "is_active", "has_alpha")
    list_select_related = ("owner",)
    search_fields = ("name", "slug", "description", "owner__email")
    readonly_fields = (
        "id",
        "thumbnail",
        "slug",
        "kind",
        "owner",
        "source",
        "state",
        "visibility",
        "group",
        "review_note",
        "reviewed_at",
        "reviewed_by",
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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What comes with the product would come again; it can be offered no longer."""
        if isinstance(obj, Avatar) and obj.owner_id is None:
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete with pictures and tracks, as its owner would."""
        audit.record(signed_in_user(request), "avatar.deleted", obj, request=request)
        own_avatars.remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The same for several; the library stays."""
        for avatar in queryset.filter(owner__isnull=False):
            self.delete_model(request, avatar)


@admin.register(Consent)
class ConsentAdmin(MadeByTheProgram):
    """Who said what about the person whom a presenter shows."""

    list_display = ("avatar_name", "owner", "who", "proof", "answer", "stated_at", "revoked_at")
    list_filter = ("who", "proof", "answer", "is_minor", "is_public_figure", "stated_at")
    list_select_related = ("owner",)
    search_fields = ("avatar_name", "owner__email", "person_name", "person_email")
