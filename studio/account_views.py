"""Pages of the profile that tell what is used, and hand everything over."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.auth import signed_in_user
from media_jobs import exports, quotas, rates
from media_jobs.models import DataExport
from studio.usage import gauges_of
from studio.wording import error_words

EXPORTS_AN_HOUR = 6
HOUR = 3600  # seconds


@dataclass(frozen=True)
class ShownExport:
    """An export as its page shows it.

    Attributes:
        row: the export.
        url: where it can be fetched; empty while it cannot.
        percent: that is done.
        error: why it failed, in words; ``None`` for the others.
    """

    row: DataExport
    url: str
    percent: int
    error: Any


@require_safe
@login_required
@never_cache
def usage(request: HttpRequest) -> HttpResponse:
    """What the visitor has used of what they may use."""
    person = signed_in_user(request)
    used = quotas.usage_of(person)
    months = quotas.minutes_by_month(person)
    context = {
        "usage": used,
        "gauges": gauges_of(used),
        "months": [(begin, minutes, _share(minutes, months)) for begin, minutes in months],
        "has_history": any(minutes for _begin, minutes in months),
    }
    return render(request, "accounts/usage.html", context)


def _share(minutes: float, months: list[tuple[Any, float]]) -> float:
    """Height of a bar, in percent of the highest."""
    highest = max(each for _begin, each in months)
    return round(100 * minutes / highest, 1) if highest else 0.0


@require_safe
@login_required
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything about the visitor, to take along; and the way out."""
    shown = list(_shown(request))
    is_waiting = any(not each.row.is_finished for each in shown)
    context = {"exports": shown, "is_waiting": is_waiting}
    is_part = bool(request.headers.get("HX-Request"))
    page = "accounts/exports.html" if is_part else "accounts/my_data.html"
    return render(request, page, context)


def _shown(request: HttpRequest) -> Iterator[ShownExport]:
    for row in exports.own_exports(signed_in_user(request))[: exports.KEPT]:
        url = exports.download_url(row) if row.file else ""
        error = error_words(row.error_code) if row.error_code else None
        yield ShownExport(row, url, round(100 * row.progress), error)


@require_POST
@login_required
def order_export(request: HttpRequest) -> HttpResponse:
    """Have everything put together."""
    person = signed_in_user(request)
    if wait := rates.seconds_to_wait(f"exports.{person.pk}", EXPORTS_AN_HOUR, HOUR):
        return rates.too_often(request, wait)
    exports.order(person, request=request)
    return redirect("studio:my-data")


@require_POST
@login_required
def delete_export(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """Stop or delete an export."""
    rows = exports.own_exports(signed_in_user(request))
    exports.cancel(get_object_or_404(rows, pk=export_id))
    messages.success(request, _("The archive is deleted."))
    return redirect("studio:my-data")
