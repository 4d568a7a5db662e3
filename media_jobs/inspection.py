"""Looking at what people send, in the quick render process, and what it means if that fails."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from media_jobs import pipeline_factory, storage
from media_jobs.quick_process import QuickProcessBusyError
from media_jobs.refusals import ServiceError, UnusableMaterialError
from media_jobs.render_process import (
    RenderError,
    RenderFailedError,
    RenderInterruptedError,
    Request,
)

# Codes of ``inference`` that blame this installation rather than the file.
_OURS: Final = ("checkpoint_error", "checkpoint_missing", "checkpoint_corrupt", "internal_error")


def ask(op: str, spec: Mapping[str, Any], *, field: str, workdir: str = "") -> dict[str, Any]:
    """Run a short operation on a file that a person sent.

    Args:
        op: of the render server.
        spec: its arguments.
        field: the input that is at fault if the file is.
        workdir: where the operation may write.

    Raises:
        ServiceError: ``busy``, the site has too much to do or is stopping.
        UnusableMaterialError: the file cannot be used; ``inspection_failed`` where looking at it
            ended the process, took too long or too much memory.
        RenderFailedError: a fault of ours.
    """
    process = pipeline_factory.quick_process()
    request = Request(op, spec, workdir)
    try:
        return dict(process.call(request, limits=pipeline_factory.quick_limits()))
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


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else "The file cannot be used."


def scratch() -> Any:
    """A folder for one operation, removed afterwards."""
    return storage.scratch_folder(f"quick-{uuid.uuid4().hex}")


def inspect(path: Path) -> dict[str, Any]:
    """What a file holds and how well it suits; errors as for ``ask``."""
    return ask("inspect", {"path": str(path)}, field="file")
