"""The warm child that runs pipelines, and the watch over it.

The child is ``python -m inference.render_server``: it loads models once, takes one JSON line per
request and answers with JSON lines. It is killed, with everything it started, to cancel, at the
time limit and at the memory limit; a typed error ends the job, the worker lives on, and a new
child is warmed up.
"""

import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import psutil

from inference.progress import Stage
from inference.voices import DEFAULT_VOICE

logger = logging.getLogger(__name__)

TICK: Final = 0.25  # seconds between looks at cancel, limits and shutdown
EXIT_PATIENCE: Final = 5.0  # seconds to wait for a killed child to be gone
MAX_LOG_BYTES: Final = 1 << 20
COMMAND: Final = (sys.executable, "-m", "inference.render_server")
MEBIBYTE: Final = 1 << 20
REPOSITORY: Final = Path(__file__).resolve().parent.parent


class RenderError(Exception):
    """A call that failed.

    Attributes:
        code: stable name of the reason.
        facts: what a message about it needs.
    """

    code = "render_error"

    def __init__(self, detail: str, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.facts = dict(facts or {})


class RenderFailedError(RenderError):
    """The child answered with an error of ``inference``."""

    def __init__(self, code: str, detail: str, facts: Mapping[str, Any]) -> None:
        super().__init__(detail, facts)
        self.code = code


class RenderProcessDiedError(RenderError):
    """The child ended in the middle of the call."""

    code = "render_process_died"


class JobTimeLimitError(RenderError):
    """The call took longer than allowed."""

    code = "job_time_limit"


class JobOutOfMemoryError(RenderError):
    """The child grew beyond what is allowed."""

    code = "job_out_of_memory"


class RenderInterruptedError(Exception):
    """The worker is shutting down; the job is not at fault."""


@dataclass(frozen=True)
class Limits:
    """What one call may use."""

    seconds: float
    memory_mb: int


@dataclass(frozen=True)
class Request:
    """One call: an operation of the render server with its arguments."""

    op: str
    spec: Mapping[str, Any] = field(default_factory=dict)
    workdir: str = ""


class Watcher:
    """What a caller does while the child works; this one does nothing."""

    def on_progress(self, stage: Stage, fraction: float) -> None:
        """Take progress; may raise ``PipelineCancelled``."""

    def on_tick(self) -> None:
        """Called every ``TICK``; may raise ``PipelineCancelled``."""


Inbox = queue.SimpleQueue["Mapping[str, Any] | None"]  # None: the child is gone


Child = subprocess.Popen[bytes]


class RenderProcess:
    """Starts the child when needed, talks to it, watches over it.

    Calls may come from several threads; the child answers them one after another.

    Args:
        log_dir: where the child's chatter goes.
        command: how the child is started.
        environment: variables of the child.
    """

    def __init__(
        self,
        log_dir: Path,
        command: Sequence[str] = COMMAND,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._log_dir = log_dir
        self._command = tuple(command)
        self._environment = dict(os.environ if environment is None else environment)
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._calls: dict[str, tuple[Child, Inbox]] = {}
        self._closing = threading.Event()

    @property
    def pid(self) -> int | None:
        """The child's process id; ``None`` while there is none."""
        child = self._child
        return child.pid if child and child.poll() is None else None

    @property
    def is_closed(self) -> bool:
        """Whether ``close`` was called; nothing can be rendered any more."""
        return self._closing.is_set()

    def call(
        self, request: Request, *, limits: Limits, watcher: Watcher | None = None
    ) -> Mapping[str, Any]:
        """Run one operation to its end.

        Returns:
            What the child answered.

        Raises:
            RenderFailedError: the operation failed for a reason ``inference`` names.
            RenderProcessDiedError: the child ended.
            JobTimeLimitError: it took too long.
            JobOutOfMemoryError: it grew too large.
            RenderInterruptedError: ``close`` was called.
            PipelineCancelled: the watcher said so.
        """
        call_id = uuid.uuid4().hex
        child, inbox = self._send(call_id, request)
        try:
            return self._await(child, inbox, limits, watcher or Watcher())
        except RenderFailedError:
            raise
        except BaseException:
            # Whatever stopped us waiting, the child would go on with work that nobody wants.
            self._end(child)
            raise
        finally:
            self._calls.pop(call_id, None)

    def warm_up(self, limits: Limits) -> None:
        """Start the child and load the models, in the background."""

        def warm() -> None:
            # The next job starts a child of its own if this one cannot; it reports the reason.
            with suppress(RenderInterruptedError):
                try:
                    self.call(Request("warm", {"voice": DEFAULT_VOICE}), limits=limits)
                except RenderError as exc:
                    logger.warning("the render process did not warm up: %s", exc)

        if not self._closing.is_set():
            threading.Thread(target=warm, name="render-warm-up", daemon=True).start()

    def close(self) -> None:
        """End the child; calls under way raise ``RenderInterruptedError``."""
        self._closing.set()
        with self._lock:
            child = self._child
        if child is not None:
            self._end(child)

    def _end(self, child: Child) -> None:
        """Kill a child and everything it started, at once."""
        with self._lock:
            if self._child is child:
                self._child = None
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            child.wait(EXIT_PATIENCE)

    def _send(self, call_id: str, request: Request) -> tuple[Child, Inbox]:
        message = {
            "id": call_id,
            "op": request.op,
            "spec": dict(request.spec),
            "workdir": request.workdir,
        }
        inbox: Inbox = queue.SimpleQueue()
        with self._lock:
            if self._closing.is_set():
                raise RenderInterruptedError
            child = self._running_child()
            self._calls[call_id] = (child, inbox)
            try:
                stdin = _pipe(child.stdin)
                stdin.write(json.dumps(message).encode() + b"\n")
                stdin.flush()
            except OSError:
                inbox.put(None)
        return child, inbox

    def _running_child(self) -> Child:
        if self._child is None or self._child.poll() is not None:
            self._child = self._start()
        return self._child

    def _start(self) -> Child:
        with _open_log(self._log_dir) as log:
            child = subprocess.Popen(  # noqa: S603 (a fixed command, no shell)
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=REPOSITORY,
                env=self._environment,
                start_new_session=True,  # a group of its own to kill; no Ctrl-C from the terminal
            )
        _prefer_for_oom_killer(child.pid)
        threading.Thread(
            target=self._read, args=(child,), name="render-events", daemon=True
        ).start()
        return child

    def _read(self, child: Child) -> None:
        """Hand the child's events to whoever called, until it ends."""
        with _pipe(child.stdout) as lines:
            for line in lines:
                event = json.loads(line)
                if call := self._calls.get(event["id"]):
                    call[1].put(event)
        child.wait()
        with suppress(OSError):  # what was not sent yet has no reader any more
            _pipe(child.stdin).close()
        with self._lock:
            inboxes = [inbox for caller, inbox in self._calls.values() if caller is child]
        for inbox in inboxes:
            inbox.put(None)

    def _await(
        self, child: Child, inbox: Inbox, limits: Limits, watcher: Watcher
    ) -> Mapping[str, Any]:
        now = time.monotonic()
        deadline, next_tick = now + limits.seconds, now + TICK
        result = None
        while result is None:
            with suppress(queue.Empty):
                result = self._take(inbox.get(timeout=TICK), watcher)
            if time.monotonic() >= next_tick:
                self._check(child, limits, deadline)
                watcher.on_tick()
                next_tick = time.monotonic() + TICK
        return result

    def _take(self, event: Mapping[str, Any] | None, watcher: Watcher) -> Mapping[str, Any] | None:
        """Act on one event; the result once there is one."""
        if event is None:
            if self._closing.is_set():
                raise RenderInterruptedError
            raise RenderProcessDiedError("the render process ended unexpectedly")
        match event["event"]:
            case "progress":
                watcher.on_progress(Stage(event["stage"]), float(event["fraction"]))
                return None
            case "error":
                raise RenderFailedError(event["code"], event["detail"], event["facts"])
            case _:
                return dict(event["result"])

    def _check(self, child: Child, limits: Limits, deadline: float) -> None:
        if self._closing.is_set():
            raise RenderInterruptedError
        if time.monotonic() > deadline:
            raise JobTimeLimitError(
                f"longer than {limits.seconds:g} s", {"seconds": limits.seconds}
            )
        used_mb = _memory_mb(child.pid)
        if used_mb > limits.memory_mb:
            raise JobOutOfMemoryError(
                f"{used_mb} MB of {limits.memory_mb} MB", {"limit_mb": limits.memory_mb}
            )


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RenderProcessDiedError("the render process has no pipe")
    return pipe


def _memory_mb(pid: int) -> int:
    """Resident memory of the child and what it started."""
    total = 0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for member in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                total += member.memory_info().rss
    return total // MEBIBYTE


def _prefer_for_oom_killer(pid: int) -> None:
    """When memory runs out, the kernel should end the child rather than the site."""
    with suppress(OSError):
        Path(f"/proc/{pid}/oom_score_adj").write_text("500", encoding="ascii")


def _open_log(folder: Path) -> IO[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "render.log"
    if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
