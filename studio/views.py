"""The pages: studio, library, one video. Everything that changes something is in the API."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.auth import signed_in_user
from media_jobs import events, sharing, storage
from media_jobs.models import MediaJob, Upload, Video
from studio import avatar_views, choices, dub_page, looks, making, measures, movement, said, topics
from studio.films import film_of, films_of
from studio.phrases import Text

RECENT: Final = 4  # videos below the studio
PAGE_SIZE: Final = 24  # videos the library shows at a time
ANY_ID: Final = uuid.UUID(int=0)  # stands in addresses that scripts fill in

SORTS: Final[Mapping[str, tuple[Text, str | Lower]]] = {
    "newest": (_("Newest first"), "-created_at"),
    "oldest": (_("Oldest first"), "created_at"),
    "title": (_("By title"), Lower("title")),
    "longest": (_("Longest first"), "-duration"),
}
KINDS: Final[Mapping[str, tuple[Text, tuple[str, ...]]]] = {
    "": (_("All videos"), ()),
    "made": (_("Presenters"), (Video.Kind.SCRIPT, Video.Kind.RECORDING, Video.Kind.TOPIC)),
    "dub": (_("Dubs"), (Video.Kind.DUB,)),
}


def _film_url() -> str:
    return reverse("studio:film", args=[ANY_ID])


def _video_named(text: str, videos: QuerySet[Video]) -> Video | None:
    """The video whose id came in a query string; ``None`` when there is none."""
    try:
        return videos.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        return None


@require_safe
@login_required
@never_cache
def studio(request: HttpRequest) -> HttpResponse:
    """The page on which videos are made; ``?from=`` a video begins with its choices."""
    user = signed_in_user(request)
    offered = {
        "avatars": choices.presenters(user),
        "voices": choices.voices(),
        "backgrounds": choices.backgrounds(),
    }
    own = Video.objects.of(user.pk).select_related("dub_target")
    source = _video_named(request.GET.get("from", ""), own)
    presenters = offered["avatars"]
    start = choices.copied(source, presenters) if source else choices.first_choice(presenters)
    data = choices.page_data(user, offered, start, is_copy=source is not None)
    jobs = MediaJob.objects.unfinished().filter(owner=user, video__deleted_at__isnull=True)
    jobs = jobs.select_related("video__file", "video__poster").order_by("created_at")
    queue = events.queue_positions()
    context: dict[str, Any] = {
        **offered,
        "ways": choices.WAYS,
        "aspects": choices.ASPECTS,
        "has_own": any(avatar["is_own"] for avatar in presenters),
        "is_video": any(a["id"] == start["avatar"] and a["kind"] == "video" for a in presenters),
        "blank_avatar": {"is_own": True, "kind": "video", "id": "", "name": ""},
        "limits": choices.limits(user),
        "consent_form": avatar_views.consent_form(),
        "recording_url": reverse("studio:recording", args=[ANY_ID]),
        "expressions": movement.EXPRESSIONS,
        "lives": movement.LIVES,
        "fits": movement.FITS,
        "engines": choices.engines(user),
        "voice_groups": choices.by_language(offered["voices"]),
        "voice_languages": choices.spoken_languages(offered["voices"]),
        "may_fetch": user.is_owner or user.is_staff,
        "look": looks.offered(),
        "writing": topics.offered(offered["voices"]),
        "start": start,
        "films": films_of(own[:RECENT]),
        "film_url": _film_url(),
        "data": {
            **data,
            "draft": choices.draft(user),
            "is_owner": user.is_owner or user.is_staff,
            "language": user.language,
            "jobs": [events.snapshot(job, queue) for job in jobs],
        },
    }
    return render(request, "studio/studio.html", context)


@require_safe
@login_required
@never_cache
def recording(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """The way to an own recording as it came, for a page that draws and plays it again.

    Browsers are not told what kind of file it is, so that none of them shows it as a page.
    """
    user = signed_in_user(request)
    speech = Upload.objects.of(user.pk).filter(purpose=Upload.Purpose.SPEECH)
    upload = get_object_or_404(speech, pk=upload_id)
    return redirect(storage.asset_url(upload.asset, upload.name))


@require_safe
@login_required
@never_cache
def library(request: HttpRequest) -> HttpResponse:
    """Own videos; htmx asks for the grid alone, or for its next page."""
    user = signed_in_user(request)
    own = Video.objects.of(user.pk).select_related("dub_target")
    q = request.GET.get("q", "").strip()
    sort = request.GET.get("sort", "newest")
    sort = sort if sort in SORTS else "newest"
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    rows = own.filter(title__icontains=q) if q else own
    if kind:
        rows = rows.filter(kind__in=KINDS[kind][1])
    page = Paginator(rows.order_by(SORTS[sort][1], "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    next_page = ""
    if page.has_next():
        wish = {"q": q, "kind": kind, "sort": sort, "page": str(page.next_page_number())}
        query = urlencode(wish)
        next_page = f"{reverse('studio:library')}?{query}"
    context: dict[str, Any] = {
        "films": films_of(page),
        "film_url": _film_url(),
        "next_page": next_page,
        "q": q,
        "sort": sort,
        "kind": kind,
        "kinds": [(value, label) for value, (label, _kinds) in KINDS.items()],
        "sorts": [(value, label) for value, (label, _order) in SORTS.items()],
    }
    if request.headers.get("HX-Request"):
        part = "film_page" if page.number > 1 else "films"
        return render(request, f"studio/{part}.html", context)
    context["has_videos"] = own.exists()
    context["has_dubs"] = own.filter(kind=Video.Kind.DUB).exists()
    trash = Video.objects.filter(owner=user, deleted_at__isnull=False)
    context["deleted"] = _video_named(request.GET.get("deleted", ""), trash)
    return render(request, "studio/library.html", context)


def _own_video(request: HttpRequest, video_id: uuid.UUID) -> Video:
    return get_object_or_404(Video.objects.of(signed_in_user(request).pk), pk=video_id)


@require_safe
@login_required
@never_cache
def film(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """One card, for a page that learnt of a change."""
    card = film_of(_own_video(request, video_id))
    return render(request, "components/film.html", {"film": card})


@require_safe
@login_required
@never_cache
def video(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """One video: player, facts, script."""
    row = _own_video(request, video_id)
    card = film_of(row)
    context: dict[str, Any] = {
        "film": card,
        "made": making.facts_of(row, making.voice_name(str(row.settings.get("voice") or ""))),
        **said.page_of(row),
        "has_report": card.result is not None and bool(row.report),
        "share_days": _share_days() if card.result else [],
        "curves_url": storage.asset_url(row.curves, row.title, download=True) if row.curves else "",
    }
    if context["has_report"]:
        context |= measures.page_of(row)
    if row.kind != Video.Kind.DUB:
        return render(request, "studio/video.html", context)
    context |= {"made": dub_page.facts_of(row), "dub": dub_page.page_of(row)}
    return render(request, "studio/dub/video.html", context)


@require_safe
@login_required
@never_cache
def quality(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """What was measured, for a page that learnt that it is there."""
    row = _own_video(request, video_id)
    return render(request, "studio/measured.html", {"film": film_of(row), **measures.page_of(row)})


def _share_days() -> list[tuple[int | None, Text]]:
    """How long a link may work, with words; nothing where links are switched off."""
    if not settings.SHARING:
        return []
    return [
        (days, ngettext("%d day", "%d days", days) % days if days else _("No end"))
        for days in sharing.offered_days()
    ]
