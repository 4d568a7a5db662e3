"""Lines into another language, in the background."""

from collections.abc import Mapping, Sequence
from typing import Any

import dramatiq
from django.db import transaction

from inference.language_errors import SameLanguageError
from inference.voices import main_language
from media_jobs import dub_estimates, dub_rendering, errands, glossaries, pipeline_factory
from media_jobs.broker import broker
from media_jobs.dub_estimates import TRANSLATING, PhaseReporter
from media_jobs.dub_scripts import has_words, outdated, source_hash, untranslated
from media_jobs.errands import ErrandReporter
from media_jobs.models import DubTarget
from media_jobs.render_process import RenderFailedError, Request


@dramatiq.actor(broker=broker, queue_name="translations")
def translate_next() -> None:
    """Translate the lines of the dub whose turn it is; those that may are made at once."""
    errands.run_next(DubTarget.objects.ready(), _translate)
    dub_rendering.start_automatic()


def wake() -> None:
    """Have worked on whatever waits."""
    waiting = DubTarget.objects.ready().filter(state=DubTarget.State.QUEUED)
    for _ in range(waiting.count()):
        translate_next.send()


def wake_after_commit() -> None:
    """The same, once what waits is saved."""
    transaction.on_commit(wake)


def wanted_ids(target: DubTarget) -> list[str]:
    """Lines to translate: those asked for, else what is missing or was changed since.

    What a person wrote is only translated again where it is asked for.
    """
    if target.wanted_lines is not None:
        known = {line["id"] for line in target.project.lines if has_words(line)}
        return [line_id for line_id in target.wanted_lines if line_id in known]
    changed = [line_id for line_id in outdated(target) if line_id not in target.edited]
    wanted = {*untranslated(target), *changed}
    return [line["id"] for line in target.project.lines if line["id"] in wanted]


def _translate(target: DubTarget, _: ErrandReporter) -> Mapping[str, Any]:
    project, wanted = target.project, wanted_ids(target)
    _refuse_same(project.source_language, target.language)
    if not wanted:
        return _settled(target, {})
    reporter = PhaseReporter(target, dub_estimates.translating(len(wanted), target.translator))
    reporter.begin(TRANSLATING)
    made = _ask(target, wanted, reporter)
    result = _merged(target, wanted, made)
    if missing := [line_id for line_id in wanted if line_id not in made["translation"]]:
        target.keep(result)
        code = made["problems"].get(missing[0], "translation_unavailable")
        facts = {"n_missing": len(missing), "n_lines": len(wanted)}
        raise RenderFailedError(code, f"{len(missing)} lines are not translated", facts)
    return {**result, "timings": reporter.timings(len(wanted))}


def _refuse_same(source: str, target: str) -> None:
    if source and main_language(source) == target:
        raise SameLanguageError(target)


def _ask(target: DubTarget, wanted: Sequence[str], reporter: PhaseReporter) -> Mapping[str, Any]:
    project = target.project
    spec = {
        "script": project.script,
        "line_ids": list(wanted),
        "target": target.language,
        "translator": target.translator or project.options.get("translator", ""),
        "glossary": glossaries.terms_for(project, target.language),
        "translation": {key: text for key, text in target.translation.items() if key not in wanted},
    }
    limits = pipeline_factory.dub_limits()
    process = pipeline_factory.translating_process()
    return process.call(Request("translate_lines", spec), limits=limits, watcher=reporter)


def _merged(target: DubTarget, wanted: Sequence[str], made: Mapping[str, Any]) -> dict[str, Any]:
    """What the row holds afterwards; what could not be translated keeps what was there."""
    new: Mapping[str, str] = made["translation"]
    hashes = {line["id"]: source_hash(line) for line in target.project.lines}
    kept = {key: code for key, code in target.problems.items() if key not in wanted}
    return {
        **_settled(target, {**kept, **made["problems"]}),
        "translation": {**target.translation, **new},
        "sources": {**target.sources, **{key: hashes[key] for key in new if key in hashes}},
        "edited": [line_id for line_id in target.edited if line_id not in new],
        "translated_by": made["translator"],
    }


def _settled(target: DubTarget, problems: Mapping[str, str]) -> dict[str, Any]:
    return {
        "problems": dict(problems),
        "wanted_lines": None,
        "seconds_left": None,
        "revision": target.revision + 1,
    }
