"""What belongs to a person: every row that goes when the person goes, and its files.

Found by the foreign keys of the models themselves, so that a new table cannot be forgotten: a row
belongs to somebody if it points at them, or at another row of theirs, with ``CASCADE``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from django.apps import apps
from django.db import models
from django.db.models.fields.files import FieldFile

from accounts.models import User

Rows: TypeAlias = models.QuerySet[Any]


@dataclass(frozen=True)
class Belonging:
    """A table with rows of people.

    Attributes:
        model: the table.
        paths: look-ups that lead from a row to its person; one of them is enough.
    """

    model: type[models.Model]
    paths: tuple[str, ...]

    def of(self, person: User) -> Rows:
        """One person's rows."""
        mine = reduce(or_, (models.Q(**{path: person.pk}) for path in self.paths))
        rows: Rows = self.model._default_manager.filter(mine)  # noqa: SLF001 (documented)
        return rows

    @property
    def file_fields(self) -> list[str]:
        """Names of its fields that hold files."""
        fields = self.model._meta.get_fields()
        return [field.name for field in fields if isinstance(field, models.FileField)]


def all_belongings() -> list[Belonging]:
    """Every table with rows of people, those nearest to the person first; not people themselves."""
    found: dict[type[models.Model], tuple[str, ...]] = {User: ("pk",)}
    newest = dict(found)
    while newest:
        further: dict[type[models.Model], tuple[str, ...]] = {}
        for model in apps.get_models():
            if model not in found and (paths := tuple(_paths(model, newest))):
                further[model] = paths
        found |= further
        newest = further
    return [Belonging(model, paths) for model, paths in found.items() if model is not User]


def _paths(
    model: type[models.Model], owners: dict[type[models.Model], tuple[str, ...]]
) -> Iterator[str]:
    """Ways from a row to its person through the tables that were found last."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        goes_along = field.remote_field.on_delete is models.CASCADE
        target = field.related_model
        if goes_along and target in owners:
            for path in owners[target]:
                yield field.name if target is User else f"{field.name}__{path}"


def files_of(person: User) -> Iterator[FieldFile]:
    """Every stored file that belongs to a person, their picture included."""
    if person.picture:
        yield person.picture
    for belonging in all_belongings():
        if names := belonging.file_fields:
            for row in belonging.of(person).only("pk", *names):
                files = (getattr(row, name) for name in names)
                yield from (file for file in files if file)
