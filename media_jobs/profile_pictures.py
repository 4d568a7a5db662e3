"""Pictures of people: taken in, cut square in the quick render process, shown.

``accounts`` finds ``squared`` by the setting ``ACCOUNTS_PICTURE_MAKER``, for pictures that come
from elsewhere.
"""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from media_jobs import inspection
from media_jobs.refusals import refuse

MAX_MB: Final = 12
MAX_BYTES: Final = MAX_MB << 20


def squared(content: bytes, crop: Sequence[float] | None = None) -> bytes:
    """A picture as a small square WebP that holds nothing but pixels.

    Args:
        content: a JPEG, PNG or WebP file from anywhere.
        crop: left, top and side as ``inference.squares.make_square`` takes them.

    Raises:
        ServiceError: ``busy``, ``empty_file`` or ``file_too_large``.
        UnusableMaterialError: it is no such picture, or the square does not lie in it.
    """
    if not content:
        raise refuse("file", "empty_file", "The file is empty.")
    if len(content) > MAX_BYTES:
        raise refuse("file", "file_too_large", f"A picture may have at most {MAX_MB} MB.")
    with inspection.scratch() as folder:
        sent = folder / "sent"
        sent.write_bytes(content)
        spec = {"path": str(sent), "crop": list(crop) if crop else None}
        made = inspection.ask("square", spec, field="file", workdir=str(folder))
        return Path(made["picture"]).read_bytes()


def set_picture(
    person: User, file: "UploadedFile[bytes]", crop: Sequence[float] | None = None
) -> None:
    """Replace somebody's picture; errors as for ``squared``."""
    content = squared(file.read(MAX_BYTES + 1), crop)
    old = person.picture.name
    person.picture.save(f"{uuid.uuid4().hex}.webp", ContentFile(content), save=False)
    User.objects.filter(pk=person.pk).update(picture=person.picture.name)
    if old:
        person.picture.storage.delete(old)


def remove_picture(person: User) -> None:
    """Show letters again."""
    old = person.picture.name
    User.objects.filter(pk=person.pk).update(picture="")
    if old:
        person.picture.storage.delete(old)
    person.picture = ""
