"""A long-lived process that runs pipelines for others, so that models load once.

``python -m inference.render_server`` reads one JSON object a line on standard input and writes
events, one JSON object a line, on standard output:

    {"id": "7", "op": "talk", "spec": {...}, "workdir": "/path"}
    {"id": "7", "event": "progress", "stage": "lip_sync", "fraction": 0.4}
    {"id": "7", "event": "done", "result": {...}}
    {"id": "7", "event": "error", "code": "no_face", "detail": "...", "facts": {...}}

Requests are worked on one after another. There is no request to stop one: whoever wants that kills
the process. It ends by itself as soon as standard input closes, for then whoever asked is gone.
"""

import argparse
import json
import logging
import os
import queue
import sys
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

from inference.errors import InferenceError
from inference.operations import Emit, operations_of
from inference.registry import Registry

logger = logging.getLogger(__name__)


class RenderServer:
    """Works on requests; keeps loaded models between them."""

    def __init__(self) -> None:
        self._operations = operations_of(Registry())

    def answer(self, request: Mapping[str, Any], emit: Emit) -> None:
        """Work on one request; its last event is ``done`` or ``error``."""
        try:
            operation = self._operations[request["op"]]
            result = operation(request.get("spec", {}), Path(request.get("workdir", "")), emit)
        except InferenceError as exc:
            emit({"event": "error", "code": exc.code, "detail": str(exc), "facts": facts_of(exc)})
        except MemoryError:
            emit({"event": "error", "code": "job_out_of_memory", "detail": "", "facts": {}})
        except Exception as exc:
            logger.exception("request %s failed", request.get("op"))
            emit({"event": "error", "code": "internal_error", "detail": repr(exc), "facts": {}})
        else:
            emit({"event": "done", "result": result})


def facts_of(exc: InferenceError) -> dict[str, Any]:
    """The typed attributes of an error, as plain values; of a path only the name."""
    return {
        name: value if isinstance(value, bool | int | float | str) else Path(str(value)).name
        for name, value in vars(exc).items()
        if not name.startswith("_")
    }


class Lines:
    """Writes events, one JSON object a line, whole even from several threads."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, request_id: str, event: Mapping[str, Any]) -> None:
        """Send one event at once."""
        line = json.dumps({"id": request_id, **event}).encode() + b"\n"
        with self._lock:
            self._stream.write(line)
            self._stream.flush()


def take_over_standard_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Keep the pipes for ourselves.

    Libraries that print to standard output, from C too, end up on standard error, and none can
    read requests away.

    Returns:
        Where requests come from, and where events go.
    """
    requests = os.fdopen(os.dup(0), "rb")
    events = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, events


def serve(requests: IO[bytes], events: IO[bytes]) -> None:
    """Work on requests until there are no more; ends the process when the pipe closes."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def receive() -> None:
        for line in requests:
            waiting.put(line)
        # The main thread may be deep inside a model for minutes yet; nobody wants the result.
        os._exit(0)

    threading.Thread(target=receive, name="requests", daemon=True).start()
    server, lines = RenderServer(), Lines(events)
    while True:
        request = json.loads(waiting.get())
        server.answer(request, partial(lines.write, request["id"]))


def main() -> None:
    """Serve standard input."""
    parser = argparse.ArgumentParser(description="Run pipelines for the process that started this.")
    parser.add_argument("--niceness", type=int, default=0, help="how much to stand back (0 to 19)")
    # Threads decode, draw and encode at once; a turn of 5 ms for one holds the others up.
    sys.setswitchinterval(0.0005)
    # Before any thread starts: on Linux niceness belongs to threads.
    os.nice(parser.parse_args().niceness)
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    requests, events = take_over_standard_streams()
    serve(requests, events)


if __name__ == "__main__":
    main()
