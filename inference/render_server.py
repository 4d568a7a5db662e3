"""A long-lived process that runs pipelines for others, so that models load once.

``python -m inference.render_server`` reads one JSON object a line on standard input and writes
events, one JSON object a line, on standard output:

    {"id": "7", "op": "script_to_video", "spec": {...}, "workdir": "/path"}
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
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from inference import checkpoints
from inference.errors import InferenceError, InputError
from inference.faces import PortraitAnalysis
from inference.facetracking.portrait import analyse_portrait
from inference.media import RenderedVideo
from inference.pipelines.script_to_video import ScriptToVideo, ScriptToVideoSpec
from inference.progress import Stage
from inference.registry import Registry
from inference.stills import make_portrait, make_preview
from inference.voice_sample import make_sample

logger = logging.getLogger(__name__)

Spec: TypeAlias = Mapping[str, Any]
Result: TypeAlias = dict[str, Any]
Emit: TypeAlias = Callable[[Result], None]


class EventProgress:
    """Reports progress as events."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit

    def update(self, stage: Stage, fraction: float) -> None:
        """Send one event."""
        self._emit({"event": "progress", "stage": stage, "fraction": round(fraction, 4)})


class RenderServer:
    """Works on requests; keeps loaded models between them."""

    def __init__(self) -> None:
        self._registry = Registry()
        self._operations: Final[Mapping[str, Callable[[Spec, Path, Emit], Result]]] = {
            "warm": self._warm,
            "script_to_video": self._script_to_video,
            "analyse_portrait": self._analyse_portrait,
            "preview": self._preview,
            "portrait": self._portrait,
            "voice_sample": self._voice_sample,
            "prepare_checkpoints": self._prepare_checkpoints,
        }

    def answer(self, request: Spec, emit: Emit) -> None:
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

    def _warm(self, spec: Spec, _: Path, __: Emit) -> Result:
        """Load the face model and one voice."""
        self._registry.face_finder().load()
        self._registry.synthesizer(spec["voice"])
        return {}

    def _script_to_video(self, spec: Spec, workdir: Path, emit: Emit) -> Result:
        order = {**spec, "analysis": current_analysis(spec.get("analysis"))}
        pipeline = ScriptToVideo(self._registry)
        rendered = pipeline.run(ScriptToVideoSpec.from_json(order), workdir, EventProgress(emit))
        return rendered_to_json(rendered)

    def _analyse_portrait(self, spec: Spec, _: Path, __: Emit) -> Result:
        analysis = analyse_portrait(
            Path(spec["path"]), self._registry.face_finder(), spec.get("face_index")
        )
        return analysis.to_json()

    def _preview(self, spec: Spec, workdir: Path, _: Emit) -> Result:
        preview = make_preview(Path(spec["path"]), workdir, self._registry.face_finder())
        faces = [{"index": face.index, "box": list(face.box)} for face in preview.faces]
        return {"preview": str(preview.path), "faces": faces}

    def _portrait(self, spec: Spec, workdir: Path, _: Emit) -> Result:
        position = tuple(spec["face_position"]) if spec.get("face_position") else None
        finder = self._registry.face_finder()
        portrait = make_portrait(Path(spec["path"]), workdir, finder, position)
        return {
            "picture": str(portrait.picture),
            "thumbnail": str(portrait.thumbnail),
            "analysis": portrait.analysis.to_json() if portrait.analysis else None,
            "face_index": portrait.face_index,
        }

    def _voice_sample(self, spec: Spec, _: Path, __: Emit) -> Result:
        voice = spec["voice"]
        clip = make_sample(self._registry.synthesizer(voice), voice, Path(spec["out"]))
        return {"duration": clip.duration}

    def _prepare_checkpoints(self, _: Spec, __: Path, ___: Emit) -> Result:
        lines: list[str] = []
        checkpoints.prepare_all(lines.append)
        return {"lines": lines}


def current_analysis(stored: dict[str, Any] | None) -> dict[str, Any] | None:
    """The stored analysis; ``None``, so that the picture is analysed again, if it is outdated."""
    try:
        return PortraitAnalysis.from_json(stored).to_json() if stored else None
    except InputError:
        return None


def rendered_to_json(video: RenderedVideo) -> Result:
    """A finished video as plain values."""
    return {
        "path": str(video.path),
        "poster": str(video.poster),
        "width": video.width,
        "height": video.height,
        "fps": str(video.fps),
        "n_frames": video.n_frames,
        "duration": video.duration,
        "size_bytes": video.size_bytes,
    }


def facts_of(exc: InferenceError) -> Result:
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
    # Before any thread starts: on Linux niceness belongs to threads.
    os.nice(parser.parse_args().niceness)
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    requests, events = take_over_standard_streams()
    serve(requests, events)


if __name__ == "__main__":
    main()
