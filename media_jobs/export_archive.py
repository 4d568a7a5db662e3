"""The archive of everything about a person: rows as JSON, files under names for people."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from accounts import plans
from accounts.belongings import all_belongings
from accounts.models import AuditEvent, User
from media_jobs import export_files, uploads
from media_jobs.refusals import ServiceError

# Names of fields that open something, or would help to.
SECRETIVE: Final = re.compile(r"password|secret|token|signature|digest|(^|_)key$")
SECRET_FIELDS: Final = frozenset({"mfa.Authenticator.data"})  # seeds and public keys of factors
CHUNK: Final = 1 << 20  # bytes
FOR_ROWS: Final = 1 << 20  # bytes that all rows together count as, in the progress
READ_ME: Final = """\
Everything that {site} knows about {email}, as of {day}.

account.json     your account and what you may use
data/            one file for each kind of thing, as JSON: one object for each row
data/files.json  which file in this archive is which stored file
videos/          what was made for you, a folder for each video
dubs/            previews of videos that you dub
uploads/         what you sent
presenters/      pictures of your own presenters
files/           other files of yours

Left out: passwords, keys, tokens and what else opens something; files that a moderator withholds.
Times are UTC unless they say otherwise.
"""

Note = Callable[[float], None]


@dataclass(frozen=True)
class Archive:
    """A finished archive.

    Attributes:
        path: where it lies.
        n_files: of the person, besides rows.
    """

    path: Path
    n_files: int


def write(person: User, path: Path, note: Note) -> Archive:
    """Write the archive.

    Args:
        person: whose.
        path: of the new file.
        note: takes the share that is done, within [0, 1]; may raise to stop.

    Raises:
        ServiceError: ``no_space`` on the disk.
    """
    files = list(export_files.files_of(person))
    sizes = [file.path.stat().st_size for file in files]
    total, done = sum(sizes) + FOR_ROWS, FOR_ROWS
    if shutil.disk_usage(path.parent).free < total + uploads.KEPT_FREE:
        raise ServiceError("no_space", "There is no room for this archive on the server.")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _write_rows(archive, person, {file.stored: file.name for file in files})
        for file, size in zip(files, sizes, strict=True):
            _copy(archive, file, _Share(note, done, total))
            done += size
    return Archive(path, len(files))


@dataclass(frozen=True)
class _Share:
    """Tells of one file's bytes as a share of everything."""

    note: Note
    before: int
    total: int

    def __call__(self, n_bytes: int) -> None:
        self.note((self.before + n_bytes) / self.total)


def _copy(
    archive: zipfile.ZipFile, file: export_files.ExportedFile, copied: Callable[[int], None]
) -> None:
    """Add a file as it is: sound and pictures are small already."""
    info = zipfile.ZipInfo.from_file(file.path, file.name, strict_timestamps=False)
    info.compress_type = zipfile.ZIP_STORED
    n_bytes = 0
    with file.path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)
            n_bytes += len(chunk)
            copied(n_bytes)


def _write_rows(archive: zipfile.ZipFile, person: User, names: Mapping[str, str]) -> None:
    told = {"site": settings.SITE_NAME, "email": person.email, "day": f"{timezone.now():%d %B %Y}"}
    archive.writestr("read-me.txt", READ_ME.format(**told))
    account = {**facts_of(person, names), "limits": limits_of(person)}
    archive.writestr("account.json", _json(account))
    archive.writestr("data/files.json", _json(names))
    for belonging in all_belongings():
        rows = belonging.of(person)
        called = slugify(str(belonging.model._meta.verbose_name_plural))
        _write_list(archive, f"data/{called}.json", (facts_of(row, names) for row in rows))
    _write_list(archive, "data/audit-log.json", _events(person))


def limits_of(person: User) -> dict[str, Any]:
    """What a person may use, by name."""
    limits = plans.limits_of(person)
    return {name: getattr(limits, name) for name in ("plan", *plans.NAMES)}


def _write_list(archive: zipfile.ZipFile, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a list of objects, one after another; nothing at all for none."""
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return
    info = zipfile.ZipInfo(name, timezone.now().timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as file:
        _write(file, f"[\n{_json(first)}")
        for row in iterator:
            _write(file, f",\n{_json(row)}")
        _write(file, "\n]\n")


def _write(file: IO[bytes], text: str) -> None:
    file.write(text.encode())


class _Encoder(DjangoJSONEncoder):
    """JSON of whatever a field holds; the keys of some databases are values of their own."""

    def default(self, o: object) -> Any:
        """What stands for a value that JSON does not know."""
        try:
            return super().default(o)
        except TypeError:
            return str(o)


def _json(value: Any) -> str:
    return json.dumps(value, cls=_Encoder, ensure_ascii=False, indent=2)


def facts_of(row: models.Model, names: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a row that may be told.

    Args:
        row: of a person.
        names: of files in the archive, by how they are stored.
    """
    facts: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        label = f"{row._meta.label}.{field.name}"
        if isinstance(field, models.BinaryField) or label in SECRET_FIELDS:
            continue
        if SECRETIVE.search(field.name):
            continue
        value = getattr(row, field.attname)
        if isinstance(field, models.FileField):
            value = names.get(value.name or "") if value else None
        facts[field.name] = value
    return facts


def _events(person: User) -> Iterator[dict[str, Any]]:
    """What the audit log says of a person; of others who acted, not who they are."""
    about = models.Q(object_type="user", object_id=str(person.pk))
    for event in AuditEvent.objects.filter(models.Q(actor_id=person.pk) | about):
        facts = facts_of(event, {})
        if event.actor_id != person.pk:
            facts |= {"actor": None, "actor_name": "", "address": ""}
        yield facts
