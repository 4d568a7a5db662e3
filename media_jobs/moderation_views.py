"""Moderators' pages: the queues, one video, and what is decided there."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from django.contrib import admin, messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.auth import signed_in_user
from accounts.models import AuditEvent, Suspension
from media_jobs import files, media_views, review_queue, storage, verdicts
from media_jobs.models import (
    FILES,
    Avatar,
    Flag,
    MediaAsset,
    ReasonTemplate,
    Report,
    ShareLink,
    Video,
    light_jobs,
)
from media_jobs.moderators import moderators_only
from media_jobs.review_queue import DOWN, Wish

PAGE_LENGTH: Final = 20
WATCHED: Final = 3600  # seconds in which a look at a video is noted once
NO_STORE: Final = "private, no-store"
HISTORY: Final = 50  # events of the audit log beside a video
OF_VIDEOS: Final = MappingProxyType(
    {"video.mp4": "file", "poster.jpg": "poster", "captions.vtt": "vtt"}
)
OF_VIDEO_FLAGS: Final = (
    Flag.Kind.BANNED_WORDS,
    Flag.Kind.TEXT,
    Flag.Kind.UNCHECKED,
    Flag.Kind.REPORTS,
    Flag.Kind.OTHER,
)
OF_AVATAR_FLAGS: Final = (Flag.Kind.MINOR, Flag.Kind.PUBLIC_FIGURE, Flag.Kind.OTHER)


@require_safe
@moderators_only
def start(request: HttpRequest) -> HttpResponse:
    """The first queue in which something waits."""
    waiting = [name for name, n in review_queue.counts().items() if n]
    return redirect(f"moderation:{waiting[0] if waiting else 'videos'}")


@require_safe
@moderators_only
def videos(request: HttpRequest) -> HttpResponse:
    """Videos that are flagged or held."""
    choices = [(str(kind), str(kind.label)) for kind in OF_VIDEO_FLAGS]
    return _queue(request, "videos", "video", [*choices, (DOWN, "taken down")])


@require_safe
@moderators_only
def avatars(request: HttpRequest) -> HttpResponse:
    """Presenters that wait for a decision or are flagged."""
    choices = [(str(kind), str(kind.label)) for kind in OF_AVATAR_FLAGS]
    return _queue(request, "avatars", "avatar", choices)


@require_safe
@moderators_only
def reports(request: HttpRequest) -> HttpResponse:
    """Complaints about shared videos."""
    return _queue(request, "reports", "report", Report.Reason.choices)


@require_safe
@moderators_only
def people(request: HttpRequest) -> HttpResponse:
    """People who are flagged, or suspended."""
    return _queue(request, "people", "person", [(DOWN, "suspended")])


def _queue(
    request: HttpRequest, name: str, kind: str, choices: list[tuple[str, str]]
) -> HttpResponse:
    wish = Wish(about=request.GET.get("about", ""), text=request.GET.get("q", "").strip()[:100])
    entries = {
        "videos": review_queue.videos,
        "avatars": review_queue.avatars,
        "reports": review_queue.reports,
        "people": review_queue.people,
    }[name](wish)
    page = Paginator(entries, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "queue": name,
        "kind": kind,
        "wish": wish,
        "is_down": wish.about == DOWN,
        "choices": choices,
        "entries": review_queue.with_words(list(page.object_list)),
        "page": page,
        "n_entries": len(entries),
    }
    return _page(request, "admin/moderation/queue.html", "Moderation", context)


def _page(
    request: HttpRequest, template: str, title: str, context: Mapping[str, Any]
) -> HttpResponse:
    """A page with what the admin's frame needs, the counts of all queues, and the reasons."""
    frame = {
        **admin.site.each_context(request),
        "title": title,
        "counts": review_queue.counts(),
        "reasons": _reasons(),
        "here": request.get_full_path(),
    }
    return render(request, template, {**frame, **context})


def _reasons() -> dict[str, list[ReasonTemplate]]:
    """Words that are offered, by what they are about."""
    offered: dict[str, list[ReasonTemplate]] = {kind: [] for kind in ReasonTemplate.About.values}
    for template in ReasonTemplate.objects.filter(is_active=True):
        offered[template.about].append(template)
    return {**offered, "report": offered[ReasonTemplate.About.VIDEO]}


@require_safe
@moderators_only
def video(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """One video with all that is known about it; that somebody looked is noted."""
    rows = Video.objects.select_related("owner", "avatar", *FILES)
    row = get_object_or_404(rows.prefetch_related(light_jobs("jobs")), pk=video_id)
    _note_look(request, row)
    [entry] = review_queue.with_words([review_queue.entry_of(row)])
    context = {
        "entry": entry,
        "kind": "video",
        "queue": "video",
        "past_flags": Flag.objects.filter(video=row).select_related("decided_by"),
        "past_reports": Report.objects.filter(video=row).select_related("decided_by"),
        "n_links": ShareLink.objects.open().filter(video=row).count(),
        "n_other_down": _n_other_down(row),
        "n_suspensions": Suspension.objects.filter(person=row.owner).count(),
        "history": AuditEvent.objects.filter(object_id=str(row.pk))[:HISTORY],
    }
    return _page(request, "admin/moderation/video.html", row.title, context)


def _n_other_down(row: Video) -> int:
    others = Video.objects.filter(owner=row.owner, taken_down_at__isnull=False)
    return others.exclude(pk=row.pk).count()


def _note_look(request: HttpRequest, row: Video) -> None:
    """Others' videos are private; who looks at one here is on record, once in an hour."""
    person = signed_in_user(request)
    is_new = cache.add(f"moderation.look.{person.pk}.{row.pk}", 1, WATCHED)
    if is_new and row.owner_id != person.pk:
        audit.record(person, "video.looked_at", row, request=request)


@require_safe
@moderators_only
def video_file(request: HttpRequest, video_id: uuid.UUID, name: str) -> HttpResponseBase:
    """A video, its poster or its captions, also while it is taken down."""
    if name not in OF_VIDEOS:
        raise Http404
    row = get_object_or_404(Video.objects.select_related("file", "poster", "vtt"), pk=video_id)
    asset: MediaAsset | None = getattr(row, OF_VIDEOS[name])
    path = Path(asset.file.path) if asset else None
    if asset is None or path is None or not path.exists():
        raise Http404
    if name == "video.mp4":
        _note_look(request, row)
    return files.serve_file(
        request, path, asset.content_type, etag=asset.sha256, cache_control=NO_STORE
    )


@require_safe
@moderators_only
def avatar_file(request: HttpRequest, avatar_id: uuid.UUID, which: str) -> HttpResponseBase:
    """A presenter's picture, whatever its state."""
    row = get_object_or_404(Avatar, pk=avatar_id)
    picture = {"picture": row.picture, "thumbnail": row.thumbnail}.get(which)
    path = Path(picture.path) if picture else None
    if path is None or not path.exists():
        raise Http404
    content_type = media_views.PICTURES.get(path.suffix.lower(), storage.OPAQUE)
    return files.serve_file(request, path, content_type, cache_control=NO_STORE)


@require_POST
@moderators_only
def decide(request: HttpRequest) -> HttpResponse:
    """Decide about one thing or a selection, then go back to where that was asked."""
    kind, verdict = request.POST.get("kind", ""), request.POST.get("verdict", "")
    if verdict not in verdicts.VERDICTS.get(kind, {}):
        return HttpResponseBadRequest("There is no such decision.")
    case = verdicts.Case(request, _reason(request))
    outcome = verdicts.judge(kind, verdict, request.POST.getlist("key"), case)
    if outcome.n_done:
        messages.success(request, f"Decided: {outcome.n_done}.")
    for detail in outcome.refused:
        messages.error(request, detail)
    if not outcome.n_done and not outcome.refused:
        messages.warning(request, "Nothing was selected, or it is gone.")
    return redirect(_way_back(request))


def _reason(request: HttpRequest) -> str:
    """What was typed, else the words of the chosen template."""
    typed = request.POST.get("reason", "").strip()
    chosen = request.POST.get("template", "")
    if typed or not chosen:
        return typed
    try:
        key = uuid.UUID(chosen)
    except ValueError:
        return ""
    template = ReasonTemplate.objects.filter(pk=key).first()
    return template.text if template else ""


def _way_back(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if is_ours else reverse("moderation:start")
