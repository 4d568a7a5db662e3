"""What moderators can decide, each by one name: for buttons, keys and whole selections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from accounts import audit, suspension
from accounts.auth import signed_in_user
from accounts.models import User
from media_jobs import avatar_review, flags, holding, reports, takedowns
from media_jobs.models import Avatar, Decision, Flag, Report, Video
from media_jobs.refusals import ServiceError, refuse

MAX_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Case:
    """Who decides, why, and by which request."""

    request: HttpRequest
    reason: str

    @property
    def actor(self) -> User:
        """Who decides."""
        return signed_in_user(self.request)


@dataclass(slots=True)
class Outcome:
    """What became of a selection.

    Attributes:
        n_done: to how many it was done.
        refused: why not, for each of the others.
    """

    n_done: int = 0
    refused: list[str] = field(default_factory=list)


def approve_video(video: Video, case: Case) -> None:
    """Find a video to be all right: what is held is made, who complained is told."""
    flags.decide(flags.of(video=video), Decision.DISMISSED, case.actor)
    n_released = holding.release(video)
    reports.decide_all(video, Decision.DISMISSED, case.actor, request=case.request)
    changes = {"released_jobs": n_released}
    audit.record(case.actor, "video.approved", video, changes, request=case.request)


def reject_video(video: Video, case: Case) -> None:
    """Refuse what is held of a video, and take down what is there of it.

    Raises:
        ServiceError: ``empty_reason``, or there is nothing of either.
    """
    if not case.reason.strip():
        raise refuse("reason", "empty_reason", "Say why, for its owner to read.")
    if video.file_id is not None or not holding.held_jobs(video).exists():
        takedowns.take_down(video, case.actor, case.reason, request=case.request)
        return
    holding.refuse(video, case.reason)
    flags.decide(flags.of(video=video), Decision.UPHELD, case.actor)
    changes = {"reason": [None, case.reason]}
    audit.record(case.actor, "video.rejected", video, changes, request=case.request)


def put_back(video: Video, case: Case) -> None:
    """Let a video be seen again."""
    takedowns.put_back(video, case.actor, request=case.request)


def approve_avatar(avatar: Avatar, case: Case) -> None:
    """Let a presenter be used, where it waits; find what is flagged about it to be all right."""
    if avatar.state in (Avatar.State.PENDING, Avatar.State.REJECTED):
        avatar_review.approve(avatar, case.actor, request=case.request)
    else:
        audit.record(case.actor, "avatar.looked_at", avatar, request=case.request)
    flags.decide(flags.of(avatar=avatar), Decision.DISMISSED, case.actor)


def reject_avatar(avatar: Avatar, case: Case) -> None:
    """Keep a presenter from being used."""
    avatar_review.reject(avatar, case.actor, case.reason, request=case.request)
    flags.decide(flags.of(avatar=avatar), Decision.UPHELD, case.actor)


def revoke_avatar(avatar: Avatar, case: Case) -> None:
    """End a presenter for good, with its pictures.

    Raises:
        ServiceError: ``empty_reason``, or there is nothing to revoke.
    """
    if not case.reason.strip():
        raise refuse("reason", "empty_reason", "Say why, for its owner to read.")
    avatar_review.revoke(avatar, case.actor, case.reason, request=case.request)
    flags.decide(flags.of(avatar=avatar), Decision.UPHELD, case.actor)


def dismiss_report(report: Report, case: Case) -> None:
    """Find nothing wrong with what was reported, and tell the reporter."""
    reports.decide(report, Decision.DISMISSED, case.actor, request=case.request)


def uphold_report(report: Report, case: Case) -> None:
    """Take down what was reported; every report about it is answered.

    Raises:
        ServiceError: ``empty_reason``.
    """
    if report.video is not None and report.video.taken_down_at is None:
        takedowns.take_down(report.video, case.actor, case.reason, request=case.request)
    reports.decide(report, Decision.UPHELD, case.actor, request=case.request)


def dismiss_person(person: User, case: Case) -> None:
    """Find nothing wrong with what somebody does."""
    own = Flag.objects.filter(person=person, video=None, avatar=None)
    flags.decide(own, Decision.DISMISSED, case.actor)
    audit.record(case.actor, "account.looked_at", person, request=case.request)


def suspend(person: User | None, case: Case) -> None:
    """Shut somebody out.

    Raises:
        ServiceError: ``empty_reason``, or this person cannot be suspended by this moderator.
    """
    if person is None:
        raise refuse("person", "not_suspendable", "It belongs to nobody.")
    try:
        suspension.suspend(person, case.actor, case.reason, request=case.request)
    except suspension.NotSuspendableError as exc:
        raise refuse("person", "not_suspendable", exc.detail) from exc
    own = Flag.objects.filter(person=person, video=None, avatar=None)
    flags.decide(own, Decision.UPHELD, case.actor)


def lift(person: User, case: Case) -> None:
    """Let somebody in again."""
    suspension.lift(person, case.actor, request=case.request)


Verdict = Callable[[Any, Case], None]
VERDICTS: Final[Mapping[str, Mapping[str, Verdict]]] = MappingProxyType(
    {
        "video": {
            "approve": approve_video,
            "reject": reject_video,
            "put_back": put_back,
            "suspend": lambda video, case: suspend(video.owner, case),
        },
        "avatar": {
            "approve": approve_avatar,
            "reject": reject_avatar,
            "revoke": revoke_avatar,
            "suspend": lambda avatar, case: suspend(avatar.owner, case),
        },
        "report": {
            "approve": dismiss_report,
            "reject": uphold_report,
            "suspend": lambda report, case: suspend(report.video and report.video.owner, case),
        },
        "person": {"approve": dismiss_person, "suspend": suspend, "lift": lift},
    }
)
ROWS: Final[Mapping[str, Callable[[], "models.QuerySet[Any]"]]] = MappingProxyType(
    {
        "video": lambda: Video.objects.select_related("owner"),
        "avatar": lambda: Avatar.objects.select_related("owner", "source"),
        "report": lambda: Report.objects.select_related("video__owner"),
        "person": User.objects.all,
    }
)


def judge(kind: str, verdict: str, keys: Sequence[str], case: Case) -> Outcome:
    """Decide about a selection, one after another; what cannot be done holds up nothing else.

    Args:
        kind: a key of ``VERDICTS``.
        verdict: one of that kind.
        keys: of rows; those that are gone are passed over.
        case: who decides, and why.

    Raises:
        KeyError: there is no such verdict.
    """
    decide = VERDICTS[kind][verdict]
    outcome = Outcome()
    try:
        rows = list(ROWS[kind]().filter(pk__in=list(keys)[:MAX_AT_ONCE]))
    except ValidationError:  # not a key
        return outcome
    for row in rows:
        try:
            decide(row, case)
        except ServiceError as exc:
            outcome.refused.append(f"{row}: {exc.detail}")
        else:
            outcome.n_done += 1
    return outcome
