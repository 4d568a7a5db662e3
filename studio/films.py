"""A video as a card or page shows it: the row, its latest job, and words for both."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from media_jobs import events, storage
from media_jobs.events import JobResult, JobSnapshot
from media_jobs.models import MediaJob, Video
from studio import wording
from studio.editing import edit_url
from studio.wording import PHRASES, ErrorWords, Text

RETRYABLE = (MediaJob.State.FAILED, MediaJob.State.CANCELLED)
UNFINISHED = (MediaJob.State.QUEUED, MediaJob.State.RUNNING)


@dataclass(frozen=True)
class Film:
    """A video ready to be drawn.

    Attributes:
        video: the row.
        job: state of the latest job; ``None`` when it never had one.
        result: the finished file; ``None`` while there is none.
    """

    video: Video
    job: JobSnapshot | None
    result: JobResult | None

    @property
    def page_url(self) -> str:
        """Its own page."""
        return events.page_url(self.video)

    @property
    def edit_url(self) -> str:
        """Where it can be changed."""
        return edit_url(self.video)

    @property
    def is_dub(self) -> bool:
        """Whether it is another video in another language."""
        return self.video.kind == Video.Kind.DUB

    @property
    def state(self) -> str:
        """Where the latest job stands; a video without a job counts as it looks."""
        if self.job is not None:
            return self.job["state"]
        return MediaJob.State.SUCCEEDED if self.result else MediaJob.State.CANCELLED

    @property
    def is_taken_down(self) -> bool:
        """Whether a moderator keeps it from everybody."""
        return self.video.taken_down_at is not None

    @property
    def is_held(self) -> bool:
        """Whether it waits for a moderator before it is made."""
        return self.job is not None and self.job["is_held"]

    @property
    def is_unfinished(self) -> bool:
        """Whether it waits or is being made."""
        return self.state in UNFINISHED

    @property
    def can_retry(self) -> bool:
        """Whether another attempt makes sense: never where the material is at fault."""
        if self.job is None or self.state not in RETRYABLE or self.is_taken_down:
            return False
        return self.state == MediaJob.State.CANCELLED or self.error.can_retry

    @property
    def doing(self) -> Text:
        """What is going on with an unfinished one."""
        if self.is_held:
            return PHRASES["held"]
        for stage, words in wording.STAGES.items():
            if self.job is not None and self.job["stage"] == stage:
                return words.doing
        return wording.STATES[self.state]

    @property
    def error(self) -> ErrorWords:
        """What went wrong with a failed one."""
        error = self.job["error"] if self.job else None
        return wording.error_words(error["code"] if error else "internal_error")

    @property
    def face_url(self) -> str:
        """Picture of the presenter, shown while there is no poster; empty without one."""
        return storage.thumbnail_url(self.video.avatar) if self.video.avatar else ""

    @property
    def job_json(self) -> str:
        """The job for scripts."""
        return json.dumps(self.job)


def film_of(video: Video, queue: Mapping[uuid.UUID, int] | None = None) -> Film:
    """A video with its latest job.

    Args:
        video: as ``VideoQuerySet.of`` gives it.
        queue: places of waiting jobs, when the caller has them for several videos at once.
    """
    job = video.latest_job
    if job is not None:
        job.video = video  # with its files, which are fetched already
    state = events.snapshot(job, queue) if job else None
    return Film(video, state, events.result_of(video))


def films_of(videos: Iterable[Video]) -> list[Film]:
    """Several videos; the queue is read once."""
    queue = events.queue_positions()
    return [film_of(video, queue) for video in videos]
