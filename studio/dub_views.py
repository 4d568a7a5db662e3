"""The pages around dubs: the list with the form of a new one. Lines have a page of their own."""

import uuid
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.auth import signed_in_user
from media_jobs import events
from media_jobs.dub_states import project_state
from media_jobs.dubs import own_dubs
from studio import dub_choices
from studio.dubs import card_of, cards_of

PAGE_SIZE: Final = 12  # dubs at a time
ANY_ID: Final = uuid.UUID(int=0)  # stands in addresses that scripts fill in


@require_safe
@login_required
@never_cache
def dubs(request: HttpRequest) -> HttpResponse:
    """Own dubs, and the form of a new one."""
    user = signed_in_user(request)
    page = Paginator(own_dubs(user), PAGE_SIZE).get_page(request.GET.get("page"))
    queue = events.queue_positions()
    rows = [project_state(project, queue, is_whole=False) for project in page]
    context: dict[str, Any] = {
        "cards": cards_of(rows),
        "card_url": reverse("studio:dub-card", args=[ANY_ID]),
        "page": page,
        "new": dub_choices.offered(user),
    }
    return render(request, "studio/dub/dubs.html", context)


@require_safe
@login_required
@never_cache
def card(request: HttpRequest, dub_id: uuid.UUID) -> HttpResponse:
    """One card, for a page that learnt of a change."""
    row = get_object_or_404(own_dubs(signed_in_user(request)), pk=dub_id)
    found = card_of(project_state(row, None, is_whole=False))
    return render(request, "studio/dub/card.html", {"card": found})
