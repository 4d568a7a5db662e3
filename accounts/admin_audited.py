"""What administrators type into the admin is on record, field by field."""

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from accounts import audit
from accounts.auth import signed_in_user

if TYPE_CHECKING:
    ModelAdmin: TypeAlias = admin.ModelAdmin[Any]
else:  # generic in the stubs only
    ModelAdmin = admin.ModelAdmin

SECRET: Final = ("password", "token", "secret", "key")  # never told, in any name
LONGEST: Final = 200  # characters of a value


class Audited(ModelAdmin):
    """Writes to the audit log what is added, changed and deleted; mix it in first."""

    def save_model(
        self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: Any
    ) -> None:
        """Save, and note each field that became different."""
        before = self._stored(obj) if change else None
        super().save_model(request, obj, form, change)
        names = [name for name in form.changed_data if _is_tellable(obj, name)]
        changes = {
            name: [_plain(before, name) if before is not None else None, _plain(obj, name)]
            for name in names
        }
        verb = "changed" if change else "added"
        self._note(request, verb, obj, changes)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and note that."""
        self._note(request, "deleted", obj, {})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: "models.QuerySet[Any]") -> None:
        """Delete one after another, so that each is noted."""
        for obj in queryset:
            self.delete_model(request, obj)

    def _stored(self, obj: Any) -> Any:
        return type(obj)._default_manager.filter(pk=obj.pk).first()  # noqa: SLF001 (documented)

    def _note(self, request: HttpRequest, verb: str, obj: Any, changes: dict[str, Any]) -> None:
        action = f"{self.opts.model_name}.{verb}"
        audit.record(signed_in_user(request), action, obj, changes, request=request)


def _is_tellable(obj: models.Model, name: str) -> bool:
    """Whether a field holds one value that is no secret; groups are noted by ``save_related``."""
    is_secret = any(word in name.lower() for word in SECRET)
    known = {field.name: field for field in obj._meta.get_fields()}
    return not is_secret and name in known and not known[name].many_to_many


def _plain(obj: Any, name: str) -> Any:
    value = getattr(obj, name)
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)[:LONGEST]
