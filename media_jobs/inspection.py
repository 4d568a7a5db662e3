"""Looking at what people send, in the quick render process, and what it means if that fails."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from media_jobs import pipeline_factory, storage
from media_jobs.quick_process import QuickProcess, QuickProcessBusyError
from media_jobs.refusals import NotDoneError, ServiceError, UnusableMaterialError
from media_jobs.render_process import (
    Limits,
    RenderError,
    RenderFailedError,
    RenderInterruptedError,
    Request,
)

# Codes of ``inference`` that blame this installation rather than the file.
_OURS: Final = (
    "checkpoint_error",
    "checkpoint_missing",
    "checkpoint_corrupt",
    "signing_identity",
    "internal_error",
)


def ask(
    op: str,
    spec: Mapping[str, Any],
    *,
    field: str,
    workdir: str = "",
    process: QuickProcess | None = None,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Run a short operation on a file that a person sent, or on what they typed.

    Args:
        op: of the render server.
        spec: its arguments.
        field: the input that is at fault if the file is.
        workdir: where the operation may write.
        process: that does it; the usual one if left out.
        limits: what it may use; the usual ones if left out.

    Raises:
        ServiceError: ``busy``, the site has too much to do or is stopping.
        UnusableMaterialError: the file cannot be used; ``inspection_failed`` where looking at it
            ended the process, took too long or too much memory.
        RenderFailedError: a fault of ours.
    """
    process = process or pipeline_factory.quick_process()
    request = Request(op, spec, workdir)
    try:
        return dict(process.call(request, limits=limits or pipeline_factory.quick_limits()))
    except (QuickProcessBusyError, RenderInterruptedError):
        detail = "The site is busy. Try again in a minute."
        raise ServiceError("busy", detail) from None
    except RenderFailedError as exc:
        if exc.code in _OURS:
            raise
        raise UnusableMaterialError(exc.code, _sentence(str(exc)), field) from exc
    except RenderError as exc:
        detail = "The file could not be looked at: it is damaged, or too much for this site."
        raise UnusableMaterialError("inspection_failed", detail, field) from exc


def ask_translator(
    spec: Mapping[str, Any], *, process: QuickProcess, limits: Limits
) -> Mapping[str, Any]:
    """Have one line made shorter while its author waits.

    Raises:
        ServiceError: ``busy``, the site has too much to do or is stopping.
        NotDoneError: the translator failed; with its code.
        RenderFailedError: a fault of ours.
    """
    try:
        return process.call(Request("shorten_line", spec), limits=limits)
    except (QuickProcessBusyError, RenderInterruptedError):
        raise ServiceError("busy", "The site is busy. Try again in a minute.") from None
    except RenderError as exc:
        if exc.code in _OURS:
            raise
        raise NotDoneError(exc.code, _sentence(str(exc)), besides={"facts": exc.facts}) from exc


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else "The file cannot be used."


def scratch() -> Any:
    """A folder for one operation, removed afterwards."""
    return storage.scratch_folder(f"quick-{uuid.uuid4().hex}")


def inspect(path: Path, *, is_dub: bool = False) -> dict[str, Any]:
    """What a file holds and how well it suits; errors as for ``ask``.

    Args:
        path: of the file.
        is_dub: whether it is to be dubbed, for which other things matter.
    """
    if not is_dub:
        return ask("inspect", {"path": str(path)}, field="file")
    limits = Limits(settings.DUB_CHECK_TIME_LIMIT, settings.INSPECTION_MEMORY_LIMIT_MB)
    return ask("dub_check", {"path": str(path), "language": ""}, field="file", limits=limits)
