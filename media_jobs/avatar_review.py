"""What moderators decide about people's own presenters.

    draft ──consent is there──► pending ──approve──► approved ──revoke──► revoked
                                   └────reject────► rejected ──approve──► approved

Each change is a conditional update, is written to the audit log, and is told to the owner by
e-mail.
"""

from django.http import HttpRequest

from accounts.models import User
from media_jobs.models import Avatar, AvatarQuerySet, Consent


def waiting() -> AvatarQuerySet:
    """Presenters that wait for a moderator, oldest first, with owner and consents."""
    rows = Avatar.objects.filter(state=Avatar.State.PENDING).select_related("owner", "source")
    return rows.prefetch_related("consents").order_by("created_at")


def approve(avatar: Avatar, actor: User, *, request: HttpRequest | None = None) -> Avatar:
    """Let a pending or rejected presenter be used.

    Raises:
        ServiceError: ``avatar_not_reviewable``, it is in another state.
    """
    raise NotImplementedError


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
    raise NotImplementedError


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
        by: whose decision it is, of ``Consent.Revoker``.
        request: by which it was done.

    Raises:
        ServiceError: ``avatar_not_reviewable``, it is of the library that comes with the product,
            or revoked already.
    """
    raise NotImplementedError
