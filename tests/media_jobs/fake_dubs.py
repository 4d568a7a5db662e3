"""The operations of dubs, for `fake_render_server`; the video, or a text, says how to behave."""

import json
from pathlib import Path

SPEAKERS = [
    {"id": "s1", "name": "", "gender": "male", "pitch": 110.0, "face": None},
    {"id": "s2", "name": "", "gender": "female", "pitch": 210.0, "face": None},
]
LINES = [
    ("l1", 0.5, 2.0, "Good morning.", "s1"),
    ("l2", 2.5, 5.0, "Bread is alive, and it rises.", "s1"),
    ("l3", 5.5, 7.0, "Does it?", "s2"),
]


def script_in(language: str) -> dict:
    lines = [
        {"id": key, "start": start, "end": end, "text": text, "speaker": speaker, "words": []}
        for key, start, end, text, speaker in LINES
    ]
    first = lines[0]
    first["words"] = [["Good", 0.5, 1.0, False], ["morning.", 1.1, 2.0, True]]
    known = {"version": 1, "language": language, "language_probability": 0.97, "duration": 8.0}
    return {**known, "speakers": SPEAKERS, "lines": lines}


def wanted_of(request: dict) -> str:
    """How the video says that an operation is to behave."""
    content = Path(request["spec"]["path"]).read_bytes()
    return json.loads(content[content.index(b"{") :]).get("behave", {}).get(request["op"], "")


def preview(request: dict, emit, behave) -> None:
    wanted = wanted_of(request)
    emit("progress", stage="finishing", fraction=0.5)
    behave(wanted, emit)
    if "fail" in wanted:
        return
    files = {"preview": "preview.mp4", "peaks": "peaks.json", "poster": "poster.jpg"}
    made = {key: Path(request["workdir"]) / name for key, name in files.items()}
    for path in made.values():
        path.write_bytes(b'{"rate": 20, "peaks": [0.5]}')
    size = {"width": 1280, "height": 720, "duration": 8.0}
    emit("done", result={**{key: str(path) for key, path in made.items()}, **size})


def listen(request: dict, emit, behave) -> None:
    wanted = wanted_of(request)
    emit("progress", stage="loading", fraction=1.0)
    emit("progress", stage="listening", fraction=0.5)
    behave(wanted, emit)
    if "fail" in wanted:
        return
    script = script_in(request["spec"]["language"] or "en")
    if request["spec"]["subtitles"]:
        script["lines"][0]["text"] = Path(request["spec"]["subtitles"]).read_text().split("\n")[2]
    advice = [{"code": "several_speakers", "level": "info", "facts": {"n": 2}}]
    emit("done", result={"script": script, "advice": advice})


def translate(request: dict, emit, behave) -> None:
    spec = request["spec"]
    lines = [line for line in spec["script"]["lines"] if line["id"] in spec["line_ids"]]
    emit("progress", stage="translating", fraction=0.5)
    behave(lines[0]["text"], emit)
    if "fail" in lines[0]["text"]:
        return
    terms = {term["term"]: term["translation"] for term in spec["glossary"]}
    lost = [line["id"] for line in lines if "untranslatable" in line["text"]]
    made = {
        line["id"]: f"{spec['target']}: {terms.get(line['text'], line['text'])}"
        for line in lines
        if line["id"] not in lost
    }
    problems = dict.fromkeys(lost, "provider_quota")
    done = {"translation": made, "translator": spec["translator"] or "fake", "problems": problems}
    emit("done", result=done)


def shorten(request: dict, emit, behave) -> None:
    spec = request["spec"]
    behave(spec["text"], emit)
    if "fail" not in spec["text"]:
        emit("done", result={"text": spec["text"].partition(",")[0]})


def say(request: dict, emit, behave) -> None:
    spec = request["spec"]
    behave(spec["text"], emit)
    if "fail" in spec["text"]:
        return
    Path(spec["out"]).write_bytes(json.dumps(spec).encode())
    emit(
        "done",
        result={
            "path": spec["out"],
            "duration": 1.5,
            "natural_seconds": 2.0,
            "verdict": "compressed",
        },
    )


def plan(request: dict, emit, behave) -> None:
    spec = request["spec"]
    behave(" ".join(spec["translation"].values()), emit)
    ids = list(spec["translation"])
    emit(
        "done",
        result={"lines_to_speak": ids, "pieces_to_draw": 1, "pieces": 1, "seconds": 4.0},
    )


def dub(request: dict, emit, behave) -> None:
    spec, folder = request["spec"], Path(request["workdir"])
    wanted = " ".join(spec["translation"].values())
    emit("progress", stage="loading", fraction=1.0)
    behave(wanted, emit)
    if "fail" in wanted:
        return
    for stage in ("listening", "translating", "speech", "face", "lip_sync", "finishing"):
        emit("progress", stage=stage, fraction=1.0)
    (folder / "result.mp4").write_bytes(json.dumps(spec).encode())
    for name in ("poster.jpg", "dub.m4a"):
        (folder / name).write_bytes(name.encode())
    subtitles = {}
    for side in ("source", "target"):
        files = {"srt": "srt", "vtt": "vtt", "transcript": "json"}
        made = {key: folder / f"{side}.{suffix}" for key, suffix in files.items()}
        for path in made.values():
            path.write_text(path.name)
        subtitles[side] = {key: str(path) for key, path in made.items()}
    emit(
        "done",
        result={
            "path": str(folder / "result.mp4"),
            "poster": str(folder / "poster.jpg"),
            "audio": str(folder / "dub.m4a"),
            "width": 1280,
            "height": 720,
            "fps": "25",
            "n_frames": 200,
            "duration": 8.0,
            "size_bytes": 4,
            "subtitles": subtitles,
            "script": spec["script"],
            "translation": spec["translation"],
            "voices": spec["voices"],
            "report": {"version": 1, "kind": "dub", "n_fitted": 3},
            "language": spec["target"],
        },
    )


DUB_OPERATIONS = {
    "dub_preview": preview,
    "dub_listen": listen,
    "translate_lines": translate,
    "shorten_line": shorten,
    "dub_say": say,
    "dub_plan": plan,
    "dub": dub,
}
