"""What waits for moderators, with what they need to see of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Prefetch, Q

from accounts.models import Suspension, User
from media_jobs import avatar_review, holding, spoken_texts
from media_jobs.models import Avatar, Decision, Flag, MediaJob, Report, Video, light_jobs

DOWN: Final = "down"  # a filter: videos that were taken down, people who are suspended
SHOWN_TEXT: Final = 4000  # characters of what is said


@dataclass(frozen=True, slots=True)
class Wish:
    """What a moderator wants to see.

    Attributes:
        about: kind of flag, reason of a report, or ``DOWN``; empty for everything that waits.
        text: in a title, a name or an address.
    """

    about: str = ""
    text: str = ""


@dataclass(slots=True)
class Entry:
    """One thing to decide about.

    Attributes:
        kind: ``video``, ``avatar``, ``report`` or ``person``.
        row: the video, presenter, report or person.
        since: when it first needed somebody.
        flags: open ones.
        reports: open ones.
        held: the job that waits for the decision.
        said: what is said in a video.
        more: what else its card shows.
    """

    kind: str
    row: Any
    since: datetime
    flags: Sequence[Flag] = ()
    reports: Sequence[Report] = ()
    held: MediaJob | None = None
    said: str = ""
    more: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def key(self) -> str:
        """Names the row on a page."""
        return str(self.row.pk)

    @property
    def owner(self) -> User | None:
        """Who answers for it."""
        if isinstance(self.row, User):
            return self.row
        if isinstance(self.row, Report):
            return self.row.video.owner if self.row.video else None
        owner: User | None = self.row.owner
        return owner

    @property
    def video(self) -> Video | None:
        """The video to look at."""
        if isinstance(self.row, Video):
            return self.row
        return self.row.video if isinstance(self.row, Report) else None


def counts() -> dict[str, int]:
    """How many wait, by kind."""
    return {
        "videos": len(_video_ids(Wish())),
        "avatars": len(_avatar_ids()),
        "reports": Report.objects.open().count(),
        "people": len(set(_person_flags().values_list("person_id", flat=True))),
    }


def videos(wish: Wish) -> list[Entry]:
    """Flagged and held videos, those that wait longest first; or those that are down."""
    rows = Video.objects.filter(pk__in=_video_ids(wish))
    if wish.text:
        rows = rows.filter(Q(title__icontains=wish.text) | Q(owner__email__icontains=wish.text))
    rows = rows.select_related("owner", "poster", "file", "vtt", "transcript", "avatar")
    rows = rows.prefetch_related(
        Prefetch("flags", Flag.objects.open(), to_attr="open_flags"),
        Prefetch("reports", Report.objects.open(), to_attr="open_reports"),
        light_jobs("jobs"),
    )
    return sorted(map(entry_of, rows), key=lambda entry: entry.since)


def entry_of(video: Video) -> Entry:
    """A video as its card shows it; what is said is filled in by ``with_words``."""
    found = getattr(video, "open_flags", None)
    flags = list(Flag.objects.open().filter(video=video)) if found is None else found
    known = getattr(video, "open_reports", None)
    reports = list(Report.objects.open().filter(video=video)) if known is None else known
    waiting = [job for job in video.jobs.all() if job.held_at and job.state == job.State.QUEUED]
    held = waiting[0] if waiting else None
    times = [flag.created_at for flag in flags] + [job.held_at for job in waiting if job.held_at]
    since = min(times, default=video.taken_down_at or video.created_at)
    return Entry("video", video, since, flags=flags, reports=reports, held=held)


def with_words(entries: Sequence[Entry]) -> list[Entry]:
    """Entries with what is said in their videos; for those of one page."""
    for entry in entries:
        if entry.video is not None:
            entry.said = spoken_texts.text_of(entry.video)[:SHOWN_TEXT]
    return list(entries)


def _video_ids(wish: Wish) -> set[uuid.UUID]:
    if wish.about == DOWN:
        down = Video.objects.filter(taken_down_at__isnull=False)
        return set(down.values_list("pk", flat=True))
    open_ = Flag.objects.open().filter(video__isnull=False)
    if wish.about:
        return set(open_.filter(kind=wish.about).values_list("video_id", flat=True)) - {None}
    held = set(holding.held_jobs().values_list("video_id", flat=True))
    return held | set(open_.values_list("video_id", flat=True)) - {None}


def avatars(wish: Wish) -> list[Entry]:
    """Presenters that wait for a decision or are flagged, those that wait longest first."""
    rows = Avatar.objects.filter(pk__in=_avatar_ids()).select_related("owner", "source")
    if wish.text:
        rows = rows.filter(Q(name__icontains=wish.text) | Q(owner__email__icontains=wish.text))
    open_ = Prefetch("flags", Flag.objects.open(), to_attr="open_flags")
    entries = [
        Entry(
            "avatar",
            row,
            row.created_at,
            flags=row.open_flags,  # type: ignore[attr-defined]  # of the prefetch
            more={"consents": list(row.consents.all())},
        )
        for row in rows.prefetch_related(open_, "consents")
    ]
    wanted = [entry for entry in entries if _is_about(entry, wish.about)]
    return sorted(wanted, key=lambda entry: entry.since)


def _is_about(entry: Entry, about: str) -> bool:
    return not about or any(flag.kind == about for flag in entry.flags)


def _avatar_ids() -> set[uuid.UUID]:
    flagged = Flag.objects.open().filter(avatar__isnull=False)
    waiting = set(avatar_review.waiting().values_list("pk", flat=True))
    return waiting | set(flagged.values_list("avatar_id", flat=True)) - {None}


def reports(wish: Wish) -> list[Entry]:
    """Open reports, the oldest first."""
    rows = Report.objects.open().select_related(
        "video__owner", "video__poster", "video__file", "video__vtt", "video__transcript"
    )
    if wish.about:
        rows = rows.filter(reason=wish.about)
    if wish.text:
        rows = rows.filter(Q(title__icontains=wish.text) | Q(text__icontains=wish.text))
    return [Entry("report", row, row.created_at) for row in rows.order_by("created_at")]


def people(wish: Wish) -> list[Entry]:
    """Flagged people, or those who are suspended."""
    if wish.about == DOWN:
        return _suspended(wish)
    by_person: dict[uuid.UUID, list[Flag]] = {}
    for flag in _person_flags().select_related("person"):
        if flag.person is not None and _is_named(flag.person, wish.text):
            by_person.setdefault(flag.person.pk, []).append(flag)
    entries = [
        Entry("person", flags[0].person, min(flag.created_at for flag in flags), flags=flags)
        for flags in by_person.values()
    ]
    return sorted(entries, key=lambda entry: entry.since)


def _suspended(wish: Wish) -> list[Entry]:
    rows = Suspension.objects.standing().select_related("person", "by")
    return [
        Entry("person", row.person, row.at, more={"suspension": row})
        for row in rows
        if _is_named(row.person, wish.text)
    ]


def _is_named(person: User, text: str) -> bool:
    return text.lower() in f"{person.email} {person.display_name}".lower()


def _person_flags() -> Any:
    return Flag.objects.open().filter(video__isnull=True, avatar__isnull=True)


def decided(limit: int) -> list[Flag]:
    """Flags about which somebody has decided lately."""
    done = Flag.objects.exclude(state=Decision.OPEN).select_related("video", "avatar", "person")
    return list(done.select_related("decided_by").order_by("-decided_at")[:limit])
