"""A second, small render process for what somebody waits for on a page.

Looking at an upload must not wait behind a video that renders for minutes. The process starts
with the first call and ends some minutes after the last, so that it costs no memory while nobody
uploads.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from media_jobs.render_process import (
    Limits,
    RenderInterruptedError,
    RenderProcess,
    Request,
    Watcher,
)

STARTING: Final = 10.0  # seconds that the first call may take longer


class QuickProcessBusyError(Exception):
    """Too many others are waiting already."""


class QuickProcess:
    """One call at a time, each with its full time limit; ends when nobody needs it.

    Args:
        start: makes a render process; nothing runs before its first call.
        idle_seconds: after so long without a call the process ends.
        patience: seconds to wait for one's turn.
    """

    def __init__(
        self, start: Callable[[], RenderProcess], idle_seconds: float, patience: float
    ) -> None:
        self._start = start
        self._idle_seconds = idle_seconds
        self._patience = patience
        self._turn = threading.Lock()
        self._process: RenderProcess | None = None
        self._timer: threading.Timer | None = None
        self._closing = threading.Event()

    @property
    def pid(self) -> int | None:
        """Id of the running process; ``None`` while there is none."""
        return self._process.pid if self._process else None

    def call(
        self, request: Request, *, limits: Limits, watcher: Watcher | None = None
    ) -> Mapping[str, Any]:
        """Run one operation to its end; waits for its turn first, which costs none of its time.

        Raises:
            QuickProcessBusyError: its turn did not come.
            RenderError: as for ``RenderProcess.call``.
            RenderInterruptedError: the site is stopping.
            PipelineCancelled: the watcher said so.
        """
        if not self._turn.acquire(timeout=self._patience):
            raise QuickProcessBusyError("others are waiting already")
        try:
            if self._closing.is_set():
                raise RenderInterruptedError
            self._stop_timer()
            if self._process is None:
                self._process = self._start()
            if self._process.pid is None:  # it starts and loads models first
                limits = replace(limits, seconds=limits.seconds + STARTING)
            return self._process.call(request, limits=limits, watcher=watcher)
        finally:
            self._start_timer()
            self._turn.release()

    def close(self) -> None:
        """End the process for good; a call under way is interrupted."""
        self._closing.set()
        self._stop_timer()
        if self._process is not None:
            self._process.close()

    def _start_timer(self) -> None:
        if not self._closing.is_set():
            self._timer = threading.Timer(self._idle_seconds, self._end_idle)
            self._timer.daemon = True
            self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end_idle(self) -> None:
        """End the process, unless a call came in just now; then its end starts a new timer."""
        if not self._turn.acquire(blocking=False):
            return
        try:
            if self._process is not None:
                self._process.close()
                self._process = None
        finally:
            self._turn.release()
