"""What a presenter leaves behind: pictures, sent files, recordings, tracks of its face."""

import shutil
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from media_jobs import pipeline_factory, uploads
from media_jobs.models import Avatar, Consent, Upload


@dataclass(frozen=True, slots=True)
class Material:
    """Everything stored about one presenter, noted before its row lets go of it.

    Attributes:
        tracks: folder of what was found out about its face.
        pictures: storage and name of each stored picture.
        sent: keys of uploads it was made from, and of recorded consents.
    """

    tracks: Path
    pictures: tuple[tuple[Any, str], ...]
    sent: Collection[uuid.UUID]

    @classmethod
    def of(cls, avatar: Avatar) -> Self:
        """What there is now."""
        stored = [picture for picture in (avatar.picture, avatar.thumbnail) if picture]
        sent = {avatar.source_id} if avatar.source_id else set()
        for consent in Consent.objects.filter(avatar=avatar):
            same = Upload.objects.filter(owner_id=consent.owner_id)
            same = same.filter(asset__sha256=consent.picture_sha256)
            sent |= {*same.values_list("pk", flat=True)}
            sent |= {consent.recording_id} if consent.recording_id else set()
        pictures = tuple((picture.storage, str(picture.name)) for picture in stored)
        return cls(pipeline_factory.tracks_folder(avatar), pictures, sent)

    def remove_pictures(self) -> None:
        """Delete the stored pictures alone."""
        for files, name in self.pictures:
            files.delete(name)

    def remove(self) -> None:
        """Delete it; uploads only where nothing else needs them."""
        self.remove_pictures()
        shutil.rmtree(self.tracks, ignore_errors=True)
        Consent.objects.filter(recording_id__in=self.sent).update(recording=None)
        for upload in Upload.objects.unused().filter(pk__in=self.sent):
            uploads.remove(upload)
