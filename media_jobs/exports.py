"""Everything about a person as one archive: ordered, made in the background, thrown away."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import dramatiq
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import audit, letters
from accounts.models import User
from accounts.time_zones import zone_of
from media_jobs import errands, export_archive, links, signed_urls, storage
from media_jobs.arrived_files import ArrivedFile
from media_jobs.broker import broker
from media_jobs.errands import ErrandReporter
from media_jobs.models import DataExport, ErrandQuerySet

KEPT: Final = 5  # exports of a person that are listed
ARCHIVE: Final = "export.zip"


@dramatiq.actor(broker=broker, queue_name="exports")
def export_next() -> None:
    """Make the export whose turn it is."""
    errands.run_next(DataExport.objects.all(), _make)


def own_exports(owner: User) -> ErrandQuerySet[DataExport]:
    """A person's exports, newest first."""
    return DataExport.objects.filter(owner=owner)


def order(owner: User, *, request: HttpRequest | None = None) -> DataExport:
    """Have everything about a person put together, unless that is under way.

    Returns:
        The export that waits, runs, or is new.
    """
    under_way = own_exports(owner).unfinished().first()
    if under_way is not None:
        return under_way
    with transaction.atomic():
        row = DataExport.objects.create(owner=owner)
        transaction.on_commit(export_next.send)
    audit.record(owner, "account.exported", owner, {"export": str(row.pk)}, request=request)
    return row


def cancel(row: DataExport) -> None:
    """Stop one that is under way, and forget one that is there."""
    row.cancel()
    forget(row)


def forget(row: DataExport) -> None:
    """Delete an export with its file."""
    DataExport.objects.filter(pk=row.pk).delete()
    if row.file:
        row.file.delete(save=False)


def _make(row: DataExport, reporter: ErrandReporter) -> Mapping[str, Any]:
    with storage.scratch_folder(f"export-{row.pk}-{row.attempt}") as folder:
        made = export_archive.write(row.owner, folder / ARCHIVE, reporter.note)
        size = made.path.stat().st_size
        with ArrivedFile(made.path, ARCHIVE) as file:
            row.file.save(ARCHIVE, file, save=False)
    name, stored = row.file.name, row.file
    ends = timezone.now() + timedelta(days=settings.EXPORTS_DAYS)
    result = {"file": name, "size_bytes": size, "n_files": made.n_files, "expires_at": ends}
    if not row.keep(result):  # nobody waits for it any more
        stored.storage.delete(name or "")
        return {}
    _tell(row)
    return {}


def _tell(row: DataExport) -> None:
    """Say that it can be fetched; the message opens nothing, its reader has to sign in."""
    with timezone.override(zone_of(row.owner)):
        context = {
            "ends": timezone.localtime(row.expires_at),
            "size_bytes": row.size_bytes,
            "go_url": links.absolute(reverse("studio:my-data")),
        }
        letters.send(row.owner.email, "export", context)


def download_url(row: DataExport) -> str:
    """An address that opens the archive for some hours, also without a session.

    Shown to its owner only. Download managers and other machines can use it.
    """
    path = reverse("media_jobs:export", args=[row.pk])
    return signed_urls.signed(path, subject_of(row.pk))


def subject_of(export_id: uuid.UUID) -> str:
    """What a signed address of an export opens."""
    return f"export.{export_id}"


def purge_expired() -> int:
    """Delete exports that nobody may fetch any more, and old failures.

    Returns:
        How many went.
    """
    now = timezone.now()
    gone = [*DataExport.objects.filter(expires_at__lt=now)]
    old = now - timedelta(days=settings.EXPORTS_DAYS)
    without = DataExport.objects.filter(created_at__lt=old, expires_at__isnull=True)
    gone += [row for row in without if row.is_finished]
    for row in gone:
        forget(row)
    return len(gone)
