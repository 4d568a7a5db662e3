"""From an uploaded video to its lines: a preview for browsers, then listening."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import dramatiq

from inference.errors import PipelineCancelled
from media_jobs import dub_estimates, dub_translating, errands, pipeline_factory, storage
from media_jobs.broker import broker
from media_jobs.dub_estimates import LISTENING, PREVIEW, PhaseReporter
from media_jobs.errands import ErrandReporter
from media_jobs.models import DubProject
from media_jobs.render_process import Request

ASSET_TYPES: Final = {
    "preview": "video/mp4",
    "poster": "image/jpeg",
    "peaks": "application/json",
}


@dramatiq.actor(broker=broker, queue_name="dubs")
def prepare_next() -> None:
    """Prepare the dub whose turn it is; then its languages can be translated."""
    errands.run_next(DubProject.objects.all(), _prepare)
    dub_translating.wake()


def _prepare(project: DubProject, _: ErrandReporter) -> Mapping[str, Any]:
    reporter = PhaseReporter(project, dub_estimates.preparation(project))
    name = f"dub-{project.pk}-{project.attempt}"
    with storage.scratch_folder(name) as workdir:
        if project.preview is None:
            reporter.begin(PREVIEW)
            _make_preview(project, workdir, reporter)
        reporter.begin(LISTENING)
        made = _call("dub_listen", _listening(project), workdir, reporter)
    return {
        "script": made["script"],
        "advice": made["advice"],
        "revision": project.revision + 1,
        "stage": "",
        "seconds_left": None,
        "timings": reporter.timings(project.upload.duration or 0.0),
    }


def _listening(project: DubProject) -> dict[str, Any]:
    subtitles = project.subtitles
    return {
        "path": project.upload.asset.file.path,
        "language": project.wanted_language,
        "subtitles": subtitles.asset.file.path if subtitles else None,
        "diarise": True,
    }


def _make_preview(project: DubProject, workdir: Path, reporter: PhaseReporter) -> None:
    """Have the original made ready for browsers, and keep that at once: listening takes longer."""
    made = _call("dub_preview", {"path": project.upload.asset.file.path}, workdir, reporter)
    files = {
        name: storage.store(Path(made[name]), project.owner_id, content_type)
        for name, content_type in ASSET_TYPES.items()
    }
    if not project.keep(files):
        for asset in files.values():
            storage.remove(asset)
        raise PipelineCancelled


def _call(
    op: str, spec: Mapping[str, Any], workdir: Path, reporter: PhaseReporter
) -> Mapping[str, Any]:
    limits = pipeline_factory.dub_limits()
    process = pipeline_factory.listening_process()
    return process.call(Request(op, spec, str(workdir)), limits=limits, watcher=reporter)
