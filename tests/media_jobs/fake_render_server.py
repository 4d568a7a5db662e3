"""Speaks the protocol of `inference.render_server`; the text of a request says how to behave."""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue

STAGES = ("loading", "speech", "face", "lip_sync", "finishing")
ballast = []


def main() -> None:
    waiting: SimpleQueue[str] = SimpleQueue()

    def receive() -> None:
        for line in sys.stdin:
            waiting.put(line)
        os._exit(0)

    threading.Thread(target=receive, daemon=True).start()
    while True:
        request = json.loads(waiting.get())
        answer(request, request["spec"].get("speech", {}).get("text", ""))


def answer(request: dict, text: str) -> None:
    def emit(event: str, **fields: object) -> None:
        sys.stdout.write(json.dumps({"id": request["id"], "event": event, **fields}) + "\n")
        sys.stdout.flush()

    if request["op"] == "warm":
        emit("done", result={"pid": os.getpid()})
        return
    if request["op"] == "analyse_portrait":
        with Path(os.environ["FAKE_CALLS"]).open("a") as calls:
            calls.write(f"{request['spec']['path']}\n")
        box = [20.0, 10.0, 40.0, 36.0]
        analysis = {"version": 1, "width": 64, "height": 48, "has_alpha": False, "face_box": box}
        emit("done", result=analysis)
        return
    if request["op"] == "voice_sample":
        out = Path(request["spec"]["out"])
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(b"sound")
        emit("done", result={"duration": 1.0})
        return
    if request["op"] == "prepare_checkpoints":
        emit("done", result={"lines": ["all there"]})
        return
    emit("progress", stage="loading", fraction=1.0)
    behave(text, emit)
    if "fail" not in text:
        finish(Path(request["workdir"]), emit)


def behave(text: str, emit) -> None:
    if "die" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "grow" in text:
        ballast.append(bytearray(os.urandom(1 << 20) * 300))
        time.sleep(60)
    if "hang" in text:
        time.sleep(60)
    if "flood" in text:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            emit("progress", stage="speech", fraction=0.5)
    if "fail" in text:
        emit("error", code="unspeakable_text", detail="no sound", facts={"voice": "x"})


def finish(workdir: Path, emit) -> None:
    for stage in STAGES[1:]:
        for fraction in (0.0, 0.5, 1.0):
            emit("progress", stage=stage, fraction=fraction)
            time.sleep(0.01)
    (workdir / "result.mp4").write_bytes(b"film" * 100)
    (workdir / "poster.jpg").write_bytes(b"poster")
    emit(
        "done",
        result={
            "path": str(workdir / "result.mp4"),
            "poster": str(workdir / "poster.jpg"),
            "width": 1280,
            "height": 720,
            "duration": 2.5,
        },
    )


if __name__ == "__main__":
    main()
