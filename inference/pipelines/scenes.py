"""What is seen while somebody speaks: a picture that comes to life, or a video."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import numpy as np

from inference.backgrounds import Backdrop, BlurredBackdrop, OwnBackdrop
from inference.facetracking.face_crops import FaceCrops
from inference.facetracking.hindrances import why_unusable
from inference.facetracking.people import FaceChoice
from inference.facetracking.portrait import analyse_portrait
from inference.facetracking.video_tracker import kept_beside, track_face, untouched_spans
from inference.life import LifeTrack
from inference.lipsync.rewarp.bank import HORIZON
from inference.lipsync.rewarp.engine import RewarpEngine
from inference.lipsync.warp.engine import WarpEngine
from inference.lipsync.warp.stage import paint_backdrop, set_stage
from inference.lipsync.wav2lip.engine import Wav2LipEngine
from inference.media import Frame, VideoFormat
from inference.pictures import read_picture
from inference.pipelines.parts import Parts
from inference.pipelines.speech_sources import Moves, Report, Spoken
from inference.pipelines.talk_spec import EngineName, PictureFace, TalkSpec, VideoFace
from inference.planar import PlanarFrame, planar_of
from inference.segmentation.cut_out import person_of
from inference.tracks import FaceTrack, usual_face
from inference.video_canvas import VideoCanvas
from inference.video_protocols import Drive, ShownFrame, VideoLipSyncEngine
from inference.video_source import VideoSource

MOUTHS: Final = "mouths.npz"  # what the warp engine remembers of a video


@dataclass(frozen=True)
class Acting:
    """What moves a scene.

    Attributes:
        spoken: the speech.
        moves: what it does to the mouth.
        life: what else moves.
    """

    spoken: Spoken
    moves: Moves
    life: LifeTrack


class Scene(Protocol):
    """Something that can be made to speak."""

    @property
    def form(self) -> VideoFormat:
        """Size and rate of the result."""

    def n_frames(self, duration: float) -> int:
        """Frames of a result whose speech lasts ``duration`` seconds."""

    def frames(self, acting: Acting) -> Generator[Frame | PlanarFrame, None, None]:
        """The frames of the result; each is only valid until the next one is asked for."""

    def poster(self) -> Frame:
        """A picture that stands for the result, RGB."""

    def facts(self) -> dict[str, Any]:
        """What the report says about it, once all frames were made."""


def open_scene(spec: TalkSpec, parts: Parts, report: Report) -> Scene:
    """Get to know whoever is to speak.

    Raises:
        InputError: the picture or the video cannot be used.
        CheckpointError: a model is missing.
        EngineError: a model failed.
        PipelineCancelled: ``report`` asked to stop.
    """
    if isinstance(spec.face, VideoFace):
        return VideoScene(spec, spec.face, parts, report)
    report(0.0)
    scene = PictureScene(spec, spec.face, parts)
    report(1.0)
    return scene


class PictureScene:
    """A picture on a canvas."""

    def __init__(self, spec: TalkSpec, face: PictureFace, parts: Parts) -> None:
        if spec.form is None:
            raise AssertionError  # pragma: no cover - ``TalkSpec`` refuses it
        self.form = spec.form
        analysis = face.analysis or analyse_portrait(
            face.path, parts.face_finder(), face.face_index
        )
        picture = read_picture(face.path)
        person = None
        if not analysis.has_alpha and not isinstance(spec.background, OwnBackdrop):
            person = person_of(picture, analysis, parts.person_segmenter())
        self._kept_background = person is None and not analysis.has_alpha
        self._drawn: WarpEngine | None = None
        if spec.engine is EngineName.WARP:
            self._drawn = WarpEngine(picture, analysis, spec.background, spec.form, person)
            self._still = self._drawn.still
            return
        stage = set_stage(picture, analysis, spec.background, spec.form, person)
        self._still = stage.still
        track = FaceTrack.of_still(stage.head.landmarks)
        self._redrawn = Wav2LipEngine(parts.wav2lip(), track, spec.form.fps)

    def n_frames(self, duration: float) -> int:
        """See ``Scene``."""
        return self.form.n_frames(duration)

    def frames(self, acting: Acting) -> Generator[Frame | PlanarFrame, None, None]:
        """See ``Scene``."""
        if self._drawn:
            yield from self._drawn.render(acting.moves.mouth, acting.life)
            return
        drive = _drive(acting)
        still = planar_of(self._still)
        yield from self._redrawn.render(
            (ShownFrame(0, still.copy()) for _ in drive.mouth.curves), drive
        )

    def poster(self) -> Frame:
        """See ``Scene``."""
        return self._still

    def facts(self) -> dict[str, Any]:
        """See ``Scene``."""
        return {"n_faces": 1, "untouched": [], "untouched_share": 0.0, "source_damaged": 0}


class VideoScene:
    """Somebody in a video."""

    def __init__(self, spec: TalkSpec, face: VideoFace, parts: Parts, report: Report) -> None:
        self._source = VideoSource(face.path)
        self._fit = face.fit
        info = self._source.info
        own = VideoFormat(info.width, info.height, info.fps)
        self.form = replace(spec.form, fps=info.fps) if spec.form else own
        self._choice = FaceChoice(face.face_index, face.face_position)
        self._cache = face.cache
        with FaceCrops(HORIZON) as crops:
            self._track = track_face(
                self._source,
                parts.face_finder(),
                choice=self._choice,
                cache=face.cache,
                crops=crops if spec.engine is EngineName.WARP else None,
                report=report,
            )
            if not np.any(self._track.usable > 0):
                raise why_unusable(self._track.hindrances)
            self._engine = self._new_engine(spec, parts, crops)
        self._canvas = None if self.form == own else self._new_canvas(spec.background)
        self._played: list[int] = []
        self._poster: Frame | None = None

    def _new_engine(self, spec: TalkSpec, parts: Parts, crops: FaceCrops) -> VideoLipSyncEngine:
        if spec.engine is EngineName.WAV2LIP:
            return Wav2LipEngine(parts.wav2lip(), self._track, self.form.fps)
        kept = kept_beside(self._source, self._choice, self._cache, MOUTHS) if self._cache else None
        seen = crops.frames() if crops.are_complete() else self._source.frames()
        with closing(seen) as frames:
            return RewarpEngine(self._track, frames, spec.expression, kept)

    def _new_canvas(self, backdrop: Backdrop) -> VideoCanvas:
        info, behind = self._source.info, None
        if not isinstance(backdrop, OwnBackdrop | BlurredBackdrop):
            behind = paint_backdrop(backdrop, self.form)
        return VideoCanvas((info.width, info.height), self.form, usual_face(self._track), behind)

    def n_frames(self, duration: float) -> int:
        """See ``Scene``."""
        return self._source.n_played(duration, self._fit)

    def frames(self, acting: Acting) -> Generator[Frame | PlanarFrame, None, None]:
        """See ``Scene``."""
        drive = _drive(acting)
        with closing(self._source.played(len(drive.mouth), self._fit)) as shown:
            for drawn in self._engine.render(self._noted(shown), drive):
                picture = self._canvas.placed(drawn) if self._canvas else drawn
                if self._poster is None:
                    self._poster = picture.rgb()
                yield picture

    def _noted(self, shown: Iterator[ShownFrame]) -> Iterator[ShownFrame]:
        for frame in shown:
            self._played.append(frame.source_index)
            yield frame

    def poster(self) -> Frame:
        """See ``Scene``; the first frame."""
        if self._poster is None:
            raise AssertionError  # pragma: no cover - asked for after the frames
        return self._poster

    def facts(self) -> dict[str, Any]:
        """See ``Scene``."""
        played = np.array(self._played, np.intp)
        spans = untouched_spans(self._track, played, self.form.fps)
        return {
            "n_faces": self._track.n_faces,
            "untouched": [
                {
                    "start": round(s.start, 3),
                    "end": round(s.end, 3),
                    "reason": s.reason.name.lower(),
                }
                for s in spans
            ],
            "untouched_share": round(float((self._track.usable[played] <= 0).mean()), 4),
            "source_damaged": self._source.n_damaged,
        }


def _drive(acting: Acting) -> Drive:
    moves = acting.moves
    return Drive(moves.mouth, moves.speaking, acting.spoken.hearing())
