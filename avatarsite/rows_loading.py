"""Rows from a file of ``avatarsite.rows`` into a database that nobody uses yet."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction

from avatarsite.rows import (
    BATCH,
    Column,
    Table,
    Tallies,
    Values,
    has_made_up_key,
    refers_to_made_up,
    tables,
    tallies_of_all,
    target_of,
)

# Filled by ``migrate``: a row is the same where these are.
NAMES: Final[dict[Table, tuple[str, ...]]] = {
    ContentType: ("app_label", "model"),
    Permission: ("content_type_id", "codename"),
}


class RowsError(Exception):
    """The rows cannot be loaded; the message says why, for the person at the terminal."""


def load(path: Path) -> Tallies:
    """Store every row of a file, and compare what is stored then with what was saved.

    Returns:
        What was stored.

    Raises:
        RowsError: people use this database already, the file is of another version or not whole,
            or what is stored afterwards differs from it; nothing stays stored then.
    """
    if get_user_model()._base_manager.exists():
        raise RowsError("there are people in this database already; give an empty one")
    try:
        with transaction.atomic():
            clear()
            expected = _stored(path)
            _compare(expected, tallies_of_all())
    except BaseException:
        if not connection.features.supports_transactions:
            clear()
        raise
    return expected


def clear() -> None:
    """Remove every row, but for those that every prepared database has."""
    names = [model._meta.db_table for model in tables() if model not in NAMES]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), names))


def _compare(expected: Tallies, found: Tallies) -> None:
    prepared = {model._meta.label_lower for model in NAMES}
    wrong = [
        f"{label}: {expected.get(label, [0])[0]} rows saved, {found.get(label, [0])[0]} stored"
        for label in sorted({*expected, *found} - prepared)
        if expected.get(label) != found.get(label)
    ]
    if wrong:
        raise RowsError("what is stored differs from what was saved; " + "; ".join(wrong))


def _stored(path: Path) -> Tallies:
    """Store the rows of a file; its last line."""
    by_label = {model._meta.label_lower: model for model in tables()}
    loading = _Loading()
    for line in _lines(path):
        if isinstance(line, dict):
            loading.flush()
            return line
        label, key, values = line
        if label not in by_label:
            raise RowsError(f"the file is of another version: it has {label}")
        loading.add(by_label[label], key, values)
    raise RowsError("the file is not whole")


def _lines(path: Path) -> Iterator[Any]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, EOFError, ValueError) as exc:
        raise RowsError(f"the file cannot be read: {exc}") from exc


class _Loading:
    """Stores rows, many at once, and remembers which keys were made up for which."""

    def __init__(self) -> None:
        self.new_keys: dict[tuple[Table, str], Any] = {}
        self.batch: list[models.Model] = []

    def add(self, model: Table, key: str, values: Values) -> None:
        """Take a row; it is stored with the next ``flush`` at the latest."""
        columns = {field.attname: field for field in model._meta.concrete_fields}
        if missing := values.keys() ^ (columns.keys() - {model._meta.pk.attname}):
            told = ", ".join(sorted(missing))
            raise RowsError(f"the file is of another version: {model._meta.label}: {told}")
        given = {name: self._value(columns[name], value) for name, value in values.items()}
        if model in NAMES:
            named = {name: given.pop(name) for name in NAMES[model]}
            row, _ = model._base_manager.get_or_create(**named, defaults=given)
            self.new_keys[model, key] = row.pk
        elif has_made_up_key(model):
            row = model(**given)
            row.save_base(raw=True, force_insert=True)  # raw: no time becomes that of today
            self.new_keys[model, key] = row.pk
        else:
            self._add_to_batch(model(pk=model._meta.pk.to_python(key), **given))

    def _value(self, field: Column, value: Any) -> Any:
        if value is None:
            return None
        if refers_to_made_up(field):
            return self.new_keys[target_of(field), str(value)]
        return field.to_python(value)

    def _add_to_batch(self, row: models.Model) -> None:
        if self.batch and (len(self.batch) >= BATCH or type(self.batch[0]) is not type(row)):
            self.flush()
        self.batch.append(row)

    def flush(self) -> None:
        """Store what waits."""
        if self.batch:
            type(self.batch[0])._base_manager.bulk_create(self.batch)
        self.batch = []
