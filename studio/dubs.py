"""Dubs as their list shows them: where each stands, and what can be done about it now."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from media_jobs.models import MediaJob
from studio import wording
from studio.advice_words import AdviceWords
from studio.dub_words import DUB_ADVICE
from studio.error_entry import ErrorWords
from studio.phrases import Text

Row = Mapping[str, Any]

UNFINISHED: Final = (MediaJob.State.QUEUED, MediaJob.State.RUNNING)
LEVELS: Final = ("error", "warning")  # of advice that the list shows
PREPARING: Final[Mapping[str, Text]] = {
    "": _("Waiting for its turn"),
    "preview": _("Looking at the video"),
    "listening": _("Writing down what is said"),
}


class Phase(StrEnum):
    """Where one language of a dub stands."""

    WAITING = "waiting"  # for the lines
    STOPPED = "stopped"  # there will be no lines unless somebody acts
    TRANSLATING = "translating"
    UNTRANSLATED = "untranslated"  # translating failed or was cancelled
    WORDS = "words"  # ready to be looked at
    RENDERING = "rendering"
    FAILED = "failed"  # the video
    CANCELLED = "cancelled"  # the video
    READY = "ready"


@dataclass(frozen=True)
class TargetCard:
    """One language of a dub.

    Attributes:
        row: of the API.
        phase: where it stands.
        n_lines: of the project.
    """

    row: Row
    phase: Phase
    n_lines: int

    @property
    def job(self) -> Row | None:
        """The job that makes or made its video."""
        video = self.row["video"]
        return video["job"] if video else None

    @property
    def is_unfinished(self) -> bool:
        """Whether something goes on by itself."""
        return self.phase in (Phase.WAITING, Phase.TRANSLATING, Phase.RENDERING)

    @property
    def n_missing(self) -> int:
        """Lines without a translation."""
        return max(0, self.n_lines - int(self.row["n_translated"]))

    @property
    def has_file(self) -> bool:
        """Whether there is something to watch, be it from before the last change."""
        return bool(self.row["video"] and self.row["video"]["file_url"])

    @property
    def doing(self) -> Text:
        """What goes on while its video is made."""
        if self.job and self.job["state"] == MediaJob.State.RUNNING and self.job["stage"]:
            return wording.STAGES[self.job["stage"]].doing
        return wording.STATES[MediaJob.State.QUEUED]

    @property
    def error(self) -> ErrorWords:
        """What went wrong, with the translation or with the video."""
        failed = self.row if self.phase == Phase.UNTRANSLATED else self.job or self.row
        return wording.error_words((failed["error"] or {}).get("code", "internal_error"))


@dataclass(frozen=True)
class DubCard:
    """A video with all languages it is dubbed into.

    Attributes:
        row: of the API.
        targets: its languages.
    """

    row: Row
    targets: tuple[TargetCard, ...]

    @property
    def editor_url(self) -> str:
        """Where its lines are edited."""
        return editor_url(self.row["id"])

    @property
    def is_preparing(self) -> bool:
        """Whether its lines are on their way."""
        return self.row["state"] in UNFINISHED

    @property
    def is_silent(self) -> bool:
        """Whether nobody was heard in it."""
        return self.row["state"] == MediaJob.State.SUCCEEDED and not self.row["n_lines"]

    @property
    def is_unfinished(self) -> bool:
        """Whether anything goes on by itself."""
        return self.is_preparing or any(target.is_unfinished for target in self.targets)

    @property
    def doing(self) -> Text:
        """What goes on while it is prepared."""
        return PREPARING.get(self.row["stage"], PREPARING[""])

    @property
    def error(self) -> ErrorWords:
        """Why it could not be prepared."""
        return wording.error_words((self.row["error"] or {}).get("code", "internal_error"))

    @property
    def advice(self) -> list[tuple[str, AdviceWords]]:
        """What is worth knowing about the video: levels and words."""
        return advice_of(self.row["advice"])


def editor_url(dub_id: uuid.UUID | str, language: str = "") -> str:
    """Where the lines of a dub are edited, begun with one of its languages."""
    page = f"{reverse('studio:dubs')}{dub_id}/"
    return f"{page}?{urlencode({'target': language})}" if language else page


def cards_of(rows: Iterable[Row]) -> list[DubCard]:
    """Dubs ready to be drawn.

    Args:
        rows: of the API; lines and translations may be missing.
    """
    return [card_of(row) for row in rows]


def card_of(row: Row) -> DubCard:
    """One dub."""
    targets = (TargetCard(one, phase_of(row, one), row["n_lines"]) for one in row["targets"])
    return DubCard(row, tuple(targets))


def phase_of(row: Row, target: Row) -> Phase:
    """Where a language stands.

    Args:
        row: the dub.
        target: the language.
    """
    if target["video"] and target["video"]["job"]:
        return _of_job(target["video"])
    if row["state"] != MediaJob.State.SUCCEEDED:
        return Phase.WAITING if row["state"] in UNFINISHED else Phase.STOPPED
    if target["state"] in UNFINISHED:
        return Phase.TRANSLATING
    is_there = target["can_render"] or target["state"] == MediaJob.State.SUCCEEDED
    return Phase.WORDS if is_there else Phase.UNTRANSLATED


def _of_job(video: Row) -> Phase:
    state = video["job"]["state"]
    if state in UNFINISHED:
        return Phase.RENDERING
    if state == MediaJob.State.SUCCEEDED:
        return Phase.READY
    return Phase.FAILED if state == MediaJob.State.FAILED else Phase.CANCELLED


def advice_of(found: Iterable[Row]) -> list[tuple[str, AdviceWords]]:
    """Levels and words of advice that matters to a dub, filled in."""
    return [
        (one["level"], _filled(DUB_ADVICE[one["code"]], one.get("facts") or {}))
        for one in found
        if one["code"] in DUB_ADVICE
    ]


def _filled(words: AdviceWords, facts: Row) -> AdviceWords:
    return AdviceWords(_fill(words.title, facts), _fill(words.advice, facts), words.about)


def _fill(text: Text, facts: Row) -> str:
    filled = str(text)
    for name, value in facts.items():
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        filled = filled.replace(f"{{{name}}}", shown)
    return filled
