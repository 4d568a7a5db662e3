"""One row of every model for one person, whatever models there are."""

import itertools
import uuid
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from accounts.models import User

SECRET = "hush-7f3a9c"
OURS = ("accounts", "media_jobs", "studio", "mfa")
# Where the first choice or an empty field would not make a row that pages can show.
SPECIAL: dict[str, dict[str, Any]] = {
    "Avatar": {"kind": "photo", "state": "approved"},
    "MediaJob": {"state": "succeeded", "stage": "lip_sync", "error_code": ""},
    "Video": {"deleted_at": None},
}


class Belongings:
    """Makes rows and remembers them, one of each model."""

    def __init__(self, owner: User) -> None:
        self.owner = owner
        self.rows: dict[str, models.Model] = {"User": owner}
        for label in OURS:
            for model in apps.get_app_config(label).get_models():
                self.row(model)

    def row(self, model: type[models.Model]) -> models.Model:
        name = model.__name__
        if name not in self.rows:
            made = model()
            self.rows[name] = made
            for field in model._meta.concrete_fields:
                self._fill(made, field)
            made.save()
        return self.rows[name]

    def _fill(self, made: models.Model, field: Any) -> None:
        special = SPECIAL.get(type(made).__name__, {})
        if field.name in special:
            setattr(made, field.name, special[field.name])
        elif isinstance(field, models.ForeignKey):
            self._relate(made, field)
        elif isinstance(field, models.FileField):
            field.save_form_data(made, ContentFile(SECRET.encode(), "hush.bin"))
        elif isinstance(field, models.CharField | models.TextField) and not field.choices:
            self._write(made, field)
        elif isinstance(field, models.JSONField) and field.null is False:
            setattr(made, field.name, field.get_default() or {})
        elif not field.null and not field.has_default() and not field.primary_key:
            setattr(made, field.name, _anything(field))

    def _relate(self, made: models.Model, field: Any) -> None:
        other = field.related_model
        if issubclass(other, User):
            setattr(made, field.name, self.owner)
        elif other is not type(made) and other._meta.app_label in OURS:
            setattr(made, field.name, self.row(other))

    def _write(self, made: models.Model, field: Any) -> None:
        if field.primary_key or getattr(made, field.attname):
            return
        setattr(made, field.name, SECRET[: field.max_length])


_numbers = itertools.count(1)


def _anything(field: Any) -> Any:
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.BinaryField):
        return SECRET.encode()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField | models.FloatField):
        return next(_numbers)
    if isinstance(field, models.CharField):
        return field.choices[0][0]
    raise AssertionError(f"say what {field} may hold")
