"""Rows of any model, filled by the kinds of its fields: so that a new model needs no new code."""

import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from accounts.belongings import all_belongings


def make_all(person):
    """One row for the person in every table that can hold some; returns them."""
    made = {type(person): person}
    for belonging in all_belongings():
        make(belonging.model, made)
    return [row for row in made.values() if row is not person]


def make(model, made):
    """A row of a model and of those it cannot do without; ``made`` holds one of each."""
    if model not in made:
        row = model()
        files = []
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                files.append(field)
            elif isinstance(field, models.ForeignKey):
                if not field.null or field.remote_field.on_delete is models.CASCADE:
                    setattr(row, field.name, make(field.related_model, made))
            elif _is_needed(field):
                setattr(row, field.attname, _value(field))
        for field in files:
            getattr(row, field.name).save("made.bin", ContentFile(b"private"), save=False)
        row.save(force_insert=True)
        made[model] = row
    return made[model]


def _is_needed(field):
    return not (field.primary_key or field.has_default() or field.null or field.blank)


def _value(field):
    if field.choices:
        return field.choices[0][0]
    values = {
        models.BooleanField: False,
        models.IntegerField: 1,
        models.FloatField: 1.0,
        models.DateTimeField: timezone.now(),
        models.DateField: date(2026, 1, 1),
        models.JSONField: {},
        models.UUIDField: uuid.uuid4(),
        models.BinaryField: b"x",
        models.EmailField: "x@example.org",
        models.CharField: uuid.uuid4().hex[: field.max_length or 32],
        models.TextField: "text",
        models.GenericIPAddressField: "192.0.2.1",
    }
    return next(value for kind, value in values.items() if isinstance(field, kind))
