"""The audit log as a file: for a spreadsheet, or one JSON object a line."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from accounts.models import AuditEvent

FIELDS: Final = (
    "id",
    "at",
    "actor",
    "actor_name",
    "action",
    "object_type",
    "object_id",
    "object_name",
    "changes",
    "address",
)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets would calculate


class _Echo:
    """A file that hands back what is written to it, a line at a time."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def facts_of(event: AuditEvent) -> dict[str, Any]:
    """An event as plain values."""
    return {
        "id": str(event.pk),
        "at": event.at.isoformat(),
        "actor": str(event.actor_id) if event.actor_id else None,
        "actor_name": event.actor_name,
        "action": event.action,
        "object_type": event.object_type,
        "object_id": event.object_id,
        "object_name": event.object_name,
        "changes": event.changes,
        "address": event.address,
    }


def csv_lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    """A table with a line of names first (RFC 4180); nothing in it is a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read it as UTF-8
    yield writer.writerow(FIELDS)
    for event in events:
        facts = facts_of(event)
        facts["changes"] = json.dumps(facts["changes"], ensure_ascii=False, sort_keys=True)
        yield writer.writerow([_harmless(facts[name]) for name in FIELDS])


def _harmless(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def json_lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    """One object a line."""
    for event in events:
        yield f"{json.dumps(facts_of(event), ensure_ascii=False, sort_keys=True)}\n"


Writer = Callable[[Iterable[AuditEvent]], Iterator[str]]
FORMATS: Final[Mapping[str, tuple[Writer, str, str]]] = MappingProxyType(
    {
        "csv": (csv_lines, "text/csv; charset=utf-8", "csv"),
        "json": (json_lines, "application/x-ndjson; charset=utf-8", "jsonl"),
    }
)
