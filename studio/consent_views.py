"""Pages about consent that need no account: what the person shown is asked, and the rules."""

from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from media_jobs import consent_statements, consents, rates, storage
from media_jobs.models import Consent
from media_jobs.refusals import ServiceError
from studio import terms

PAGES_A_MINUTE: Final = 30
PRIVATE: Final = {
    # The address is the secret: it is not to be found, and not to be told to other sites. Without
    # any referrer browsers would send forms with ``Origin: null``, which CSRF protection refuses.
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
}
ANSWERS: Final = {"agree": True, "refuse": False}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Where the person shown agrees, refuses, and later takes it back."""
    response = _consent(request, token)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def _consent(request: HttpRequest, token: str) -> HttpResponse:
    if rates.is_too_often(request, "consent-page", per_minute=PAGES_A_MINUTE):
        response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = "60"
        return response
    try:
        asked = consents.of_token(token)
    except consents.NoSuchConsentError:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        try:
            _act(request, asked, request.POST.get("act", ""))
        except ServiceError:
            return _page(request, asked, HTTPStatus.CONFLICT)
        return redirect(request.path)
    return _page(request, asked, HTTPStatus.OK)


def _act(request: HttpRequest, asked: Consent, act: str) -> None:
    if act in ANSWERS:
        consents.answer(asked, agrees=ANSWERS[act], request=request)
    elif act == "take-back":
        consents.take_back(asked, request=request)


def _page(request: HttpRequest, asked: Consent, status: HTTPStatus) -> HttpResponse:
    avatar = asked.avatar
    context: dict[str, Any] = {
        "consent": asked,
        "owner": asked.owner.get_short_name(),
        "picture_url": storage.picture_url(avatar) if avatar and avatar.picture else "",
        "statement": consent_statements.text_of(asked.who, asked.statement_version),
        "may_answer": consents.may_answer(asked),
        "may_take_back": consents.may_take_back(asked),
        "has_changed": status == HTTPStatus.CONFLICT,
        "site_name": settings.SITE_NAME,
    }
    return render(request, "studio/consent.html", context, status=status)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules about faces and videos."""
    blocks = terms.read(Path(settings.AVATARS_TERMS_FILE))
    return render(request, "studio/terms.html", {"blocks": blocks})
