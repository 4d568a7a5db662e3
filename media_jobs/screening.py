"""Looking at what somebody wants to have said, before or after it is made.

A list of words is compared at once; a language model, where one is set up, reads in the background.
What they find is flagged. Where the settings say so, the job is held until a moderator has decided,
and until the model has read.
"""

import logging
import uuid

from django.conf import settings

from media_jobs import banned_words, flags, holding, spoken_texts, text_checks
from media_jobs.models import Flag, MediaJob, Video

logger = logging.getLogger(__name__)


def screen(job: MediaJob) -> None:
    """Look at the words of a new job, and hold it where that is wanted."""
    if not job.makes_video or not _is_on():
        return
    is_doubtful = look_at(job.video)
    if is_doubtful and settings.MODERATION_HOLDS:
        holding.hold(job)
        # Where nothing waits for a commit, the model may have read it by now.
        holding.release_if_clear(job.video)


def look_at(video: Video) -> bool:
    """Flag what the words of a video hold.

    Returns:
        Whether somebody, or a model, has to look at them before they are allowed.
    """
    text = spoken_texts.text_of(video)
    digest = spoken_texts.sha256_of(text)
    found = banned_words.found_in(text)
    if found and not text_checks.is_approved(video, Flag.Kind.BANNED_WORDS, digest):
        facts = {"words": found, "text_sha256": digest}
        flags.raise_flag(Flag.Kind.BANNED_WORDS, video=video, facts=facts)
    is_being_read = text_checks.start(video, text) is not None
    return is_being_read or flags.of(video=video).exists()


def words_changed(video: Video) -> None:
    """Look at the words of a video anew, once somebody has changed what is written about it."""
    if _is_on():
        look_at(video)


def job_ended(job_id: uuid.UUID) -> None:
    """Look at a recording that nobody had written down before; never fails the job."""
    try:
        if not _is_on():
            return
        job = MediaJob.objects.select_related("video__transcript", "video__owner").get(pk=job_id)
        is_made = job.makes_video and job.state == MediaJob.State.SUCCEEDED
        if is_made and not job.spec.get("speech", {}).get("transcript") and job.video.recording_id:
            look_at(job.video)
    except Exception:
        logger.exception("the words of job %s were not looked at", job_id)


def _is_on() -> bool:
    return banned_words.is_on() or bool(text_checks.reviewer())
