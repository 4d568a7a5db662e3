"""The page on which the lines of a dub are edited."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.auth import signed_in_user
from media_jobs.dub_serializers import DubProjectSerializer
from media_jobs.dubs import own_dubs
from studio import choices
from studio.dub_editor_words import PHRASES


@require_safe
@login_required
@never_cache
def editor(request: HttpRequest, dub_id: uuid.UUID) -> HttpResponse:
    """Video, sound and lines of one dub; everything that changes something is in the API."""
    user = signed_in_user(request)
    row = get_object_or_404(own_dubs(user), pk=dub_id)
    voices = choices.voices()
    context: dict[str, Any] = {
        "dub_id": row.pk,
        "title": row.title,
        "voice_groups": choices.by_language(voices),
        "voice_languages": choices.spoken_languages(voices),
        "may_fetch": user.is_owner or user.is_staff,
        "phrases": {key: str(text) for key, text in PHRASES.items()},
        "data": {
            "id": str(row.pk),
            "voices": voices,
            "languages": sorted({one["language"].partition("-")[0] for one in voices}),
            "project": DubProjectSerializer(row).data,
        },
    }
    return render(request, "studio/dub/editor/page.html", context)
