"""The page of avatars: own ones with state and consent, shared ones, the library."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import groups
from accounts.auth import signed_in_user
from media_jobs import consent_statements
from media_jobs.avatar_serializers import AvatarSerializer
from media_jobs.models import Avatar, Consent
from media_jobs.permissions import visible_avatars
from studio import choices
from studio.phrases import Text

UNDER_WAY: Final = ("queued", "running")  # states of a recording that is listened to


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state of an avatar.

    Attributes:
        label: what the badge says.
        tone: CSS class of the badge.
        explanation: what it means for its owner.
    """

    label: Text
    tone: str
    explanation: Text


STATES: Final[Mapping[str, StateWords]] = MappingProxyType(
    {
        Avatar.State.DRAFT: StateWords(
            _("Waits for consent"), "badge--fair", _("The person shown has to agree first.")
        ),
        Avatar.State.PENDING: StateWords(
            _("Waits for review"), "badge--fair", _("A moderator looks at it. You get an e-mail.")
        ),
        Avatar.State.APPROVED: StateWords(_("Ready"), "badge--good", ""),
        Avatar.State.REJECTED: StateWords(
            _("Not approved"), "badge--bad", _("A moderator refused it.")
        ),
        Avatar.State.REVOKED: StateWords(
            _("Consent taken back"),
            "badge--bad",
            _("Its picture was deleted; it makes no new videos."),
        ),
    }
)

WHO: Final[Mapping[str, Text]] = MappingProxyType(
    {
        Consent.Who.ME: _("Me"),
        Consent.Who.OTHER: _("Someone who agreed"),
        Consent.Who.NOBODY: _("Not a real person"),
    }
)


def consent_form() -> dict[str, Any]:
    """What the step of consent asks for on this site."""
    return {
        "version": consent_statements.CURRENT,
        "who": [(who, WHO[who], text) for who, text in consent_statements.offered().items()],
        "proof": settings.AVATARS_CONSENT_PROOF,
        "is_reviewed": settings.AVATARS_ARE_REVIEWED,
    }


@require_safe
@login_required
@never_cache
def avatars(request: HttpRequest) -> HttpResponse:
    """Everybody whom the visitor may see; scripts ask for the lists alone."""
    user = signed_in_user(request)
    rows = AvatarSerializer(visible_avatars(request), many=True, context={"viewer": user.pk}).data
    own = [_card(row) for row in rows if row["is_own"]]
    context: dict[str, Any] = {
        "own": own,
        "shared": [row for row in rows if row["shared_by"]],
        "library": [row for row in rows if not row["is_own"] and not row["shared_by"]],
        "is_listening": any(_is_listened_to(row) for row in own),
    }
    if request.headers.get("HX-Request"):
        return render(request, "studio/avatar_lists.html", context)
    context |= {
        "groups": groups.of(user),
        "invitations": groups.invitations_of(user),
        "limits": choices.limits(user),
        "consent_form": consent_form(),
        "data": {"max_upload": choices.limits(user)["upload_bytes"]},
    }
    return render(request, "studio/avatars.html", context)


def _card(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "id": str(row["id"]), "words": STATES[row["state"]]}


def _is_listened_to(row: Mapping[str, Any]) -> bool:
    consent = row["consent"]
    waits = row["state"] == Avatar.State.DRAFT and consent is not None
    return waits and consent["recording_state"] in UNDER_WAY
