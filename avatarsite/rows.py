"""Every row of the database, in a file that another kind of database can read.

The file holds one JSON value a line, compressed: ``[table, key, {column: value}]`` for each row,
and at the end ``{table: [number of rows, digest]}``. Keys that are UUIDs or texts stay what they
are. Keys that a database makes up, which only tables of Django and allauth have, are made up anew
and followed where rows refer to them; content types and permissions, which are there as soon as a
database is prepared, are found by name.
"""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any, Final, TypeAlias

from django.apps import apps
from django.db import models, transaction

Table: TypeAlias = type[models.Model]
Column: TypeAlias = "models.Field[Any, Any]"
Values: TypeAlias = dict[str, Any]
Tallies: TypeAlias = dict[str, list[Any]]  # by table: number of rows, digest of all

BATCH: Final = 500  # rows read or written at once


def tables() -> list[Table]:
    """Every table; those whose keys are made up first, each after those that it refers to."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]
    ordered: list[Table] = []
    numbered = [model for model in found if has_made_up_key(model)]
    while numbered:
        ready = [m for m in numbered if not any(t in numbered for t in _made_up_targets(m))]
        ordered += ready
        numbered = [model for model in numbered if model not in ready]
    # Those that belong to no numbered table may refer to one another in any order: constraints
    # are checked at the end.
    return [*ordered, *(model for model in found if model not in ordered)]


def has_made_up_key(model: Table) -> bool:
    """Whether the database makes up the key of each row."""
    return isinstance(model._meta.pk, models.AutoField)


def _made_up_targets(model: Table) -> set[Table]:
    found = {target_of(field) for field in model._meta.concrete_fields}
    return {target for target in found if target not in (None, model) and has_made_up_key(target)}


def target_of(field: Column) -> Any:
    """The table a column refers to, or ``None``."""
    return field.related_model if isinstance(field, models.ForeignKey) else None


def save(path: Path) -> Tallies:
    """Write every row into a file.

    Returns:
        What was written.
    """
    tallies: Tallies = {}
    # On SQLite nobody writes meanwhile; on MongoDB whoever copies stops the site.
    with transaction.atomic(), gzip.open(path, "wt", encoding="utf-8") as file:
        for model in tables():
            label, tally = model._meta.label_lower, Tally()
            for row in model._base_manager.order_by("pk").iterator(BATCH):
                values = plain_values(row)
                tally.add(model, str(row.pk), values)
                file.write(json.dumps([label, str(row.pk), values], ensure_ascii=False) + "\n")
            tallies[label] = tally.result()
        file.write(json.dumps(tallies) + "\n")
    return tallies


def plain_values(row: models.Model) -> Values:
    """A row's columns, but for its key, as JSON has them."""
    return {
        field.attname: _plain(field, row)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def _plain(field: Column, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    if value is None or isinstance(value, bool | int | float | str | dict | list):
        return value
    return field.value_to_string(row)


class Tally:
    """Counts rows, and sums up their digests, whatever their order."""

    def __init__(self) -> None:
        self.n_rows = 0
        self.sum = 0

    def add(self, model: Table, key: str, values: Values) -> None:
        """Count a row; made-up keys differ between databases, and microseconds get lost."""
        told = {
            field.attname: _to_milliseconds(field, values[field.attname])
            for field in model._meta.concrete_fields
            if not field.primary_key and not refers_to_made_up(field)
        }
        told["key"] = "" if has_made_up_key(model) else key
        text = json.dumps(told, sort_keys=True)
        self.n_rows += 1
        self.sum += int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])

    def result(self) -> list[Any]:
        """Number of rows, and 32 hexadecimal digits."""
        return [self.n_rows, f"{self.sum % 2**128:032x}"]


def _to_milliseconds(field: Column, value: Any) -> Any:
    if value is None or not isinstance(field, models.DateTimeField):
        return value
    return field.to_python(value).isoformat(timespec="milliseconds")


def refers_to_made_up(field: Column) -> bool:
    """Whether a column holds keys that the database made up."""
    target = target_of(field)
    return target is not None and has_made_up_key(target)


def tallies_of_all() -> Tallies:
    """What the database holds."""
    found: Tallies = {}
    for model in tables():
        tally = Tally()
        for row in model._base_manager.order_by("pk").iterator(BATCH):
            tally.add(model, str(row.pk), plain_values(row))
        found[model._meta.label_lower] = tally.result()
    return found
