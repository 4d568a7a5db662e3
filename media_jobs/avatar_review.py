"""What moderators decide about people's own presenters.

    draft ──consent is there──► pending ──approve──► approved ──revoke──► revoked
                                   └────reject────► rejected ──approve──► approved

Each change is a conditional update, is written to the audit log, and is told to the owner by
e-mail.
"""

from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone

from accounts import audit
from accounts.models import User
from media_jobs import avatar_mails, services
from media_jobs.avatar_material import Material
from media_jobs.models import Avatar, AvatarQuerySet, Consent, MediaJob
from media_jobs.refusals import ServiceError, refuse

MAX_REASON: Final = 500  # characters


def waiting() -> AvatarQuerySet:
    """Presenters that wait for a moderator, oldest first, with owner and consents."""
    rows = Avatar.objects.filter(state=Avatar.State.PENDING).select_related("owner", "source")
    return rows.prefetch_related("consents").order_by("created_at")


def approve(avatar: Avatar, actor: User, *, request: HttpRequest | None = None) -> Avatar:
    """Let a pending or rejected presenter be used.

    Raises:
        ServiceError: ``avatar_not_reviewable``, it is in another state.
    """
    allowed = (Avatar.State.PENDING, Avatar.State.REJECTED)
    return _decide(avatar, actor, Avatar.State.APPROVED, allowed=allowed, request=request)


def reject(
    avatar: Avatar, actor: User, reason: str, *, request: HttpRequest | None = None
) -> Avatar:
    """Keep a pending or approved presenter from being used; unfinished videos with it end.

    Args:
        avatar: the row.
        actor: the moderator.
        reason: for its owner to read; at most 500 characters.
        request: by which it was done.

    Raises:
        ServiceError: ``avatar_not_reviewable``, it is in another state; ``empty_reason``.
    """
    reason = " ".join(reason.split())[:MAX_REASON]
    if not reason:
        raise refuse("reason", "empty_reason", "Say why, for its owner to read.")
    allowed = (Avatar.State.PENDING, Avatar.State.APPROVED)
    state = Avatar.State.REJECTED
    rejected = _decide(avatar, actor, state, allowed=allowed, reason=reason, request=request)
    _cancel_jobs(rejected)
    return rejected


def _decide(
    avatar: Avatar,
    actor: User,
    state: Avatar.State,
    *,
    allowed: tuple[Avatar.State, ...],
    reason: str = "",
    request: HttpRequest | None,
) -> Avatar:
    before = avatar.state
    own = Avatar.objects.filter(pk=avatar.pk, owner__isnull=False, state__in=allowed)
    decided = own.update(
        state=state, review_note=reason, reviewed_at=timezone.now(), reviewed_by=actor
    )
    if not decided:
        raise ServiceError(
            "avatar_not_reviewable", "This presenter does not wait for such a decision."
        )
    avatar.refresh_from_db()
    facts: dict[str, Any] = {"state": [before, state]}
    if reason:
        facts["reason"] = [None, reason]
    audit.record(actor, f"avatar.{state}", avatar, facts, request=request)
    avatar_mails.tell_owner(avatar, state)
    return avatar


def revoke(
    avatar: Avatar,
    actor: User | None,
    reason: str = "",
    *,
    by: str = Consent.Revoker.STAFF,
    request: HttpRequest | None = None,
) -> Avatar:
    """End the consent for good: picture, analysis and tracks are deleted, nothing new is made.

    Args:
        avatar: the row; it stays, without what it showed.
        actor: who does it; ``None`` for the person shown, who needs no account.
        reason: for its owner to read.
        by: whose decision it is, of ``Consent.Revoker``; empty where time decided.
        request: by which it was done.

    Raises:
        ServiceError: ``avatar_not_reviewable``, it is of the library that comes with the product,
            or revoked already.
    """
    before, material = avatar.state, Material.of(avatar)
    living = Avatar.objects.filter(pk=avatar.pk, owner__isnull=False)
    ended = living.exclude(state=Avatar.State.REVOKED).update(
        state=Avatar.State.REVOKED,
        visibility=Avatar.Visibility.PRIVATE,
        group=None,
        review_note=" ".join(reason.split())[:MAX_REASON],
        reviewed_at=timezone.now(),
        reviewed_by=actor,
        analysis={},
        picture="",
        thumbnail="",
        source=None,
    )
    if not ended:
        raise ServiceError("avatar_not_reviewable", "There is nothing to revoke.")
    Consent.objects.filter(avatar=avatar, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by=by
    )
    _cancel_jobs(avatar)
    material.remove()
    avatar.refresh_from_db()
    audit.record(
        actor,
        "consent.revoked",
        avatar,
        {"state": [before, avatar.state], "by": by},
        request=request,
    )
    if by != Consent.Revoker.OWNER:
        avatar_mails.tell_owner(avatar, Avatar.State.REVOKED)
    return avatar


def _cancel_jobs(avatar: Avatar) -> None:
    unfinished = MediaJob.objects.unfinished().filter(video__avatar=avatar)
    for job in unfinished.filter(kind=MediaJob.Kind.TALK):
        services.cancel_quietly(job)
