"""What a render server can be asked for: plain values in, plain values out.

Each operation brings its own imports, late: a process that only looks at uploads should not carry
what renders videos.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from inference.progress import Stage
from inference.registry import Registry

Spec: TypeAlias = Mapping[str, Any]
Result: TypeAlias = dict[str, Any]
Emit: TypeAlias = Callable[[Result], None]
Operation: TypeAlias = Callable[[Spec, Path, Emit], Result]


class EventProgress:
    """Reports progress as events."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit

    def update(self, stage: Stage, fraction: float) -> None:
        """Send one event."""
        self._emit({"event": "progress", "stage": stage, "fraction": round(fraction, 4)})


def operations_of(registry: Registry) -> Mapping[str, Operation]:
    """All operations by name, on one store of models."""
    known: dict[str, Callable[[Registry, Spec, Path, Emit], Result]] = {
        "warm": warm,
        "talk": talk,
        "inspect": inspect,
        "quality": quality,
        "verify": verify,
        "analyse_portrait": analyse_portrait,
        "preview": preview,
        "portrait": portrait,
        "square": square,
        "voice_sample": voice_sample,
        "say": say,
        "transcribe": transcribe,
        "prepare_checkpoints": prepare_checkpoints,
        "write": write,
        "rewrite": rewrite,
        "translate_lines": translate_lines,
        "shorten_line": shorten_line,
        "review_text": review_text,
        "dub": dub,
        "dub_check": dub_check,
        "dub_listen": dub_listen,
        "dub_plan": dub_plan,
        "dub_preview": dub_preview,
        "dub_say": dub_say,
    }
    return {name: partial(operation, registry) for name, operation in known.items()}


def warm(registry: Registry, spec: Spec, _: Path, __: Emit) -> Result:
    """Load the face model and one voice."""
    registry.face_finder().load()
    registry.synthesizer(spec["voice"])
    return {}


def talk(registry: Registry, spec: Spec, workdir: Path, emit: Emit) -> Result:
    """Make a talking video from a ``TalkSpec``."""
    from inference.pipelines.talk import Talk
    from inference.pipelines.talk_spec import TalkSpec

    made = Talk(registry).run(TalkSpec.from_json(spec), workdir, EventProgress(emit))
    video = made.video
    return {
        "path": str(video.path),
        "poster": str(video.poster),
        "width": video.width,
        "height": video.height,
        "fps": str(video.fps),
        "n_frames": video.n_frames,
        "duration": video.duration,
        "size_bytes": video.size_bytes,
        "report": made.report,
        "curves": str(made.curves) if made.curves else None,
        "subtitles": made.subtitles.to_json() if made.subtitles else None,
        "language": made.language,
    }


def inspect(registry: Registry, spec: Spec, _: Path, __: Emit) -> Result:
    """Look whether a file will do."""
    from inference.inspection.inspect_file import inspect_file

    return inspect_file(Path(spec["path"]), registry).to_json()


def quality(registry: Registry, spec: Spec, workdir: Path, emit: Emit) -> Result:
    """Measure a finished video."""
    from inference.quality.assess import Material, assess

    source, progress = spec.get("source"), EventProgress(emit)
    progress.update(Stage.LOADING, 1.0)
    material = Material(Path(source) if source else None, spec.get("known_text"))
    report = partial(progress.update, Stage.FINISHING)
    return assess(Path(spec["path"]), material, workdir, registry, report).to_json()


def verify(_: Registry, spec: Spec, __: Path, ___: Emit) -> Result:
    """Look for the marks of a video that was made here."""
    from inference.provenance.identity import open_identity
    from inference.provenance.marking import IdentityPlace
    from inference.provenance.verification import verify_file

    identity = open_identity(IdentityPlace.from_json(spec["identity"]))
    anchors = Path(spec["trust"]).read_bytes() if spec.get("trust") else b""
    return verify_file(Path(spec["path"]), identity, anchors).to_json()


def analyse_portrait(registry: Registry, spec: Spec, _: Path, __: Emit) -> Result:
    """Find the face in a picture."""
    from inference.facetracking.portrait import analyse_portrait as analyse

    path, face_index = Path(spec["path"]), spec.get("face_index")
    return analyse(path, registry.face_finder(), face_index).to_json()


def preview(registry: Registry, spec: Spec, workdir: Path, _: Emit) -> Result:
    """A still of a picture or video, with the faces in it."""
    from inference.stills import make_preview

    made = make_preview(Path(spec["path"]), workdir, registry.face_finder())
    faces = [{"index": face.index, "box": list(face.box)} for face in made.faces]
    return {"preview": str(made.path), "faces": faces}


def portrait(registry: Registry, spec: Spec, workdir: Path, _: Emit) -> Result:
    """Picture and thumbnail of somebody's own face."""
    from inference.stills import make_portrait

    position = tuple(spec["face_position"]) if spec.get("face_position") else None
    crop = tuple(spec["crop"]) if spec.get("crop") else None
    made = make_portrait(Path(spec["path"]), workdir, registry.face_finder(), position, crop)
    return {
        "picture": str(made.picture),
        "thumbnail": str(made.thumbnail),
        "analysis": made.analysis.to_json() if made.analysis else None,
        "face_index": made.face_index,
    }


def square(_: Registry, spec: Spec, workdir: Path, __: Emit) -> Result:
    """The small picture of a person."""
    from inference.squares import make_square

    return {"picture": str(make_square(Path(spec["path"]), workdir / "square.webp", spec["crop"]))}


def voice_sample(registry: Registry, spec: Spec, _: Path, __: Emit) -> Result:
    """A few words of a voice as a sound file."""
    from inference.voice_sample import make_sample

    voice = spec["voice"]
    return {"duration": make_sample(registry.synthesizer(voice), voice, Path(spec["out"])).duration}


def say(registry: Registry, spec: Spec, _: Path, __: Emit) -> Result:
    """A text with a dictionary of pronunciations as a sound file."""
    from inference.pronunciations import Pronunciations
    from inference.voice_sample import speak_to_file

    voice, words = spec["voice"], Pronunciations.from_json(spec["pronunciations"])
    synthesizer = registry.synthesizer(voice)
    made = speak_to_file(synthesizer, spec["text"], voice, Path(spec["out"]), words)
    return {"duration": made.duration}


def transcribe(registry: Registry, spec: Spec, _: Path, emit: Emit) -> Result:
    """Write down what is said in a file."""
    progress = EventProgress(emit)
    progress.update(Stage.LOADING, 0.0)
    transcriber = registry.transcriber()
    report = partial(progress.update, Stage.SPEECH)
    return transcriber.transcribe(Path(spec["path"]), spec["language"], report).to_json()


def prepare_checkpoints(_: Registry, __: Spec, ___: Path, ____: Emit) -> Result:
    """Check the models and make them ready."""
    from inference import checkpoints

    lines: list[str] = []
    checkpoints.prepare_all(lines.append)
    return {"lines": lines}


def write(registry: Registry, spec: Spec, _: Path, emit: Emit) -> Result:
    """Write a script about a topic."""
    from inference.writing.brief import ScriptBrief
    from inference.writing.writers import open_writer

    brief, progress = ScriptBrief.from_json(spec["brief"]), EventProgress(emit)
    progress.update(Stage.LOADING, 0.0)
    writer = open_writer(registry, spec.get("writer") or "", spec.get("seed"))
    script = writer.write(brief, partial(progress.update, Stage.SPEECH))
    return {"script": script.to_json()}


def rewrite(registry: Registry, spec: Spec, _: Path, emit: Emit) -> Result:
    """Write one part of a script anew."""
    from inference.writing.brief import ScriptBrief
    from inference.writing.rewriting import rewrite_part
    from inference.writing.script import VideoScript
    from inference.writing.writers import open_writer

    brief, script = ScriptBrief.from_json(spec["brief"]), VideoScript.from_json(spec["script"])
    progress = EventProgress(emit)
    progress.update(Stage.LOADING, 0.0)
    writer = open_writer(registry, spec.get("writer") or "")
    changed = rewrite_part(
        writer,
        brief,
        script,
        part=spec["part"],
        wish=spec.get("wish", ""),
        report=partial(progress.update, Stage.SPEECH),
    )
    return {"script": changed.to_json()}


def dub(registry: Registry, spec: Spec, workdir: Path, emit: Emit) -> Result:
    """Make people in a video speak another language, from a ``DubSpec``."""
    from inference.dubbing.dub_spec import DubSpec
    from inference.pipelines.dub import Dub

    return Dub(registry).run(DubSpec.from_json(spec), workdir, EventProgress(emit)).to_json()


def dub_check(registry: Registry, spec: Spec, _: Path, __: Emit) -> Result:
    """Look whether a video can be dubbed."""
    from inference.dubbing.preflight import check_video

    return check_video(Path(spec["path"]), spec.get("language") or "", registry).to_json()


def dub_listen(registry: Registry, spec: Spec, _: Path, emit: Emit) -> Result:
    """Find out what is said in a video, when and by whom."""
    from inference.dubbing.listening import listen

    progress = EventProgress(emit)
    progress.update(Stage.LOADING, 0.0)
    heard = listen(
        Path(spec["path"]),
        spec.get("language") or "",
        Path(spec["subtitles"]) if spec.get("subtitles") else None,
        registry,
        partial(progress.update, Stage.LISTENING),
        diarise=bool(spec.get("diarise", True)),
    )
    advice = [asdict(one) | {"level": str(one.level)} for one in heard.advice]
    return {"script": heard.script.to_json(), "advice": advice}


def dub_say(registry: Registry, spec: Spec, workdir: Path, _: Emit) -> Result:
    """One line of a dub as a sound file."""
    from inference.dubbing.dub_spec import VoiceChoice
    from inference.dubbing.line_preview import say_line
    from inference.pronunciations import Pronunciations
    from inference.voice_sample import write_m4a

    said = say_line(
        spec["text"],
        VoiceChoice.from_json(spec["voice"]),
        spec.get("seconds"),
        registry,
        Path(spec.get("cache") or workdir) / "sound",
        pronunciations=Pronunciations.from_json(spec.get("pronunciations") or []),
    )
    path = Path(spec["out"]) if spec.get("out") else workdir / "line.m4a"
    write_m4a(said.clip, path)
    return {
        "path": str(path),
        "duration": said.clip.duration,
        "natural_seconds": said.natural_seconds,
        "verdict": str(said.verdict),
    }


def dub_plan(_: Registry, spec: Spec, __: Path, ___: Emit) -> Result:
    """What a dub would have to do."""
    from inference.dubbing.dub_spec import DubSpec
    from inference.pipelines.dub_plan import plan_dub

    return plan_dub(DubSpec.from_json(spec)).to_json()


def dub_preview(_: Registry, spec: Spec, workdir: Path, emit: Emit) -> Result:
    """A copy of a video that browsers play, its waveform and a still."""
    from inference.dubbing.preview import make_dub_preview

    report = partial(EventProgress(emit).update, Stage.FINISHING)
    return make_dub_preview(Path(spec["path"]), workdir, report).to_json()


def translate_lines(registry: Registry, spec: Spec, _: Path, emit: Emit) -> Result:
    """Put lines of a dub into another language."""
    from inference.dubbing.dub_script import DubScript
    from inference.dubbing.translating import source_language, translate_script
    from inference.glossary import glossary_of

    script, target = DubScript.from_json(spec["script"]), str(spec["target"])
    glossary = glossary_of(spec.get("glossary") or [])
    progress = EventProgress(emit)
    progress.update(Stage.LOADING, 0.0)
    translator = registry.translator(source_language(script), target, spec.get("translator") or "")
    made = translate_script(
        translator,
        script,
        target,
        glossary=glossary,
        line_ids=spec.get("line_ids"),
        known=spec.get("translation") or {},
        report=partial(progress.update, Stage.TRANSLATING),
    )
    return made.to_json() | {"translator": translator.id}


def shorten_line(registry: Registry, spec: Spec, _: Path, __: Emit) -> Result:
    """Say a translated line in fewer words."""
    from inference.glossary import glossary_of
    from inference.translation.protocol import LongLine

    line = LongLine(
        str(spec["source_text"]),
        str(spec["text"]),
        str(spec["source"]),
        str(spec["target"]),
        float(spec["seconds"]),
        glossary_of(spec.get("glossary") or []),
    )
    translator = registry.translator(line.source, line.target, spec.get("translator") or "")
    return {"text": translator.shorten(line), "translator": translator.id}


def review_text(registry: Registry, spec: Spec, _: Path, emit: Emit) -> Result:
    """Find what moderators should look at in a text."""
    from inference.text_review.reviewing import review

    progress = EventProgress(emit)
    progress.update(Stage.LOADING, 0.0)
    reviewer = str(spec["reviewer"])
    report = partial(progress.update, Stage.SPEECH)
    return review(registry.language_model(reviewer), spec["text"], reviewer, report).to_json()
