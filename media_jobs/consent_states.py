"""Which state a presenter is in once the consent is there."""

from django.conf import settings

from media_jobs import avatar_mails
from media_jobs.models import Avatar, Consent


def state_with_consent(*, is_sensitive: bool) -> str:
    """Of ``Avatar.State``.

    Args:
        is_sensitive: a minor is shown, or somebody who is widely known; a moderator looks at
            these whatever the settings say.
    """
    is_looked_at = settings.AVATARS_ARE_REVIEWED or is_sensitive
    return Avatar.State.PENDING if is_looked_at else Avatar.State.APPROVED


def settle(consent: Consent) -> None:
    """Move a draft on, now that the person shown has agreed, and tell its owner."""
    if consent.avatar is None:
        return
    state = state_with_consent(is_sensitive=consent.is_minor or consent.is_public_figure)
    drafts = Avatar.objects.filter(pk=consent.avatar.pk, state=Avatar.State.DRAFT)
    if drafts.update(state=state):
        consent.avatar.state = state
        avatar_mails.tell_owner(consent.avatar, "agreed")
