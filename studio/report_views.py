"""The page on which whoever has a share link complains about the video."""

from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.audit import visitor
from media_jobs import rates, reports, sharing
from media_jobs.models import ShareLink
from studio.reporting import ReportForm
from studio.shared_views import PAGES_A_MINUTE, PRIVATE

REPORTS_AN_HOUR: Final = 10  # of one visitor
HOUR: Final = 3600  # seconds


# There is no session to protect: a report is a stranger's word, and counts as nothing else.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_video(request: HttpRequest, token: str) -> HttpResponse:
    """The form, and what follows when it was sent."""
    response = _answer(request, token)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    if rates.is_too_often(request, "report-page", per_minute=PAGES_A_MINUTE):
        return rates.too_often(request, rates.MINUTE)
    try:
        link = sharing.opened(token)
    except sharing.NoSuchLinkError:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    except sharing.LinkOverError:
        return render(request, "studio/shared_over.html", status=HTTPStatus.GONE)
    if request.method == "POST":
        return _take(request, link)
    return _page(request, link, ReportForm())


def _take(request: HttpRequest, link: ShareLink) -> HttpResponse:
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, link, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.is_of_a_program:  # it learns nothing from the answer
        return _page(request, link, None)
    wait = rates.seconds_to_wait(f"reports.{visitor(request)}", REPORTS_AN_HOUR, HOUR)
    if wait:
        return rates.too_often(request, wait)
    values = form.cleaned_data
    report = reports.file_report(
        link.video,
        values["reason"],
        text=values["text"],
        email=values["email"],
        request=request,
    )
    return _page(request, link, None, report=report)


def _page(
    request: HttpRequest,
    link: ShareLink,
    form: ReportForm | None,
    *,
    status: int = HTTPStatus.OK,
    **context: Any,
) -> HttpResponse:
    """The form, or where there is none any more, the thanks.

    The title of a video with a password is for those who have given it.
    """
    context |= {
        "site_name": settings.SITE_NAME,
        "form": form,
        "title": "" if link.password else link.video.title,
        "page_url": sharing.page_url(link),
    }
    return render(request, "studio/report.html", context, status=status)
