"""Speech of any kind onto a face of any kind: the product's main work."""

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from PIL import Image

from inference.container import write_video
from inference.curves import write_curves
from inference.life import enliven
from inference.media import Frame, RenderedVideo
from inference.pipelines.marks import TalkMarks
from inference.pipelines.parts import Parts
from inference.pipelines.scenes import Acting, Scene, open_scene
from inference.pipelines.speech_sources import Spoken, record, synthesize
from inference.pipelines.subtitling import (
    Paint,
    SubtitleFiles,
    before_hearing,
    captions_of,
    facts_of,
    find_words,
    write_subtitles,
)
from inference.pipelines.talk_spec import RecordedSpeech, TalkSpec
from inference.planar import PlanarFrame
from inference.prefetch import prefetched
from inference.progress import ProgressReporter, Stage, tracked

FRAMES_AHEAD: Final = 4  # drawn while earlier ones are encoded
POSTER_QUALITY: Final = 90
REPORT_VERSION: Final = 1


@dataclass(frozen=True)
class TalkResult:
    """A finished talking video.

    Attributes:
        video: the file and its poster.
        report: what was done, as plain values; see ``docs/quality.md``.
        curves: the articulation for 3D tools, if it was asked for.
        subtitles: files of what is said, if they were asked for and anything was understood.
        language: tag of the language spoken, where the words were asked for; else empty.
    """

    video: RenderedVideo
    report: dict[str, Any]
    curves: Path | None
    subtitles: SubtitleFiles | None = None
    language: str = ""


@dataclass(frozen=True)
class Talk:
    """Makes somebody say something."""

    parts: Parts

    weights: ClassVar[dict[Stage, float]] = {
        Stage.LOADING: 4,
        Stage.SPEECH: 22,
        Stage.FACE: 4,
        Stage.LIP_SYNC: 68,
        Stage.FINISHING: 2,
    }

    def run(self, spec: TalkSpec, workdir: Path, progress: ProgressReporter) -> TalkResult:
        """Render into ``workdir``.

        Raises:
            InputError: speech or face cannot be used.
            CheckpointError: a model is missing, or the keys for marking cannot be used.
            EngineError: a model or the encoder failed.
            PipelineCancelled: the reporter asked to stop.
        """
        marks = TalkMarks(spec.provenance, self.parts.face_finder) if spec.provenance else None
        spoken = self._speak(spec, workdir, progress)
        said = find_words(spec, spoken, self.parts, partial(progress.update, Stage.SPEECH))
        scene = open_scene(spec, self.parts, partial(progress.update, Stage.FACE))
        acting = _act(spec, spoken, scene)
        paint = captions_of(spec, said, scene.form, self.parts)
        video = _film(scene, acting, workdir, progress, paint=paint, marks=marks)
        progress.update(Stage.FINISHING, 0.0)
        poster = marks.marked_picture(scene.poster()) if marks else scene.poster()
        Image.fromarray(poster).save(video.poster, quality=POSTER_QUALITY)
        curves = _export(acting, scene, workdir, spec.curves) if spec.curves else None
        wanted = said if spec.subtitles else None
        subtitles = write_subtitles(wanted, video.duration, workdir) if wanted else None
        report = _report(spec, spoken, scene, video)
        report |= {"words": facts_of(said), "provenance": marks.facts if marks else None}
        for left in workdir.glob("*.wav"):
            left.unlink()
        progress.update(Stage.FINISHING, 1.0)
        return TalkResult(video, report, curves, subtitles, said.language if said else "")

    def _speak(self, spec: TalkSpec, workdir: Path, progress: ProgressReporter) -> Spoken:
        progress.update(Stage.LOADING, 0.0)
        report = before_hearing(spec, partial(progress.update, Stage.SPEECH))
        if isinstance(spec.speech, RecordedSpeech):
            self.parts.listener()
            progress.update(Stage.LOADING, 1.0)
            return record(spec.speech, self.parts, workdir, report)
        self.parts.synthesizer(spec.speech.voice)
        progress.update(Stage.LOADING, 1.0)
        return synthesize(spec.speech, self.parts, workdir, report)


def _act(spec: TalkSpec, spoken: Spoken, scene: Scene) -> Acting:
    fps, n_frames = scene.form.fps, scene.n_frames(spoken.duration)
    moves = spoken.moves(fps, n_frames)
    life = enliven(
        moves.prosody,
        fps,
        n_frames,
        seed=spoken.seed,
        strength=spec.movement,
        expression=spec.expression,
    )
    return Acting(spoken, moves, life)


def _film(
    scene: Scene,
    acting: Acting,
    workdir: Path,
    progress: ProgressReporter,
    *,
    paint: Paint,
    marks: TalkMarks | None,
) -> RenderedVideo:
    n_frames = len(acting.moves.mouth)
    path = workdir / "result.mp4"
    with closing(prefetched(scene.frames(acting), FRAMES_AHEAD, _own)) as ready:
        painted = marks.marked(paint(ready)) if marks else paint(ready)
        shown = tracked(painted, progress, Stage.LIP_SYNC, total=n_frames)
        written = write_video(shown, acting.spoken.sound, scene.form, path, n_frames=n_frames)
    if marks:
        marks.finish(path)
    return RenderedVideo(
        path=path,
        poster=workdir / "poster.jpg",
        width=scene.form.width,
        height=scene.form.height,
        fps=scene.form.fps,
        n_frames=written.n_frames,
        duration=written.duration,
        size_bytes=path.stat().st_size,
    )


def _own(frame: Frame | PlanarFrame) -> Frame | PlanarFrame:
    """A frame that stays when the next one is drawn; a video's frames are never used twice."""
    return frame if isinstance(frame, PlanarFrame) else frame.copy()


def _export(acting: Acting, scene: Scene, workdir: Path, kind: str) -> Path:
    path = workdir / f"curves.{kind}"
    write_curves(path, acting.moves.mouth, acting.life, scene.form.fps)
    return path


def _report(spec: TalkSpec, spoken: Spoken, scene: Scene, video: RenderedVideo) -> dict[str, Any]:
    return {
        "version": REPORT_VERSION,
        "engine": str(spec.engine),
        "fps": float(video.fps),
        "width": video.width,
        "height": video.height,
        "n_frames": video.n_frames,
        "speech": spoken.facts(),
        **scene.facts(),
    }
