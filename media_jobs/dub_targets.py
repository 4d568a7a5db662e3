"""The languages of a dub: added, edited, translated, shortened, deleted."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from media_jobs import (
    dub_estimates,
    dub_translating,
    dub_voices,
    glossaries,
    inspection,
    pipeline_factory,
    services,
    translators,
)
from media_jobs.dub_languages import MAX_TARGETS, checked_target, refuse_same, too_many_targets
from media_jobs.dub_options import checked_voice
from media_jobs.dub_scripts import has_words, refuse_unready, source_hash, untranslated
from media_jobs.models import DubProject, DubTarget, MediaJob
from media_jobs.refusals import ServiceError, refuse
from media_jobs.render_process import Limits

MAX_LINE: Final = 1000  # characters of a translation
SHORTEN_SECONDS: Final = 60.0  # that a translator may take for one line

EMPTY: Final[Mapping[str, Any]] = {
    "translation": {},
    "sources": {},
    "edited": [],
    "problems": {},
    "wanted_lines": None,
    "line_voices": {},
    "voices": {},
}


def add_target(
    project: DubProject, language: str, voice: str | Mapping[str, Any] | None = None
) -> DubTarget:
    """Have a video dubbed into one more language; translating starts by itself.

    Raises:
        ServiceError: ``unknown_language``, ``no_voice_for_language``, ``same_language``,
            ``target_exists``, ``too_many_targets`` or as for ``checked_voice``.
    """
    checked = checked_target(language)
    refuse_same(project.source_language, checked)
    if project.targets.count() >= MAX_TARGETS:
        raise too_many_targets()
    first_voice = checked_voice(voice, checked, "voice") if voice else {}
    try:
        with transaction.atomic():
            target = DubTarget.objects.create(
                project=project,
                language=checked,
                first_voice=first_voice,
                is_ready=project.is_ready,
            )
    except IntegrityError:
        detail = "This language is there already."
        raise ServiceError("target_exists", detail, {"language": [detail]}) from None
    dub_translating.wake_after_commit()
    return target


def start_over(target: DubTarget) -> None:
    """Forget what was made from lines that are gone, and wait for new ones."""
    target.cancel()
    target.queue(**EMPTY, is_ready=False, revision=target.revision + 1)


def save_target(
    target: DubTarget,
    revision: int,
    *,
    translation: Mapping[str, str] | None = None,
    voices: Mapping[str, Any] | None = None,
    line_voices: Mapping[str, Any] | None = None,
) -> DubTarget:
    """Keep what a person entered for a language; ``None`` leaves a part as it is.

    Args:
        target: with its project.
        revision: that the person began with.
        translation: text by id of a line.
        voices: by id of a speaker.
        line_voices: by id of a line.

    Raises:
        ServiceError: ``target_busy``, ``line_too_long``, ``dub_changed``, which has with it what
            was saved meanwhile, or as for ``checked_voice``.
    """
    ids = {line["id"] for line in target.project.lines}
    speakers = {speaker["id"] for speaker in target.project.script.get("speakers") or ()}
    changes: dict[str, Any] = {}
    if voices is not None:
        changes["voices"] = _checked_voices(target, voices, speakers, "voices")
    if line_voices is not None:
        changes["line_voices"] = _checked_voices(target, line_voices, ids, "line_voices")
    if translation is not None:
        changes |= _edited(target, translation)
    rows = DubTarget.objects.filter(pk=target.pk, revision=revision)
    if translation is not None:
        rows = rows.exclude(state__in=(DubTarget.State.QUEUED, DubTarget.State.RUNNING))
    saved = rows.update(**changes, revision=models.F("revision") + 1, updated_at=timezone.now())
    target.refresh_from_db()
    if not saved:
        raise _not_saved(target, revision)
    if not untranslated(target) and target.state in (
        DubTarget.State.FAILED,
        DubTarget.State.CANCELLED,
    ):
        target.settle()  # a person did what no translator could
    return target


def _not_saved(target: DubTarget, revision: int) -> ServiceError:
    if target.revision == revision:
        return target_busy()
    return ServiceError("dub_changed", "This language was changed in another window.")


def target_busy() -> ServiceError:
    """The refusal of what has to wait for a translator."""
    return ServiceError("target_busy", "This language is being translated; wait or cancel it.")


def _checked_voices(
    target: DubTarget, given: Mapping[str, Any], known: Collection[str], field: str
) -> dict[str, Any]:
    return {
        key: checked_voice(choice, target.language, f"{field}.{key}")
        for key, choice in given.items()
        if key in known and choice
    }


def _edited(target: DubTarget, translation: Mapping[str, str]) -> dict[str, Any]:
    """A translation as a person left it, and what that says about each line."""
    lines = {line["id"]: line for line in target.project.lines}
    new = {key: _plain(key, text) for key, text in translation.items() if key in lines}
    changed = {key for key, text in new.items() if target.translation.get(key) != text}
    same = new.keys() - changed
    by_hand = {key: source_hash(lines[key]) for key in changed}
    return {
        "translation": new,
        "edited": sorted(changed | {key for key in target.edited if key in same}),
        "sources": {key: value for key, value in target.sources.items() if key in same} | by_hand,
        "problems": {key: code for key, code in target.problems.items() if key not in changed},
    }


def _plain(line_id: str, text: str) -> str:
    plain = " ".join(text.replace("\0", "").split())
    if len(plain) > MAX_LINE:
        detail = f"A line has at most {MAX_LINE} characters."
        raise ServiceError("line_too_long", detail, {f"translation.{line_id}": [detail]})
    return plain


def translate(
    target: DubTarget, lines: Sequence[str] | None = None, translator: str = ""
) -> DubTarget:
    """Have lines translated; what is there stays until then.

    Args:
        target: with its project.
        lines: ids; ``None`` for what is missing, or was changed since and not by hand.
        translator: id; empty for that of the project.

    Raises:
        ServiceError: ``dub_not_ready``, ``target_busy``, ``unknown_translator`` or
            ``translator_unavailable``.
    """
    refuse_unready(target.project)
    translators.check_translator(translator)
    with transaction.atomic():
        wanted = None if lines is None else list(lines)
        if not target.queue(wanted_lines=wanted, translator=translator, is_ready=True):
            raise target_busy()
        expected = dub_estimates.translating(len(dub_translating.wanted_ids(target)), translator)
        target.seconds_left = sum(expected.values())
        target.save(update_fields=["seconds_left"])
        dub_translating.wake_after_commit()
    return target


def shorten(target: DubTarget, line: str, text: str | None = None) -> str:
    """The same in fewer words, so that it fits into its time.

    Args:
        target: with its project.
        line: id of a line.
        text: its translation as it stands on the page; the stored one if left out.

    Raises:
        ServiceError: ``unknown_line``, ``cannot_shorten``, ``busy``, or the code of a translator
            that failed.
    """
    script = dub_voices.script_of(target)
    found = next((each for each in script.lines if each.id == line), None) if script else None
    now = target.translation.get(line, "") if text is None else " ".join(text.split())
    if script is None or found is None:
        raise dub_voices.unknown_line()
    if not now or not has_words(found.to_json()):
        raise cannot_shorten()
    spec = {
        "source_text": found.text,
        "text": now,
        "source": script.language,
        "target": target.language,
        "seconds": dub_voices.seconds_for(script, line),
        "translator": target.translated_by,
        "glossary": glossaries.terms_for(target.project, target.language),
    }
    limits = Limits(SHORTEN_SECONDS, settings.JOBS_MEMORY_LIMIT_MB)
    process = pipeline_factory.writing_process()
    shorter = str(inspection.ask_translator(spec, process=process, limits=limits)["text"]).strip()
    if not shorter or len(shorter) >= len(now):
        raise cannot_shorten()
    return shorter


def cannot_shorten() -> ServiceError:
    """Nothing shorter was found."""
    return refuse("line", "cannot_shorten", "No shorter way to say this was found.")


def delete_target(target: DubTarget) -> None:
    """No longer dub into this language; a finished video stays in the library."""
    if target.video:
        for job in MediaJob.objects.unfinished().filter(video=target.video):
            services.cancel_quietly(job)
    DubTarget.objects.filter(pk=target.pk).delete()
