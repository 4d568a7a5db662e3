"""People in the Django admin."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.http import HttpRequest

from accounts.models import User


class NewUserForm(BaseUserCreationForm):  # type: ignore[type-arg]  # not generic at run time
    """E-mail, name and password of someone new."""

    class Meta:
        """What is asked for."""

        model = User
        fields = ("email", "display_name")

    def clean_email(self) -> str:
        """The address in lower case, as it is stored."""
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Who may sign in, and what they may do."""

    add_form = NewUserForm
    list_display = ("email", "display_name", "is_owner", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active", "language", "date_joined")
    search_fields = ("email", "display_name")
    ordering = ("email",)
    readonly_fields = ("id", "is_owner", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("id", "email", "password", "display_name", "picture", "language")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Since", {"fields": ("is_owner", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "display_name", "password1", "password2")}),)
    filter_horizontal = ("groups",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The owner cannot be deleted: the set-up page would open again."""
        if isinstance(obj, User) and obj.is_owner:
            return False
        return super().has_delete_permission(request, obj)
