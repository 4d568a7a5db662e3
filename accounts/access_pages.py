"""Pages of what opens an account: sessions and API keys."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import api_keys, audit, sessions
from accounts.access_forms import ApiKeyForm
from accounts.access_views import live_sign_ins, make_key
from accounts.auth import signed_in_user
from accounts.confirming import confirmed
from accounts.devices import described
from accounts.models import ApiKey


@login_required
@never_cache
@require_safe
def sessions_page(request: HttpRequest) -> HttpResponse:
    """Where the visitor is signed in, this browser first."""
    own, here = sessions.current_id(request), sessions.address_of(request)
    entries = [
        {
            "row": row,
            "name": row.label or described(row.user_agent),
            "program": described(row.user_agent) if row.label else "",
            "is_current": row.pk == own,
            "is_here": bool(here) and row.address == here,
        }
        for row in live_sign_ins(signed_in_user(request))
    ]
    entries.sort(key=lambda entry: not entry["is_current"])
    return render(request, "accounts/sessions.html", {"entries": entries})


@login_required
@require_POST
def end_session(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    """Sign one browser or program out."""
    user = signed_in_user(request)
    sign_in = get_object_or_404(live_sign_ins(user), pk=sign_in_id)
    sessions.end(sign_in)
    audit.record(user, "session.ended", sign_in, request=request)
    messages.success(request, _("Signed out there."))
    return redirect("accounts:sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user = signed_in_user(request)
    facts = {"count": sessions.end_all(user, keep=request)}
    audit.record(user, "sessions.ended", user, facts, request=request)
    messages.success(request, _("You are signed in here alone now."))
    return redirect("accounts:sessions")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def keys_page(request: HttpRequest) -> HttpResponse:
    """The visitor's API keys; a form makes one, which this answer alone shows."""
    user = signed_in_user(request)
    form = ApiKeyForm(request.POST or None)
    made: tuple[ApiKey, str] | None = None
    if request.method == "POST" and form.is_valid():
        made = _made(request, form)
    is_refused = request.method == "POST" and made is None
    context = {
        "form": ApiKeyForm() if made else form,
        "keys": ApiKey.objects.live().filter(user=user),
        "made": made,
    }
    status = HTTPStatus.BAD_REQUEST if is_refused else HTTPStatus.OK
    return render(request, "accounts/keys.html", context, status=status)


def _made(request: HttpRequest, form: ApiKeyForm) -> tuple[ApiKey, str] | None:
    wish = form.cleaned_data
    user = signed_in_user(request)
    try:
        return make_key(request, user, name=wish["name"], wanted=wish["scopes"], days=wish["days"])
    except api_keys.TooManyKeysError:
        form.add_error(None, _("You have too many keys. Revoke one first."))
        return None


@login_required
@require_POST
def revoke_key(request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
    """End a key at once."""
    user = signed_in_user(request)
    key = get_object_or_404(ApiKey.objects.live().filter(user=user), pk=key_id)
    api_keys.revoke(key)
    audit.record(user, "api_key.revoked", key, request=request)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("accounts:keys")
