"""Dub projects: made from an upload, prepared, changed, deleted."""

import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from media_jobs import (
    dub_estimates,
    dub_preparation,
    dub_targets,
    glossaries,
    services,
    storage,
    uploads,
)
from media_jobs.dub_languages import (
    MAX_TARGETS,
    checked_source,
    checked_target,
    refuse_same,
    too_many_targets,
)
from media_jobs.dub_options import DEFAULTS, checked_options, checked_voice
from media_jobs.models import (
    PROJECT_FILES,
    DubProject,
    DubTarget,
    ErrandQuerySet,
    MediaJob,
    Upload,
    light_jobs,
)
from media_jobs.refusals import ServiceError, refuse
from media_jobs.speech_orders import own_upload

DAY: Final = 86_400  # seconds


def own_dubs(owner: User) -> ErrandQuerySet[DubProject]:
    """A person's projects, newest first, with what a list shows."""
    rows: ErrandQuerySet[DubProject] = DubProject.objects.filter(owner=owner)
    return rows.select_related(
        "owner", "upload__asset", "upload__preview", "upload__transcript", *PROJECT_FILES
    ).prefetch_related(
        "targets__video__file", "targets__video__poster", light_jobs("targets__video__jobs")
    )


def create_dub(
    owner: User,
    *,
    upload: uuid.UUID | str,
    targets: Sequence[str],
    title: str = "",
    source_language: str = "",
    subtitles: uuid.UUID | str | None = None,
    voices: Mapping[str, Any] | None = None,
    glossary: Sequence[Mapping[str, Any]] = (),
    just_do_it: bool = False,
    **options: Any,
) -> DubProject:
    """Begin with a video: it is made ready for browsers, listened to, then translated.

    Args:
        owner: whose it is.
        upload: a video with sound.
        targets: tags of the languages that it is to speak.
        title: the name of the file, when empty.
        source_language: tag of what is spoken; empty to find out.
        subtitles: an upload with what is said.
        voices: by target, of whoever says most.
        glossary: fixed translations of this project.
        just_do_it: make the dubs as soon as their lines are translated.
        **options: of ``dub_options.DEFAULTS``.

    Raises:
        ServiceError: an input is refused; ``fields`` says which.
    """
    film = dubbable_upload(owner, upload)
    languages = _checked_targets(targets, source_language)
    chosen = {
        main: checked_voice(choice, main, f"voices.{tag}")
        for tag, choice in (voices or {}).items()
        if (main := checked_target(tag)) in languages
    }
    with transaction.atomic():
        project = DubProject.objects.create(
            owner=owner,
            upload=film,
            subtitles=subtitles_upload(owner, subtitles) if subtitles else None,
            title=services.checked_title(title.strip() or _title_of(film)),
            wanted_language=checked_source(source_language) if source_language else "",
            glossary=glossaries.checked_terms(glossary),
            options={**DEFAULTS, **checked_options(options)},
            is_automatic=just_do_it,
        )
        _estimate(project)
        for language in languages:
            first_voice = chosen.get(language, {})
            DubTarget.objects.create(project=project, language=language, first_voice=first_voice)
        transaction.on_commit(dub_preparation.prepare_next.send)
    return project


def _estimate(project: DubProject) -> None:
    """Tell how long preparing will take before it has begun."""
    expected = dub_estimates.preparation(project)
    project.seconds_left = sum(expected.values())
    DubProject.objects.filter(pk=project.pk).update(seconds_left=project.seconds_left)


def dubbable_upload(owner: User, upload: uuid.UUID | str) -> Upload:
    """A video of the owner's in which somebody can be heard.

    Raises:
        ServiceError: ``unknown_upload``, ``not_a_video`` or ``no_sound``.
    """
    film = own_upload(owner, upload, "upload")
    if film.kind != Upload.Kind.VIDEO:
        raise refuse("upload", "not_a_video", "Choose a video.")
    if not film.has_sound:
        raise refuse("upload", "no_sound", "There is no sound in this video.")
    return film


def subtitles_upload(owner: User, upload: uuid.UUID | str) -> Upload:
    """Subtitles of the owner's.

    Raises:
        ServiceError: ``unknown_upload``.
    """
    found = own_upload(owner, upload, "subtitles")
    if found.kind != Upload.Kind.SUBTITLES:
        raise refuse("subtitles", "unknown_upload", "Choose a file of subtitles.")
    return found


def _title_of(film: Upload) -> str:
    return PurePath(film.name).stem.replace("_", " ")[: services.MAX_TITLE] or film.name


def _checked_targets(targets: Sequence[str], source: str) -> list[str]:
    languages = list(dict.fromkeys(checked_target(tag) for tag in targets))
    if not languages:
        raise refuse("targets", "no_targets", "Choose at least one language.")
    if len(languages) > MAX_TARGETS:
        raise too_many_targets()
    for language in languages:
        refuse_same(source, language)
    return languages


def describe_dub(
    project: DubProject,
    *,
    title: str | None = None,
    glossary: Sequence[Mapping[str, Any]] | None = None,
    options: Mapping[str, Any] | None = None,
) -> DubProject:
    """Change what holds for all languages; ``None`` leaves it.

    Raises:
        ServiceError: as for ``create_dub``.
    """
    changes: dict[str, Any] = {"updated_at": timezone.now()}
    if title is not None:
        changes["title"] = services.checked_title(title)
    if glossary is not None:
        changes["glossary"] = glossaries.checked_terms(glossary)
    if options is not None:
        changes["options"] = {**project.options, **checked_options({**project.options, **options})}
    DubProject.objects.filter(pk=project.pk).update(**changes)
    project.refresh_from_db()
    return project


def listen_again(
    project: DubProject, *, language: str = "", subtitles: uuid.UUID | str | None = None
) -> DubProject:
    """Start over with the lines; what was translated from the old ones goes.

    Args:
        project: that is not being prepared now.
        language: tag of what is spoken; empty to find out.
        subtitles: an upload with what is said.

    Raises:
        ServiceError: ``dub_busy``, ``unknown_language`` or ``unknown_upload``.
    """
    given = subtitles_upload(project.owner, subtitles) if subtitles else None
    wanted = checked_source(language, "language") if language else ""
    with transaction.atomic():
        if not project.queue(script={}, advice=[], subtitles=given, wanted_language=wanted):
            raise busy()
        _estimate(project)
        for target in project.targets.all():
            dub_targets.start_over(target)
        transaction.on_commit(dub_preparation.prepare_next.send)
    return project


def busy() -> ServiceError:
    """The refusal of what has to wait for the preparation."""
    return ServiceError("dub_busy", "This video is being prepared; wait for it or cancel it.")


def retry(project: DubProject) -> DubProject:
    """Go on with a preparation that failed or was cancelled; what is done is kept.

    Raises:
        ServiceError: ``dub_busy`` or ``dub_ready``.
    """
    if project.is_ready:
        raise ServiceError("dub_ready", "This video is prepared already.")
    with transaction.atomic():
        if not project.queue():
            raise busy()
        _estimate(project)
        for target in project.targets.all():
            target.queue()
        transaction.on_commit(dub_preparation.prepare_next.send)
    return project


def cancel(project: DubProject) -> DubProject:
    """Stop preparing and translating; videos that are being made go on."""
    project.cancel()
    for target in project.targets.all():
        target.cancel()
    return project


def delete_dub(project: DubProject) -> None:
    """Delete a project with its original, its lines and its preview.

    Its videos in the library stay; those being made are given up, for they need the original.
    """
    sent, files = [project.upload, project.subtitles], project.files
    for job in MediaJob.objects.unfinished().filter(video__dub_target__project=project):
        services.cancel_quietly(job)
    DubProject.objects.filter(pk=project.pk).delete()
    for asset in files:
        storage.remove(asset)
    for upload in sent:
        if upload and Upload.objects.unused().filter(pk=upload.pk).exists():
            uploads.remove(upload)


def shrink_cache() -> None:
    """Delete what dubs were made from: what is old, then what was used longest ago.

    Not while a dub is being made: it may be about to read any of it.
    """
    dubs = MediaJob.objects.filter(kind=MediaJob.Kind.DUB, state=MediaJob.State.RUNNING)
    if dubs.exists():
        return
    folder = Path(settings.JOBS_DUBS_DIR)
    storage.forget_before(folder, time.time() - settings.DUBS_CACHE_DAYS * DAY)
    storage.shrink_folder(folder, settings.DUBS_CACHE_MB)
