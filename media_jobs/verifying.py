"""Whether a file was made here: what is looked for in it, and what that means.

Anybody may ask. A file is looked at in a process of its own, so that no stranger holds up those who
work here, and is thrown away with the folder that it was put into.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from media_jobs import (
    embedding,
    file_types,
    inspection,
    pipeline_factory,
    provenance,
    sharing,
    storage,
    uploads,
)
from media_jobs.models import ProvenanceFile, ProvenanceRecord
from media_jobs.refusals import refuse
from media_jobs.render_process import Limits

OURS, TRUSTED, UNKNOWN_SIGNER, ALTERED = "ours", "trusted", "unknown", "altered"  # of credentials
FORM_OVERHEAD: Final = 64 * 1024  # bytes of a multipart form around its file


class Answer(StrEnum):
    """What a file is, as far as can be told."""

    ORIGINAL = "original"  # as it was made here
    COPY = "copy"  # pictures made here, in a file that was changed since
    ELSEWHERE = "elsewhere"  # marks of somebody else, none of this site
    UNKNOWN = "unknown"  # nothing is found, which proves nothing


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its reasons.

    Attributes:
        answer: the whole in a word.
        reasons: codes of what was found, the weightiest first; ``studio.verdict_words`` has them.
        identifier: number of the video in hexadecimal, where it was made here.
        made_at: when the file was made here, or what it was copied from.
        kind: of ``ProvenanceRecord.Kind``: what speaks in it.
        label_text: the visible label, as it was read or written.
        issuer: who signed the credentials, as the certificate says.
        tool: that made the file, as the credentials say.
        signed_at: ISO 8601, when the credentials say it was made.
    """

    answer: Answer
    reasons: tuple[str, ...]
    identifier: str = ""
    made_at: datetime | None = None
    kind: str = ""
    label_text: str = ""
    issuer: str = ""
    tool: str = ""
    signed_at: str = ""

    @property
    def is_made_here(self) -> bool:
        """Whether its pictures come from this site."""
        return self.answer in (Answer.ORIGINAL, Answer.COPY)


def max_bytes() -> int:
    """The largest file that is looked at."""
    return int(settings.VERIFY_MAX_MB) * uploads.MEBIBYTE


def refuse_large(size: int) -> None:
    """See whether a file is small enough.

    Raises:
        ServiceError: ``file_too_large``.
    """
    if size > max_bytes():
        detail = f"Files may have at most {settings.VERIFY_MAX_MB} MB here."
        raise refuse("file", "file_too_large", detail)


def verify_file(file: "UploadedFile[Any]") -> Verdict:
    """Look at a file that somebody sent; nothing of it stays.

    Raises:
        ServiceError: it is empty or too large, or the site is busy.
        UnusableMaterialError: it is no picture, sound or video, or cannot be read.
    """
    if not file.size:
        raise refuse("file", "empty_file", "The file is empty.")
    refuse_large(file.size)
    suffix = file_types.suffix_for(file)
    if suffix is None:
        raise uploads.unknown_type()
    with inspection.scratch() as folder:
        return verify_path(_placed(file, folder / f"file{suffix}"), field="file")


def _placed(file: "UploadedFile[Any] | IO[bytes]", path: Path) -> Path:
    """Move a file that lies on the disk already; write one that does not."""
    if isinstance(file, TemporaryUploadedFile):
        shutil.move(file.temporary_file_path(), path)
        return path
    file.seek(0)
    with path.open("wb") as target:
        shutil.copyfileobj(file, target)
    return path


def verify_link(address: str) -> Verdict:
    """Look at the video of a share link of this site; nothing is fetched from anywhere.

    Raises:
        ServiceError: ``link_not_ours``, ``link_over``, ``link_locked``, or the site is busy.
    """
    token = embedding.token_in(address.strip())
    try:
        link = sharing.opened(token or "")
    except sharing.NoSuchLinkError:
        detail = "This is no link to a video of this site. Save the video and send the file."
        raise refuse("link", "link_not_ours", detail) from None
    except sharing.LinkOverError:
        raise refuse("link", "link_over", "This link does not work any more.") from None
    if link.password:
        raise refuse("link", "link_locked", "This link has a password.")
    file = link.video.file
    if file is None or not Path(file.file.path).exists():
        raise refuse("link", "link_over", "This link does not work any more.")
    return verify_path(Path(file.file.path), field="link")


def verify_path(path: Path, *, field: str) -> Verdict:
    """Look at a file.

    Args:
        path: of it.
        field: the input that is at fault if the file is.
    """
    trust = settings.C2PA_TRUST
    spec = {
        "path": str(path),
        "identity": provenance.identity_place().to_json(),
        "trust": str(trust) if trust else None,
    }
    limits = Limits(settings.VERIFY_TIME_LIMIT, settings.INSPECTION_MEMORY_LIMIT_MB)
    process = pipeline_factory.verifying_process()
    found = inspection.ask("verify", spec, field=field, process=process, limits=limits)
    return judge(found, storage.sha256_of(path))


def judge(found: Mapping[str, Any], sha256: str) -> Verdict:
    """What was found in a file, compared with what is remembered.

    Args:
        found: ``inference.provenance`` in a file, as its operation ``verify`` tells it.
        sha256: of the file.
    """
    signed, watermark = found["credentials"], found["watermark"]
    same = ProvenanceFile.objects.filter(sha256=sha256).select_related("record").first()
    record = same.record if same else _record_of(found)
    made = same or (record.files.first() if record else None)
    answer = _answer(found, is_same=same is not None)
    is_ours = answer in (Answer.ORIGINAL, Answer.COPY)
    number = watermark["identifier"] or (signed["identifier"] if signed["state"] == OURS else "")
    return Verdict(
        answer=answer,
        reasons=tuple(_reasons(found, made, is_same=same is not None)),
        identifier=(str(record) if record else number or "") if is_ours else "",
        made_at=made.made_at if made and is_ours else None,
        kind=record.kind if record and is_ours else signed["kind"] if is_ours else "",
        label_text=found["label"]["text"] or "" if found["label"]["seen"] else "",
        issuer=signed["issuer"] or "",
        tool=signed["tool"] or "",
        signed_at=signed["made_at"] or signed["signed_at"] or "",
    )


def _record_of(found: Mapping[str, Any]) -> ProvenanceRecord | None:
    """The video whose number is in the picture, or in credentials that nobody has changed."""
    signed = found["credentials"]
    numbers = [found["watermark"]["identifier"]]
    if signed["state"] == OURS:
        numbers.append(signed["identifier"])
    for number in filter(None, numbers):
        if record := ProvenanceRecord.objects.filter(watermark_id=int(number, 16)).first():
            return record
    return None


def _answer(found: Mapping[str, Any], *, is_same: bool) -> Answer:
    state = found["credentials"]["state"]
    if is_same or state == OURS:
        return Answer.ORIGINAL
    if found["watermark"]["identifier"]:  # only the key of this site reads it
        return Answer.COPY
    is_marked = found["watermark"]["found"] or state in (TRUSTED, UNKNOWN_SIGNER)
    return Answer.ELSEWHERE if is_marked else Answer.UNKNOWN


def _reasons(found: Mapping[str, Any], made: ProvenanceFile | None, *, is_same: bool) -> list[str]:
    watermark, label = found["watermark"], found["label"]
    reasons = ["same_file"] if is_same else []
    reasons.append(f"credentials_{found['credentials']['state']}")
    if watermark["identifier"]:
        reasons.append("watermark_ours")
    elif found["kind"] != "sound":
        reasons.append("watermark_foreign" if watermark["found"] else "watermark_none")
    if label["seen"]:
        reasons.append("label_seen")
    elif made is not None and found["kind"] != "sound":
        reasons.append("label_gone" if made.has_label else "label_never")
    return reasons
