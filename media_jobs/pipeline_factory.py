"""Settings and a job's choices turned into a call of the render server.

The only place that knows both sides; engines themselves are only named here, never imported.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from media_jobs import estimates
from media_jobs.formats import FORMATS
from media_jobs.models import Avatar, MediaJob
from media_jobs.render_process import COMMAND, Limits, RenderProcess, Request

NICENESS: Final = 10  # so that pages stay quick while a video renders


class AvatarGoneError(Exception):
    """The presenter was deleted after the job was made."""


@dataclass(frozen=True)
class PreparedJob:
    """A job with everything bound but the folder to work in."""

    request: Request
    limits: Limits
    estimate: estimates.Estimate


def prepare(job: MediaJob, workdir: Path) -> PreparedJob:
    """Bind a job's choices.

    Raises:
        AvatarGoneError: its presenter was deleted.
    """
    spec = job.spec
    avatar = job.video.avatar
    if avatar is None:
        raise AvatarGoneError
    form = FORMATS[spec["aspect"]]
    request = Request(
        op=job.kind,
        spec={
            "text": spec["text"],
            "voice": spec["voice"],
            "rate": spec["rate"],
            "background": spec["background"],
            "width": form.width,
            "height": form.height,
            "fps": str(form.fps),
            **portrait_of(avatar),
        },
        workdir=str(workdir),
    )
    return PreparedJob(request, job_limits(), estimates.estimate_for(job.kind, spec))


def portrait_of(avatar: Avatar) -> dict[str, object]:
    """The picture and what is known about it."""
    return {
        "portrait": avatar.picture.path,
        "face_index": None,
        "analysis": avatar.analysis or None,
    }


def job_limits() -> Limits:
    """What one job may use."""
    return Limits(seconds=settings.JOBS_TIME_LIMIT, memory_mb=settings.JOBS_MEMORY_LIMIT_MB)


def make_render_process(niceness: int = NICENESS) -> RenderProcess:
    """A render process with what the settings say; the child gets no secrets."""
    environment = {name: value for name, value in os.environ.items() if "SECRET" not in name}
    environment["AVATAR_CHECKPOINTS_DIR"] = str(settings.INFERENCE_CHECKPOINTS_DIR)
    command = (*COMMAND, "--niceness", str(niceness))
    return RenderProcess(Path(settings.JOBS_LOG_DIR), command, environment)


@cache
def shared_render_process() -> RenderProcess:
    """The one render process of this worker."""
    return make_render_process()
