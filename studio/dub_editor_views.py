"""The page on which the lines of a dub are edited."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.auth import signed_in_user
from media_jobs.dub_serializers import DubProjectSerializer
from media_jobs.dubs import own_dubs
from studio import dub_editor


@require_safe
@login_required
@never_cache
def editor(request: HttpRequest, dub_id: uuid.UUID) -> HttpResponse:
    """Video, sound and lines of one dub; everything that changes something is in the API."""
    user = signed_in_user(request)
    project = DubProjectSerializer(get_object_or_404(own_dubs(user), pk=dub_id)).data
    context = dub_editor.page_of(project, may_fetch=user.is_owner or user.is_staff)
    return render(request, dub_editor.TEMPLATE, context)
