"""What a person keeps in the studio: the unfinished form, and how words are said."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from inference.errors import InvalidPronunciationError
from inference.pronunciations import Pronunciations
from media_jobs.models import PronunciationList, StudioDraft
from media_jobs.refusals import ServiceError

MAX_DRAFT: Final = 128 * 1024  # bytes of JSON
MILLISECOND: Final = 1000  # microseconds


def draft_of(owner: User) -> StudioDraft | None:
    """What the person left in the studio."""
    return StudioDraft.objects.filter(owner=owner).first()


def save_draft(
    owner: User, data: Mapping[str, Any], *, seen: datetime | None, overwrite: bool = False
) -> StudioDraft:
    """Keep what is in the studio's form.

    Args:
        owner: who filled it in.
        data: the form as its page describes it.
        seen: ``updated_at`` of the draft that the page began with; ``None`` for none.
        overwrite: save whatever another page has saved meanwhile.

    Raises:
        ServiceError: ``draft_too_large``; ``draft_changed``, which has with it what another page
            saved meanwhile.
    """
    if len(json.dumps(data, ensure_ascii=False).encode()) > MAX_DRAFT:
        raise ServiceError("draft_too_large", f"A draft has at most {MAX_DRAFT // 1024} KiB.")
    # Some databases, and the clocks of pages, count milliseconds.
    now = timezone.now()
    now = now.replace(microsecond=now.microsecond // MILLISECOND * MILLISECOND)
    rows = StudioDraft.objects.filter(owner=owner)
    if not overwrite:
        rows = rows.filter(updated_at=seen) if seen else rows.none()
    if not rows.update(data=dict(data), updated_at=now):
        _create_draft(owner, data, now)
    return StudioDraft.objects.get(owner=owner)


def _create_draft(owner: User, data: Mapping[str, Any], now: datetime) -> None:
    """Save the first one; whether there is one already is for the database to say."""
    try:
        with transaction.atomic():
            StudioDraft.objects.create(owner=owner, data=dict(data), updated_at=now)
    except IntegrityError:
        stored = StudioDraft.objects.get(owner=owner)
        detail = "The draft was changed in another window."
        kept = {"data": stored.data, "updated_at": stored.updated_at.isoformat()}
        raise ServiceError("draft_changed", detail, besides=kept) from None


def delete_draft(owner: User) -> None:
    """Forget what is in the studio's form."""
    StudioDraft.objects.filter(owner=owner).delete()


def pronunciations_of(owner: User) -> list[dict[str, str]]:
    """How the person wants words to be said: ``word`` and ``say`` of each."""
    rows = PronunciationList.objects.filter(owner=owner)
    entries: list[dict[str, str]] | None = rows.values_list("entries", flat=True).first()
    return entries or []


def save_pronunciations(owner: User, entries: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Replace the person's dictionary.

    Raises:
        ServiceError: ``bad_pronunciation``; ``fields`` names the row and its half.
    """
    checked = checked_pronunciations(entries).to_json()
    PronunciationList.objects.update_or_create(owner=owner, defaults={"entries": checked})
    return checked


def checked_pronunciations(entries: Sequence[Mapping[str, str]]) -> Pronunciations:
    """A dictionary that can be used.

    Raises:
        ServiceError: as for ``save_pronunciations``.
    """
    try:
        return Pronunciations.from_json(list(entries))
    except InvalidPronunciationError as exc:
        field = "entries" if exc.index is None else f"entries.{exc.index}.{exc.field}"
        detail = f"{exc}."
        problem = f"{exc.why[:1].upper()}{exc.why[1:]}."
        raise ServiceError("bad_pronunciation", detail, {field: [problem]}) from exc
