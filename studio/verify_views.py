"""The public page that tells whether a video was made here."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from media_jobs import rates, verifying
from media_jobs.api_errors import STATUSES
from media_jobs.refusals import ServiceError, UnusableMaterialError
from media_jobs.verify_views import content_length, wait_of
from studio import verdict_words
from studio.error_entry import ErrorWords
from studio.wording import error_words

PART: Final = "X-Part"  # a header of our script: the answer alone, without the page around it


@csrf_exempt  # nothing is changed for anybody; a form must not be parsed before its size is known
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and for a file or a link what was found in it."""
    if request.method != "POST":
        return _page(request, {}, HTTPStatus.OK)
    if wait := wait_of(request):
        return rates.too_often(request, wait)
    try:
        verdict = _verdict(request)
    except ServiceError as refusal:
        return _page(request, {"problem": _problem(refusal)}, _status(refusal))
    context = {
        "verdict": verdict,
        "words": verdict_words.ANSWERS[verdict.answer],
        "reasons": verdict_words.reasons_of(verdict),
        "kind": verdict_words.KINDS.get(verdict.kind, ""),
    }
    return _page(request, context, HTTPStatus.OK)


def _verdict(request: HttpRequest) -> verifying.Verdict:
    verifying.refuse_large(content_length(request) - verifying.FORM_OVERHEAD)
    file = request.FILES.get("file")
    if file is not None:
        return verifying.verify_file(file)
    return verifying.verify_link(request.POST.get("link", ""))


def _status(refusal: ServiceError) -> HTTPStatus:
    usual = HTTPStatus.BAD_REQUEST
    if isinstance(refusal, UnusableMaterialError):
        usual = HTTPStatus.UNPROCESSABLE_ENTITY
    return STATUSES.get(refusal.code, usual)


def _problem(refusal: ServiceError) -> ErrorWords:
    return error_words(refusal.code)


def _page(request: HttpRequest, context: Mapping[str, Any], status: HTTPStatus) -> HttpResponse:
    template = "studio/verdict.html" if request.headers.get(PART) else "studio/verify.html"
    limits = {"max_mb": settings.VERIFY_MAX_MB, "site_name": settings.SITE_NAME}
    return render(request, template, {**limits, **context}, status=status)
