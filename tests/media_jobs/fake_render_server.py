"""Speaks the protocol of `inference.render_server`; the text of a request says how to behave."""

import hashlib
import json
import os
import signal
import sys
import threading
import time
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from fake_dubs import DUB_OPERATIONS

STAGES = ("loading", "speech", "face", "lip_sync", "finishing")
BOXES = ([0.1, 0.2, 0.4, 0.8], [0.6, 0.2, 0.8, 0.6])
ANALYSIS = {
    "version": 1,
    "width": 64,
    "height": 48,
    "has_alpha": False,
    "face_box": [20.0, 10.0, 40.0, 36.0],
}
SOUND = {
    "loudness": -20.0,
    "snr_db": 30.0,
    "speech_share": 0.8,
    "language": "de",
    "language_probability": 0.9,
}
FOUND = {
    "version": 1,
    "kind": "sound",
    "verdict": "good",
    "advice": [],
    "faces": [],
    "width": 0,
    "height": 0,
    "fps": None,
    "duration": 4.0,
    "has_sound": True,
    "sharpness": None,
    "brightness": None,
    "sound": SOUND,
}
TRANSCRIPT = {
    "version": 1,
    "language": "en",
    "language_probability": 0.9,
    "duration": 4.0,
    "segments": [
        {
            "text": "Hello there.",
            "start": 0.5,
            "end": 1.5,
            "words": [
                {"text": "Hello", "start": 0.5, "end": 0.9, "probability": 0.9},
                {"text": "there.", "start": 1.0, "end": 1.5, "probability": 0.8},
            ],
        },
    ],
}
SCRIPT = {
    "title": "Why bread rises",
    "description": "Flour, water and time.",
    "hashtags": ["bread", "baking"],
    "hook": "Bread is alive.",
    "body": "Yeast eats sugar and breathes out.",
    "call_to_action": "Bake one today.",
    "language": "en",
    "writer": "fake",
    "is_draft": True,
    "estimated_seconds": 6.0,
}
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
        answer(request)


def answer(request: dict) -> None:
    def emit(event: str, **fields: object) -> None:
        sys.stdout.write(json.dumps({"id": request["id"], "event": event, **fields}) + "\n")
        sys.stdout.flush()

    OPERATIONS.get(request["op"], talk)(request, emit)


def warm(_: dict, emit) -> None:
    emit("done", result={"pid": os.getpid()})


def analyse_portrait(request: dict, emit) -> None:
    with Path(os.environ["FAKE_CALLS"]).open("a") as calls:
        calls.write(f"{request['spec']['path']}\n")
    emit("done", result=ANALYSIS)


def say(request: dict, emit) -> None:
    Path(request["spec"]["out"]).write_bytes(json.dumps(request["spec"]).encode())
    emit("done", result={"duration": 1.0})


def voice_sample(request: dict, emit) -> None:
    out = Path(request["spec"]["out"])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(b"sound")
    emit("done", result={"duration": 1.0})


def prepare_checkpoints(_: dict, emit) -> None:
    emit("done", result={"lines": ["all there"]})


def talk(request: dict, emit) -> None:
    text = request["spec"].get("speech", {}).get("text", "")
    emit("progress", stage="loading", fraction=1.0)
    behave(text, emit)
    if "fail" not in text:
        finish(Path(request["workdir"]), request["spec"], emit)


def look_at(request: dict, emit) -> None:
    """A file says how to behave: after its signature comes JSON."""
    content = Path(request["spec"]["path"]).read_bytes()
    wanted = json.loads(content[content.index(b"{") :]) if b"{" in content else {}
    behave(wanted.get("behave", {}).get(request["op"], ""), emit)
    if "fail" in wanted.get("behave", {}).get(request["op"], ""):
        return
    if request["op"] in ("inspect", "dub_check"):
        emit("done", result={**FOUND, **wanted.get("found", {})})
        return
    workdir = Path(request["workdir"])
    for name in ("preview.jpg", "picture.png", "thumbnail.webp"):
        (workdir / name).write_bytes(name.encode())
    if request["op"] == "preview":
        faces = [{"index": index, "box": box} for index, box in enumerate(BOXES)]
        emit("done", result={"preview": str(workdir / "preview.jpg"), "faces": faces})
        return
    position = request["spec"]["face_position"]
    emit(
        "done",
        result={
            "picture": str(workdir / "picture.png"),
            "thumbnail": str(workdir / "thumbnail.webp"),
            "analysis": {**ANALYSIS, "position": position},
            "face_index": 1 if position and position[0] > 0.5 else None,
        },
    )


def look_for_marks(request: dict, emit) -> None:
    """What the file itself says that is found in it, after a signature of four letters and more."""
    content = Path(request["spec"]["path"]).read_bytes()
    sent = json.loads(content[content.index(b"{") :])
    emit("done", result=sent["found"])


def measure(request: dict, emit) -> None:
    workdir = Path(request["workdir"])
    emit("progress", stage="lip_sync", fraction=0.5)
    (workdir / "picture.png").write_bytes(b"chart")
    (workdir / "frame.jpg").write_bytes(b"frame")
    thumbnail = str(workdir / "frame.jpg")
    span = {"start": 1.0, "end": 1.5, "reason": "profile", "thumbnail": thumbnail}
    emit(
        "done",
        result={
            "version": 1,
            "grade": "good",
            "lines": [{"code": "closure", "value": 0.95, "grade": "good"}],
            "untouched": [span, {**span, "start": 2.0, "end": 3.0, "thumbnail": None}],
            "picture": str(workdir / "picture.png"),
            "thumbnails": [thumbnail],
        },
    )


def write_down(request: dict, emit) -> None:
    """A file says how to behave, as for ``look_at``."""
    spec = request["spec"]
    content = Path(spec["path"]).read_bytes()
    wanted = json.loads(content[content.index(b"{") :]).get("behave", {}).get("transcribe", "")
    emit("progress", stage="loading", fraction=1.0)
    behave(wanted, emit)
    if "fail" not in wanted:
        emit("progress", stage="speech", fraction=0.5)
        emit("done", result={**TRANSCRIPT, "language": spec["language"] or "en"})


def write(request: dict, emit) -> None:
    """The topic, or the wish for a part, says how to behave."""
    spec = request["spec"]
    wanted = spec.get("wish") or spec["brief"]["topic"]
    behave(wanted, emit)
    if "fail" in wanted:
        return
    script = spec.get("script") or {**SCRIPT, "language": spec["brief"]["language"]}
    if part := spec.get("part"):
        script = {**script, part: f"{part}, {wanted}"}
    emit("done", result={"script": script})


def review(request: dict, emit) -> None:
    """The text says how to behave, and what is found."""
    spec = request["spec"]
    behave(spec["text"], emit)
    if "fail" not in spec["text"]:
        found = [{"category": "fraud", "severity": "clear", "why": "It asks for money."}]
        findings = found if "scam" in spec["text"] else []
        emit("done", result={"findings": findings, "reviewer": spec["reviewer"]})


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


def _dub(operation, request: dict, emit) -> None:
    operation(request, emit, behave)


def marks_of(wanted: dict | None, path: Path) -> dict | None:
    """What the renderer tells about the marks of a file."""
    if wanted is None:
        return None
    return {
        **{name: wanted[name] for name in ("identifier", "kind", "label")},
        "watermark": True,
        "credentials": True,
        "made_at": "2026-11-23T05:00:00+00:00",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def finish(workdir: Path, spec: dict, emit) -> None:
    for stage in STAGES[1:]:
        for fraction in (0.0, 0.5, 1.0):
            emit("progress", stage=stage, fraction=fraction)
            time.sleep(0.01)
    (workdir / "result.mp4").write_bytes(b"film" * 100)
    (workdir / "poster.jpg").write_bytes(b"poster")
    (workdir / "curves.json").write_bytes(b"{}")
    for name in ("result.srt", "result.vtt", "transcript.json"):
        (workdir / name).write_bytes(name.encode())
    subtitles = {
        "srt": str(workdir / "result.srt"),
        "vtt": str(workdir / "result.vtt"),
        "transcript": str(workdir / "transcript.json"),
    }
    emit(
        "done",
        result={
            "report": {
                "version": 1,
                "untouched_share": 0.0,
                "provenance": marks_of(spec.get("provenance"), workdir / "result.mp4"),
            },
            "curves": str(workdir / "curves.json") if spec.get("curves") else None,
            "subtitles": subtitles if spec.get("subtitles") else None,
            "language": "fr",
            "path": str(workdir / "result.mp4"),
            "poster": str(workdir / "poster.jpg"),
            "width": 1280,
            "height": 720,
            "duration": 2.5,
        },
    )


OPERATIONS = {
    **{name: partial(_dub, operation) for name, operation in DUB_OPERATIONS.items()},
    "warm": warm,
    "dub_check": look_at,
    "verify": look_for_marks,
    "analyse_portrait": analyse_portrait,
    "inspect": look_at,
    "preview": look_at,
    "portrait": look_at,
    "quality": measure,
    "voice_sample": voice_sample,
    "say": say,
    "transcribe": write_down,
    "write": write,
    "review_text": review,
    "rewrite": write,
    "prepare_checkpoints": prepare_checkpoints,
}


if __name__ == "__main__":
    main()
