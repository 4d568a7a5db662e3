"""From translated lines to videos in the library."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from media_jobs import (
    dub_voices,
    estimates,
    inspection,
    pipeline_factory,
    quotas,
    services,
    voice_samples,
)
from media_jobs.dub_orders import order_of
from media_jobs.dub_scripts import refuse_unready, untranslated
from media_jobs.models import DubProject, DubTarget, MediaJob, Video
from media_jobs.models.dubs import DubTargetQuerySet
from media_jobs.refusals import ServiceError
from media_jobs.render_process import Limits

logger = logging.getLogger(__name__)


def render(
    project: DubProject, languages: Sequence[str] | None = None, *, allow_silent: bool = False
) -> list[DubTarget]:
    """Have dubs made, all of those asked for or none.

    Args:
        project: with its lines.
        languages: of its targets; ``None`` for all of them.
        allow_silent: whether lines without a translation may stay silent.

    Returns:
        The targets, each with a video that has a job.

    Raises:
        ServiceError: ``dub_not_ready``, ``no_lines``, ``unknown_language``,
            ``translation_missing``, which has with it the ids of lines by language,
            ``no_voice_for_language``, ``unknown_voice`` or ``wrong_voice_language``;
            ``minutes_used_up``, ``too_many_jobs`` or ``storage_full``.
    """
    refuse_unready(project)
    _refuse_silence(project)
    targets = list(project.targets.select_related("video", "project__owner"))
    if languages is not None:
        targets = [target for target in targets if target.language in languages]
        if len(targets) < len(set(languages)) or not targets:
            detail = "This video is not to be dubbed into that language."
            raise ServiceError("unknown_language", detail, {"targets": [detail]})
    if not targets:
        detail = "Choose a language first."
        raise ServiceError("unknown_language", detail, {"targets": [detail]})
    if not allow_silent:
        _refuse_untranslated(targets)
    for target in targets:
        _refuse_unspeakable(target)
    with transaction.atomic():
        _check_room(project, targets)
        return [_order(target) for target in targets]


def _check_room(project: DubProject, targets: Sequence[DubTarget]) -> None:
    """See whether the owner may have so much made; what is under way just so costs nothing."""
    specs = [(target, order_of(target)) for target in targets]
    jobs = [_under_way(target.video) if target.video else None for target in targets]
    wanted = [
        (MediaJob.Kind.DUB, spec)
        for (target, spec), job in zip(specs, jobs, strict=True)
        if job is None or target.ordered != spec["hashes"]
    ]
    if wanted:
        replaced = [job.pk for job in jobs if job is not None]
        quotas.check_making(project.owner, wanted, replaced=replaced)


def _refuse_silence(project: DubProject) -> None:
    if not project.lines:
        raise ServiceError("no_lines", "Nobody says anything in this video.")


def _refuse_untranslated(targets: Sequence[DubTarget]) -> None:
    missing = {target.language: ids for target in targets if (ids := untranslated(target))}
    if missing:
        detail = "Some lines are not translated yet."
        raise ServiceError("translation_missing", detail, besides={"targets": missing})


def _refuse_unspeakable(target: DubTarget) -> None:
    script = dub_voices.script_of(target)
    voices = dub_voices.voices_of(target, script) if script else {}
    if not voices:
        detail = f"No voice here speaks {voice_samples.main_language_name(target.language)}."
        raise ServiceError("no_voice_for_language", detail, {"targets": [detail]})
    dub_voices.refuse_lost_voices(voices, target.language)
    dub_voices.refuse_lost_voices(dub_voices.line_voices_of(target), target.language)


def _order(target: DubTarget) -> DubTarget:
    """One dub: the job under way where it makes just this, else a new one."""
    spec = order_of(target)
    video = target.video if target.video and target.video.deleted_at is None else None
    if video is not None and (job := _under_way(video)):
        if target.ordered == spec["hashes"]:
            return target
        services.cancel_job(job)
    if video is None:
        video = _new_video(target)
        if not _rows(target).filter(video=target.video_id).update(video=video, rendered={}):
            video.delete()  # another window was faster
            target.refresh_from_db()
            return _order(target)
        target.refresh_from_db()
        spec = order_of(target)
    choices = _choices(spec)
    Video.objects.filter(pk=video.pk).update(settings=choices)
    _rows(target).update(ordered=spec["hashes"])
    services.create_job(video, MediaJob.Kind.DUB, spec)
    target.refresh_from_db()
    return target


def _rows(target: DubTarget) -> DubTargetQuerySet:
    return DubTarget.objects.filter(pk=target.pk)


def _under_way(video: Video) -> MediaJob | None:
    return MediaJob.objects.unfinished().filter(video=video, kind=MediaJob.Kind.DUB).first()


def _new_video(target: DubTarget) -> Video:
    project = target.project
    name = voice_samples.main_language_name(target.language)
    return Video.objects.create(
        owner=project.owner,
        title=f"{project.title[: services.MAX_TITLE - len(name) - 3]} ({name})",
        kind=Video.Kind.DUB,
        language=target.language,
        source_language=project.source_language,
    )


def _choices(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What a page says about how the video was made."""
    names = ("background", "lip_sync", "engine", "captions", "caption_language", "target")
    return {**{name: spec[name] for name in names}, "source_language": spec["source_language"]}


def is_stale(target: DubTarget, hashes: Mapping[str, Any]) -> bool:
    """Whether the video, or the job that makes it now, lacks what is entered.

    Args:
        target: with ``video`` and its jobs.
        hashes: of what is entered.
    """
    job = target.video.latest_job if target.video else None
    if job is None:
        return False
    made = target.rendered if job.is_finished else target.ordered
    return bool(made.get("all") != hashes["all"])


def start_automatic() -> int:
    """Order the dubs of those who did not want to see the lines first, once these are translated.

    Returns:
        How many were ordered.
    """
    waiting = DubTarget.objects.filter(
        state=DubTarget.State.SUCCEEDED, ordered={}, edited=[], video__isnull=True
    ).filter(project__is_automatic=True, project__state=DubProject.State.SUCCEEDED)
    n_ordered = 0
    for target in waiting.select_related("project"):
        # Once only, whoever asks: if it cannot be made, its owner decides what to do.
        if not _rows(target).filter(ordered={}).update(ordered={"all": ""}):
            continue
        try:
            render(target.project, [target.language])
            n_ordered += 1
        except ServiceError as exc:
            logger.info("dub %s is not made by itself: %s", target.pk, exc.code)
    return n_ordered


def plan(target: DubTarget) -> dict[str, Any]:
    """What making this dub now would do anew, and about how long it takes.

    Raises:
        ServiceError: ``dub_not_ready``, ``no_lines``, ``translation_missing`` or ``busy``.
    """
    refuse_unready(target.project)
    _refuse_silence(target.project)
    if missing := untranslated(target):
        detail = "Some lines are not translated yet."
        raise ServiceError("translation_missing", detail, besides={"lines": missing})
    _refuse_unspeakable(target)
    order = order_of(target)
    limits = Limits(settings.DUB_CHECK_TIME_LIMIT, settings.JOBS_MEMORY_LIMIT_MB)
    spec = pipeline_factory.dub_spec(target, order)
    made = inspection.ask("dub_plan", spec, field="target", limits=limits)
    anew = {
        "share": made["pieces_to_draw"] / max(1, made["pieces"]),
        "spoken": len(made["lines_to_speak"]) / len(target.project.lines),
    }
    expected = estimates.estimate_for(MediaJob.Kind.DUB, {**order, **anew})
    return {**made, "seconds": round(expected.total, 1)}
