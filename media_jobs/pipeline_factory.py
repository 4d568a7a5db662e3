"""Settings and a job's choices turned into a call of the render server.

The only place that knows both sides; engines themselves are only named here, never imported.
"""

import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from media_jobs import estimates, provenance
from media_jobs.formats import FORMATS
from media_jobs.models import Avatar, DubTarget, MediaJob, Upload, UploadTranscript
from media_jobs.quick_process import QuickProcess
from media_jobs.render_process import COMMAND, Limits, RenderProcess, Request

NICENESS: Final = 10  # so that pages stay quick while a video renders
TALK_OPTIONS: Final = ("fit", "engine", "expression", "life", "curves", "captions")
NOT_FOR_RENDERING: Final = ("duration", "use_transcript")  # what a recording's order also says
NOT_OF_DUBS: Final = (
    "duration",
    "share",
    "spoken",
    "is_tracked",
    "hashes",
    "marks",
)  # the same of a dub's

# What a child inherits only where it needs it: anything that opens a door.
SECRETIVE: Final = re.compile(
    r"SECRET|PASSWORD|PASSWD|TOKEN|API_KEY|CREDENTIAL|DATABASE_URL|BROKER_URL|CHANNELS_URL|SMTP"
)
SPEECH_KEYS: Final = frozenset({"AVATAR_SPEECH_API_KEY", "AVATAR_OPENAI_API_KEY", "GEMINI_API_KEY"})
WRITER_KEYS: Final = frozenset({"AVATAR_OPENAI_API_KEY", "GEMINI_API_KEY", "GROQ_API_KEY"})

LOWEST: Final = 19  # niceness of what nobody waits for
ERRAND_IDLE: Final = 120.0  # seconds after which a process of errands gives its memory back

QUICK_IDLE: Final = 180.0  # seconds after which the quick process gives its memory back
QUICK_PATIENCE: Final = 60.0  # seconds that somebody waits for a turn there


class MaterialGoneError(Exception):
    """What a job needs was deleted after the job was made.

    Attributes:
        code: stable name of the reason.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class PreparedJob:
    """A job with everything bound but the folder to work in."""

    request: Request
    limits: Limits
    estimate: estimates.Estimate


def prepare(job: MediaJob, workdir: Path) -> PreparedJob:
    """Bind a job's choices.

    Raises:
        MaterialGoneError: ``avatar_gone``, ``avatar_withdrawn``, ``recording_gone``,
            ``background_gone``, ``video_gone`` or ``dub_gone``.
    """
    kinds: Mapping[str, Callable[[MediaJob], dict[str, Any]]] = {
        MediaJob.Kind.TALK: _talk,
        MediaJob.Kind.DUB: _dub,
        MediaJob.Kind.QUALITY: _quality,
    }
    spec = kinds[job.kind](job)
    request = Request(op=job.kind, spec=spec, workdir=str(workdir))
    limits = dub_limits() if job.kind == MediaJob.Kind.DUB else job_limits()
    return PreparedJob(request, limits, estimates.estimate_for(job.kind, job.spec))


def _talk(job: MediaJob) -> dict[str, Any]:
    """The order of a talking video, as ``inference.pipelines.talk_spec`` reads it."""
    spec = job.spec
    if job.video.avatar is None:
        raise MaterialGoneError("avatar_gone")
    if job.video.avatar.state != Avatar.State.APPROVED:
        raise MaterialGoneError("avatar_withdrawn")
    form = FORMATS.get(spec["aspect"])
    return {
        "speech": _speech(job),
        "face": face_of(job.video.avatar),
        "width": form.width if form else None,
        "height": form.height if form else None,
        "fps": str(form.fps) if form else None,
        "background": _background(job),
        "subtitles": True,
        "provenance": provenance.order_of(job.video, spec.get("marks"), job.video.language),
        **{name: spec[name] for name in TALK_OPTIONS if name in spec},
    }


def _background(job: MediaJob) -> Any:
    chosen = job.spec["background"]
    if isinstance(chosen, str) or chosen["kind"] != "picture":
        return chosen
    if job.video.backdrop is None:
        raise MaterialGoneError("background_gone")
    return {**chosen, "path": job.video.backdrop.asset.file.path}


def _speech(job: MediaJob) -> dict[str, Any]:
    heard = dict(job.spec["speech"])
    if heard["kind"] == "text":
        return heard
    recording = job.video.recording
    if recording is None:
        raise MaterialGoneError("recording_gone")
    if heard.get("use_transcript", True) and not heard.get("transcript"):
        heard["transcript"] = known_transcript(recording)  # written down since the order
    options = {name: value for name, value in heard.items() if name not in NOT_FOR_RENDERING}
    return {**options, "path": recording.asset.file.path}


def known_transcript(recording: Upload) -> dict[str, Any] | None:
    """What is said in a recording, where it is written down already.

    In the form that ``inference.transcripts`` reads.
    """
    done = UploadTranscript.objects.filter(upload=recording, state=UploadTranscript.State.SUCCEEDED)
    transcript: dict[str, Any] | None = done.values_list("transcript", flat=True).first()
    return transcript or None


def face_of(avatar: Avatar) -> dict[str, Any]:
    """The picture or video, and what is known about it."""
    if avatar.source is not None:
        return {
            "kind": "video",
            "path": avatar.source.asset.file.path,
            "face_index": avatar.face_index,
            "face_position": avatar.face_position,
            "cache": str(tracks_folder(avatar)),
        }
    return {
        "kind": "picture",
        "path": avatar.picture.path,
        "analysis": avatar.analysis or None,
        "face_index": avatar.face_index,
    }


def tracks_folder(avatar: Avatar) -> Path:
    """Where what is found out about the face in a presenter's video is kept.

    One folder each, so that it can go with the presenter.
    """
    return Path(settings.JOBS_TRACKS_DIR) / str(avatar.pk)


def _dub(job: MediaJob) -> dict[str, Any]:
    """The order of a dub, as ``inference.dubbing.dub_spec`` reads it."""
    rows = DubTarget.objects.select_related("project__upload__asset", "video__owner")
    target = rows.filter(video=job.video_id).first()
    if target is None:
        raise MaterialGoneError("dub_gone")
    return dub_spec(target, job.spec)


def dub_spec(target: DubTarget, order: Mapping[str, Any]) -> dict[str, Any]:
    """An order with the places of the files it needs."""
    wanted = {name: value for name, value in order.items() if name not in NOT_OF_DUBS}
    path = target.project.upload.asset.file.path
    place = {"path": path, "cache": str(settings.JOBS_DUBS_DIR)}
    if target.video is None:  # nothing is made of it yet
        return {**wanted, **place}
    marks = provenance.order_of(target.video, order.get("marks"), target.language)
    return {**wanted, **place, "provenance": marks}


def _quality(job: MediaJob) -> dict[str, Any]:
    """What is to be measured, with what is known about it."""
    video = job.video
    if video.file is None or str(video.file_id) != job.spec["file"]:
        raise MaterialGoneError("video_gone")
    source = video.avatar.source if video.avatar else _original(job)
    said = video.script or " ".join(line["text"] for line in video.report.get("lines") or ())
    return {
        "path": video.file.file.path,
        "known_text": said or None,
        "source": source.asset.file.path if source else None,
    }


def _original(job: MediaJob) -> Upload | None:
    """What a dub was made from, to compare with; ``None`` for what is no dub."""
    rows = DubTarget.objects.filter(video=job.video_id).select_related("project__upload__asset")
    target = rows.first()
    return target.project.upload if target else None


def job_limits() -> Limits:
    """What one job may use."""
    return Limits(seconds=settings.JOBS_TIME_LIMIT, memory_mb=settings.JOBS_MEMORY_LIMIT_MB)


def dub_limits() -> Limits:
    """What preparing, translating or making one dub may use: films are longer than talks."""
    return Limits(seconds=settings.DUBS_TIME_LIMIT, memory_mb=settings.JOBS_MEMORY_LIMIT_MB)


def make_render_process(
    niceness: int = NICENESS, keys: Collection[str] = frozenset()
) -> RenderProcess:
    """A render process with what the settings say.

    Args:
        niceness: how much it stands back.
        keys: names of the secrets it needs; it gets no others.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in keys or not SECRETIVE.search(name)
    }
    environment["AVATAR_CHECKPOINTS_DIR"] = str(settings.INFERENCE_CHECKPOINTS_DIR)
    command = (*COMMAND, "--niceness", str(niceness))
    return RenderProcess(Path(settings.JOBS_LOG_DIR), command, environment)


def quick_limits() -> Limits:
    """What looking at one upload may use."""
    return Limits(
        seconds=settings.INSPECTION_TIME_LIMIT, memory_mb=settings.INSPECTION_MEMORY_LIMIT_MB
    )


@cache
def quick_process() -> QuickProcess:
    """The one process of this site for what somebody waits for."""
    return QuickProcess(lambda: make_render_process(niceness=0), QUICK_IDLE, QUICK_PATIENCE)


@cache
def verifying_process() -> QuickProcess:
    """The process that looks at files of strangers, so that they hold up nobody who works here."""
    return QuickProcess(lambda: make_render_process(NICENESS), ERRAND_IDLE, QUICK_PATIENCE)


@cache
def transcript_process() -> QuickProcess:
    """The process that writes recordings down, with what everything else leaves of the processor.

    Apart from the others, for an hour of sound takes up to half an hour.
    """
    return QuickProcess(lambda: make_render_process(LOWEST), ERRAND_IDLE, QUICK_PATIENCE)


@cache
def writing_process() -> QuickProcess:
    """The process that writes scripts; only it has the keys of language models."""
    return QuickProcess(
        lambda: make_render_process(NICENESS // 2, WRITER_KEYS), ERRAND_IDLE, QUICK_PATIENCE
    )


@cache
def listening_process() -> QuickProcess:
    """The process that prepares dubs; somebody waits for it, but for no answer of a page."""
    return QuickProcess(lambda: make_render_process(NICENESS), ERRAND_IDLE, QUICK_PATIENCE)


@cache
def translating_process() -> QuickProcess:
    """The process that translates dubs; it has the keys of language models."""
    return QuickProcess(
        lambda: make_render_process(NICENESS // 2, WRITER_KEYS), ERRAND_IDLE, QUICK_PATIENCE
    )


@cache
def reviewing_process() -> QuickProcess:
    """The process that reads texts for moderators; it has the keys of language models."""
    return QuickProcess(
        lambda: make_render_process(LOWEST, WRITER_KEYS), ERRAND_IDLE, QUICK_PATIENCE
    )


@cache
def speaking_process() -> QuickProcess:
    """The process that speaks a line while its author waits; it has the keys of voices."""
    return QuickProcess(lambda: make_render_process(0, SPEECH_KEYS), QUICK_IDLE, QUICK_PATIENCE)


def close_processes() -> None:
    """End every process of this site; calls under way are interrupted."""
    shared_render_process().close()
    quick = (quick_process(), speaking_process(), verifying_process())
    writing = (writing_process(), translating_process(), reviewing_process())
    for process in (*quick, *writing, transcript_process(), listening_process()):
        process.close()


@cache
def shared_render_process() -> RenderProcess:
    """The one render process of this worker."""
    return make_render_process(keys=SPEECH_KEYS)
