"""``python -m inference talk``: words or a recording, and a picture or a video, to a video."""

import argparse
import json
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from inference.commands.caption_arguments import (
    captions_of,
    check_subtitle_names,
    transcript_of,
)
from inference.commands.output_files import UnwritableOutputError, workdir_beside
from inference.commands.progress_bar import shown_progress
from inference.commands.provenance_arguments import provenance_of
from inference.commands.result import Result
from inference.commands.script_text import pronunciations_of, script_of
from inference.commands.talk_arguments import (
    background_of,
    expression_of,
    form_of,
    is_picture,
    life_of,
    position_of,
)
from inference.commands.voice_arguments import AUTO
from inference.commands.voice_choice import voice_of
from inference.facetracking.portrait import analyse_portrait
from inference.lipsync.wav2lip.weights import LICENCE_NOTICE
from inference.pipelines.subtitling import is_wanted
from inference.pipelines.talk import Talk, TalkResult
from inference.pipelines.talk_spec import (
    EngineName,
    PictureFace,
    RecordedSpeech,
    TalkSpec,
    TextSpeech,
    VideoFace,
)
from inference.provenance.marking import VideoKind
from inference.recordings import RecordingOptions
from inference.registry import Registry
from inference.video_source import Fit
from inference.voices import find_voice

CURVES: Final = (".json", ".csv")
NO_WORDS: Final = "no subtitles: nothing was understood"


def run(arguments: argparse.Namespace) -> Result:
    """Render the video; nothing appears at ``--out`` unless all went well.

    Raises:
        InputError: speech, face, format or output are unusable.
    """
    started = time.monotonic()
    sys.setswitchinterval(0.0005)  # as in ``inference.render_server``
    out = Path(arguments.out)
    spec = _order(arguments)
    with (
        workdir_beside(out, ".mp4") as workdir,
        closing(Registry()) as registry,
        shown_progress(Talk.weights, wanted=not arguments.json) as progress,
    ):
        spec = _with_known_face(spec, registry)
        made = Talk(registry).run(spec, workdir, progress)
        if made.curves:
            _written(Path(arguments.curves), made.curves.read_text(encoding="utf-8"))
        _keep_subtitles(made, arguments)
        if arguments.report:
            _written(Path(arguments.report), json.dumps(made.report, indent=2))
        made.video.path.replace(out)
    return _result(made, out, time.monotonic() - started, spec)


def _order(arguments: argparse.Namespace) -> TalkSpec:
    path = Path(arguments.face)
    of_picture = is_picture(path)
    speech = _speech(arguments)
    kind = VideoKind.PHOTO if of_picture else VideoKind.VIDEO
    return TalkSpec(
        speech=speech,
        face=_face(arguments, path, of_picture=of_picture),
        form=form_of(arguments, of_picture=of_picture),
        background=background_of(arguments),
        engine=EngineName(arguments.engine),
        expression=expression_of(arguments),
        life=life_of(arguments, of_picture=of_picture),
        curves=_curves(arguments.curves),
        subtitles=check_subtitle_names(arguments),
        captions=captions_of(arguments),
        provenance=provenance_of(arguments, kind, _language(speech)),
    )


def _language(speech: TextSpeech | RecordedSpeech) -> str:
    """Tag of the language spoken; empty where it is not known yet."""
    if isinstance(speech, RecordedSpeech):
        return speech.language
    return find_voice(speech.voice).language


def _speech(arguments: argparse.Namespace) -> TextSpeech | RecordedSpeech:
    language = "" if arguments.lang == AUTO else arguments.lang
    known = transcript_of(arguments, language)
    if arguments.audio is None:
        text = script_of(arguments)
        return TextSpeech(
            text,
            voice_of(arguments, text),
            arguments.rate,
            arguments.pitch,
            pronunciations_of(arguments),
        )
    options = RecordingOptions(
        in_result=arguments.sound,
        normalised=not arguments.keep_level,
        start=arguments.start,
        end=arguments.end,
    )
    return RecordedSpeech(Path(arguments.audio), options, known, language)


def _face(
    arguments: argparse.Namespace, path: Path, *, of_picture: bool
) -> PictureFace | VideoFace:
    if of_picture:
        return PictureFace(path, face_index=arguments.face_index)
    cache = Path(arguments.cache) if arguments.cache else None
    position, fit = position_of(arguments), Fit(arguments.fit)
    return VideoFace(path, arguments.face_index, position, cache, fit)


def _with_known_face(spec: TalkSpec, registry: Registry) -> TalkSpec:
    """A picture that cannot be used is found before anything is spoken."""
    face = spec.face
    if not isinstance(face, PictureFace):
        return spec
    analysis = analyse_portrait(face.path, registry.face_finder(), face.face_index)
    return replace(spec, face=replace(face, analysis=analysis))


def _curves(name: str | None) -> str:
    if name is None:
        return ""
    if Path(name).suffix.lower() not in CURVES:
        raise UnwritableOutputError(Path(name), "the name must end in .json or .csv")
    return Path(name).suffix.lower().removeprefix(".")


def _keep_subtitles(made: TalkResult, arguments: argparse.Namespace) -> None:
    if made.subtitles is None:
        return
    for name, path in (("srt", made.subtitles.srt), ("vtt", made.subtitles.vtt)):
        if out := getattr(arguments, name):
            _written(Path(out), path.read_text(encoding="utf-8"))


def _written(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnwritableOutputError(path, error.strerror or str(error)) from error


def _result(made: TalkResult, out: Path, elapsed: float, spec: TalkSpec) -> Result:
    video = made.video
    facts = {
        "path": str(out),
        "duration": round(video.duration, 3),
        "width": video.width,
        "height": video.height,
        "fps": float(video.fps),
        "n_frames": video.n_frames,
        "size_bytes": video.size_bytes,
        "elapsed": round(elapsed, 2),
        "language": made.language,
        "report": made.report,
    }
    lines = [
        f"{out}: {video.duration:.1f} s, {video.width}x{video.height}, made in {elapsed:.1f} s"
    ]
    lines += [
        f"{span['start']:.1f} to {span['end']:.1f} s: mouth left as it was ({span['reason']})"
        for span in made.report["untouched"]
    ]
    if is_wanted(spec) and made.report["words"] is None:
        lines.append(NO_WORDS)
    if made.report["engine"] == EngineName.WAV2LIP:
        lines.append(LICENCE_NOTICE)
        facts["notice"] = LICENCE_NOTICE
    return Result("\n".join(lines), facts)
