"""Complaints about shared videos, and the answers to those who complain."""

import hashlib
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import audit, letters
from accounts.models import User
from media_jobs import flags, links, rates
from media_jobs.models import Decision, Flag, Report, Video

MAX_TEXT: Final = 2000  # characters
LETTERS_A_DAY: Final = 5  # to one address: anybody can type any
DAY: Final = 24 * 3600  # seconds
EMAIL_DAYS: Final = 90  # that the address of a reporter is kept after the decision


def file_report(
    video: Video, reason: str, *, text: str = "", email: str = "", request: HttpRequest
) -> Report:
    """Take a complaint, and tell the one who complains that it has arrived.

    Who complains about the same for the same reason once more gets the report they made.

    Args:
        video: that they can watch.
        reason: of ``Report.Reason``.
        text: in their own words; at most 2000 characters are kept.
        email: where the answers go; may be empty.
        request: by which they complain.
    """
    visitor = audit.visitor(request)
    same = Report.objects.open().filter(video=video, reason=reason, visitor=visitor).first()
    if same is not None:
        return same
    report = Report.objects.create(
        video=video,
        title=video.title,
        reason=reason,
        text=text.strip()[:MAX_TEXT],
        email=email,
        visitor=visitor,
    )
    _flag(video)
    audit.record(None, "report.made", report, {"reason": reason}, request=request)
    _write(report, "report_received")
    _tell_moderators(report)
    return report


def _tell_moderators(report: Report) -> None:
    url = links.absolute(reverse("moderation:reports"))
    for address in settings.MODERATION_MAIL:
        letters.send(address, "report_new", {"report": report, "go_url": url})


def _flag(video: Video) -> None:
    """Tell moderators how many complain, and about what."""
    open_ = list(Report.objects.open().filter(video=video))
    facts = {
        "reports": len({report.visitor for report in open_}),
        "reasons": sorted({report.reason for report in open_}),
    }
    flags.raise_flag(Flag.Kind.REPORTS, video=video, facts=facts)


def decide(report: Report, decision: Decision, actor: User, *, request: HttpRequest | None) -> bool:
    """Close one report, and tell the one who made it.

    Args:
        report: the row.
        decision: upheld only where the video was taken down.
        actor: who decides.
        request: by which it was done.

    Returns:
        ``False`` when it was decided before; nothing was changed then.
    """
    open_ = Report.objects.open().filter(pk=report.pk)
    now = timezone.now()
    if not open_.update(state=decision, decided_by=actor, decided_at=now):
        return False
    changes = {"state": [Decision.OPEN, decision]}
    audit.record(actor, "report.decided", report, changes, request=request)
    _write(report, "report_decided", outcome=_outcome(report, decision))
    if report.video and not Report.objects.open().filter(video=report.video).exists():
        about = Flag.objects.filter(video=report.video, kind=Flag.Kind.REPORTS)
        flags.decide(about, decision, actor)
    return True


def decide_all(
    video: Video, decision: Decision, actor: User, *, request: HttpRequest | None
) -> int:
    """Close every open report about a video; how many there were."""
    open_ = list(Report.objects.open().filter(video=video).select_related("video"))
    return sum(decide(report, decision, actor, request=request) for report in open_)


def _outcome(report: Report, decision: Decision) -> str:
    if report.video is None or report.video.deleted_at is not None:
        return "gone"
    return "taken_down" if decision == Decision.UPHELD else "stays"


def _write(report: Report, letter: str, **facts: str) -> None:
    """Answer the reporter, where there is an address that did not get many answers today."""
    if not report.email:
        return
    name = hashlib.sha256(report.email.lower().encode()).hexdigest()[:24]
    if not rates.seconds_to_wait(f"report-letters.{name}", LETTERS_A_DAY, DAY):
        letters.send(report.email, letter, {"report": report, **facts})


def forget_reporters() -> int:
    """Empty the addresses of those whose report was decided long ago; how many."""
    before = timezone.now() - timedelta(days=EMAIL_DAYS)
    old = Report.objects.filter(decided_at__lt=before).exclude(email="", visitor="")
    return old.update(email="", visitor="")
