"""People in the Django admin: who may sign in, what they may do, and who is shut out."""

from typing import TYPE_CHECKING, Any, TypeAlias

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts import audit, leaving, sessions, suspension
from accounts.admin_audited import Audited
from accounts.auth import signed_in_user
from accounts.models import Suspension, User

if TYPE_CHECKING:
    Inline: TypeAlias = admin.TabularInline[Any, Any]
else:  # generic in the stubs only
    Inline = admin.TabularInline


class NewUserForm(BaseUserCreationForm):  # type: ignore[type-arg]  # not generic at run time
    """E-mail, name and password of someone new."""

    class Meta:
        """What is asked for."""

        model = User
        fields = ("email", "display_name")

    def clean_email(self) -> str:
        """The address in lower case, as it is stored."""
        return str(self.cleaned_data["email"]).lower()


class SuspensionInline(Inline):
    """When somebody was shut out, and why."""

    model = Suspension
    fk_name = "person"
    extra = 0
    fields = ("at", "reason", "by", "lifted_at", "lifted_by")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        """By the button alone, which signs out and tells the person, too."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """It was as it was."""
        return False


@admin.register(User)
class UserAdmin(Audited, DjangoUserAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Who may sign in, and what they may do."""

    add_form = NewUserForm
    change_form_template = "admin/accounts/user_form.html"
    inlines = (SuspensionInline,)
    actions = ("suspend_people", "let_in_again")
    list_display = (
        "email",
        "display_name",
        "is_owner",
        "is_staff",
        "is_active",
        "leaves_at",
        "last_login",
    )
    list_filter = (
        "is_staff",
        "is_active",
        "language",
        "date_joined",
        ("leaves_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("email", "display_name")
    ordering = ("email",)
    readonly_fields = ("id", "is_owner", "is_active", "leaves_at", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("id", "email", "password", "display_name", "language")}),
        ("May", {"fields": ("is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Since", {"fields": ("is_active", "is_owner", "leaves_at", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "display_name", "password1", "password2")}),)
    filter_horizontal = ("groups", "user_permissions")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody but a superuser says who may do what, else anybody could make themselves one.

        One's own address is changed in the profile, which asks for the password.
        """
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and obj == request.user:
            fields = (*fields, "email")
        if isinstance(request.user, User) and request.user.is_superuser:
            return fields
        return (*fields, "is_staff", "is_superuser", "groups", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers change others who may use the admin."""
        is_staff = isinstance(obj, User) and (obj.is_staff or obj.is_superuser)
        is_super = isinstance(request.user, User) and request.user.is_superuser
        if is_staff and not is_super and obj != request.user:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The owner cannot be deleted: the set-up page would open again."""
        if isinstance(obj, User) and (obj.is_owner or not self.has_change_permission(request, obj)):
            return False
        return super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Whom the question names: rows of theirs go along, whoever may delete those alone."""
        people = [person for person in objs if self.has_delete_permission(request, person)]
        refused = {"person"} if len(people) < len(objs) else set()
        return [str(person) for person in people], {"people": len(people)}, refused, []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete somebody with everything that is theirs, as leaving does."""
        is_gone = leaving.delete_now(obj, actor=signed_in_user(request), request=request)
        if not is_gone:
            detail = "Something of theirs was under way: the account is shut and goes in a minute."
            self.message_user(request, detail, messages.WARNING)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The same for several; those who cannot be deleted stay."""
        for person in queryset:
            if self.has_delete_permission(request, person):
                self.delete_model(request, person)
            else:
                detail = f"{person.email} cannot be deleted here."
                self.message_user(request, detail, messages.WARNING)

    def save_model(
        self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: Any
    ) -> None:
        """Save somebody; an address that was replaced opens nothing any more."""
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()

    def save_related(
        self, request: HttpRequest, form: "ModelForm[Any]", formsets: Any, change: Any
    ) -> None:
        """Save what somebody may do, and note what became different of it."""
        person = form.instance
        before = _rights(person) if change else {}
        super().save_related(request, form, formsets, change)
        after = _rights(person)
        changes = {name: [before.get(name), after[name]] for name in after}
        changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if change and changed:
            actor = signed_in_user(request)
            audit.record(actor, "account.rights_changed", person, changed, request=request)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 (Django's signature)
        form_url: str = "",
    ) -> HttpResponse:
        """Give somebody another password, sign them out everywhere, and note that.

        One's own is changed in the profile, which asks for the old one.
        """
        person = self.get_object(request, unquote(id))
        if person is not None and person == request.user:
            return redirect("account_change_password")
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and person and response.status_code == 302:  # noqa: PLR2004 (it was done)
            actor = signed_in_user(request)
            sessions.end_all(person)
            audit.record(actor, "account.password_set", person, request=request)
        return response

    def get_urls(self) -> list[URLPattern]:
        """Add the page that asks for the reason of a suspension."""
        own = path(
            "suspend/", self.admin_site.admin_view(self.suspend_view), name="accounts_user_suspend"
        )
        return [own, *super().get_urls()]

    def suspend_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a reason, then shut the chosen people out."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        keys = request.POST.getlist("person") or request.GET.getlist("person")
        people = [get_object_or_404(User, pk=key) for key in keys]
        reason = request.POST.get("reason", "").strip()
        if request.method == "POST" and people and reason:
            self._suspend(request, people, reason)
            return redirect("admin:accounts_user_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Suspend",
            "people": people,
            "is_missing": request.method == "POST",
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/suspend.html", context)

    def _suspend(self, request: HttpRequest, people: list[User], reason: str) -> None:
        actor, n_done = signed_in_user(request), 0
        for person in people:
            try:
                n_done += bool(suspension.suspend(person, actor, reason, request=request))
            except suspension.NotSuspendableError as exc:
                self.message_user(request, f"{person.email}: {exc.detail}", messages.ERROR)
        if n_done:
            self.message_user(request, f"{n_done} suspended.", messages.SUCCESS)

    @admin.action(description="Suspend selected people …", permissions=["change"])
    def suspend_people(self, request: HttpRequest, rows: QuerySet[User]) -> HttpResponse:  # noqa: ARG002 (Django's signature)
        """Go to the page that asks for the reason."""
        query = "&".join(f"person={person.pk}" for person in rows)
        return redirect(f"{reverse('admin:accounts_user_suspend')}?{query}")

    @admin.action(description="Let selected people in again", permissions=["change"])
    def let_in_again(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Lift their suspensions."""
        actor = signed_in_user(request)
        n_lifted = sum(suspension.lift(person, actor, request=request) for person in rows)
        self.message_user(request, f"{n_lifted} let in again.", messages.SUCCESS)


def _rights(person: User) -> dict[str, list[str]]:
    """Names of what somebody was given."""
    return {
        "groups": sorted(person.groups.values_list("name", flat=True)),
        "permissions": sorted(person.user_permissions.values_list("codename", flat=True)),
    }
