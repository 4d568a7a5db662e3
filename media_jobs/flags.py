"""Reasons to look at something: raised by programs, decided by moderators."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from media_jobs.models import Avatar, Decision, Flag, FlagQuerySet, Upload, Video


def raise_flag(
    kind: Flag.Kind,
    *,
    person: User | None = None,
    video: Video | None = None,
    avatar: Avatar | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Flag:
    """Ask moderators to look; an open flag of the same kind about the same takes the new facts.

    Args:
        kind: what was noticed.
        person: whom it is about, where it is about neither a video nor a presenter.
        video: what it is about.
        avatar: what it is about.
        facts: what was found: words, categories, counts; never the text itself.
    """
    target = video or avatar
    owner = target.owner if target is not None else person
    about = {"kind": kind, "person": owner, "video": video, "avatar": avatar}
    same = Flag.objects.open().filter(**about).first()
    if same is None:
        return Flag.objects.create(**about, facts=dict(facts or {}))
    same.facts = {**same.facts, **(facts or {})}
    Flag.objects.filter(pk=same.pk).update(facts=same.facts)
    return same


def note_uploads(owner: User) -> None:
    """Flag somebody who sends very many files; to be called after each."""
    limit, since = settings.MODERATION_UPLOADS_A_DAY, timezone.now() - timedelta(days=1)
    if not limit:
        return
    n_sent = Upload.objects.filter(owner=owner, created_at__gte=since).count()
    if n_sent >= limit:
        raise_flag(Flag.Kind.UPLOADS, person=owner, facts={"uploads": n_sent})


def of(*, video: Video | None = None, avatar: Avatar | None = None) -> FlagQuerySet:
    """Open flags about a video or a presenter."""
    return Flag.objects.open().filter(video=video, avatar=avatar)


def decide(flags: FlagQuerySet, decision: Decision, actor: User | None) -> int:
    """Close open flags.

    Args:
        flags: of which those that are open are closed.
        decision: whether something was done.
        actor: who decided; ``None`` where nobody had to.

    Returns:
        How many were open.
    """
    open_ = flags.filter(state=Decision.OPEN)
    return open_.update(state=decision, decided_by=actor, decided_at=timezone.now())
