"""Every kind of errand with the actor that works on it: what is left goes on after a restart."""

from typing import Any, Final, cast

import dramatiq

from media_jobs import (
    dub_preparation,
    dub_translating,
    exports,
    scripts,
    text_checks,
    transcripts,
    voice_fetching,
)
from media_jobs.models import (
    DataExport,
    DubProject,
    DubTarget,
    Errand,
    ErrandQuerySet,
    TextCheck,
    UploadTranscript,
    VoiceFetch,
    WrittenScript,
)

Kind = tuple[type[Errand], "dramatiq.Actor[..., Any]"]

KINDS: Final[tuple[Kind, ...]] = (
    (UploadTranscript, transcripts.write_down_next),
    (WrittenScript, scripts.write_next),
    (VoiceFetch, voice_fetching.fetch_next),
    (DubProject, dub_preparation.prepare_next),
    (DubTarget, dub_translating.translate_next),
    (DataExport, exports.export_next),
    (TextCheck, text_checks.check_next),
)


def resume(*, all_running: bool) -> int:
    """Put errands back whose worker is gone, and wake the workers of all that wait.

    Args:
        all_running: at the start of the only worker nothing can be running; later only what has
            not been heard of counts as left behind.

    Returns:
        How many wait.
    """
    waiting = 0
    for model, actor in KINDS:
        rows = cast("ErrandQuerySet[Any]", model._default_manager.all())  # noqa: SLF001 (documented)
        n_waiting = rows.requeue_orphans(all_running=all_running)
        for _ in range(n_waiting if all_running else min(n_waiting, 1)):
            actor.send()
        waiting += n_waiting
    return waiting
