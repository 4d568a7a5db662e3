"""Whose mouths move in a dub, and who draws them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from inference.dubbing.dub_script import DubScript
from inference.dubbing.dub_spec import DubSpec
from inference.facetracking.face_crops import FaceCrops
from inference.facetracking.people import FaceChoice
from inference.facetracking.video_tracker import kept_beside, track_faces
from inference.lipsync.rewarp.bank import HORIZON
from inference.lipsync.rewarp.engine import RewarpEngine
from inference.lipsync.wav2lip.engine import Wav2LipEngine
from inference.lipsync.wav2lip.weights import find_weights
from inference.pipelines.dub_cache import DubCache
from inference.pipelines.parts import Parts
from inference.pipelines.scenes import MOUTHS
from inference.tracks import FaceTrack, usual_face
from inference.video_protocols import VideoLipSyncEngine
from inference.video_source import VideoSource

DRAWING_VERSION: Final = 1  # raise it when an engine would draw the same mouth otherwise

Report = Callable[[float], None]


@dataclass(frozen=True)
class DubFace:
    """Somebody in the video whose lips move with the dub.

    Attributes:
        speakers: ids of those whose lines this face says.
        track: the face through the video.
        engine: draws its mouth.
        told: all that decides how it draws, as plain values.
        hears: whether the engine listens to the sound.
    """

    speakers: frozenset[str]
    track: FaceTrack
    engine: VideoLipSyncEngine
    told: list[Any]
    hears: bool


def choices_of(script: DubScript) -> dict[FaceChoice, frozenset[str]]:
    """Which faces are wanted, and whose lines they say; voices that are never seen have none."""
    found: dict[FaceChoice, set[str]] = {}
    heard = {line.speaker for line in script.lines}
    for speaker in script.speakers:
        if speaker.id in heard and speaker.face.is_shown:
            index = speaker.face.index or None  # the first is the one taken by default
            choice = FaceChoice(index, speaker.face.position)
            found.setdefault(choice, set()).add(speaker.id)
    return {choice: frozenset(ids) for choice, ids in found.items()}


def engine_told(spec: DubSpec) -> list[Any]:
    """What decides how any mouth is drawn, as plain values."""
    weights = find_weights(None).name if spec.engine == "wav2lip" else ""
    return [DRAWING_VERSION, spec.engine, weights]


def find_faces(
    spec: DubSpec,
    script: DubScript,
    source: VideoSource,
    cache: DubCache,
    parts: Parts,
    *,
    report: Report,
) -> list[DubFace]:
    """Get to know everybody who is seen speaking; the video is read at most once for all.

    Faces that cannot be used in any frame are left out.

    Args:
        spec: the order.
        script: who says what.
        source: the video.
        cache: keeps tracks, and what is learnt of mouths.
        parts: the models.
        report: told the share that is done.

    Raises:
        CheckpointError: a model is missing.
        EngineError: a model failed.
        PipelineCancelled: ``report`` asked to stop.
    """
    wanted = choices_of(script)
    if not wanted:
        report(1.0)
        return []
    choices = list(wanted)
    with FaceCrops(HORIZON) as crops:
        tracks = track_faces(
            source,
            parts.face_finder(),
            choices,
            cache=cache.faces,
            crops=crops if spec.engine == "warp" else None,
            report=report,
        )
        engines = _Engines(spec, source, cache, parts, crops)
        return [
            DubFace(
                wanted[choice],
                track,
                engines.new(track, choice, place),
                [*engine_told(spec), choice.index, choice.position],
                spec.engine == "wav2lip",
            )
            for place, (choice, track) in enumerate(zip(choices, tracks, strict=True))
            if np.any(track.usable > 0)
        ]


@dataclass(frozen=True)
class _Engines:
    """Makes engines for the faces of one video."""

    spec: DubSpec
    source: VideoSource
    cache: DubCache
    parts: Parts
    crops: FaceCrops

    def new(self, track: FaceTrack, choice: FaceChoice, place: int) -> VideoLipSyncEngine:
        """An engine for one face; ``place`` is its number among the crops."""
        if self.spec.engine == "wav2lip":
            return Wav2LipEngine(self.parts.wav2lip(), track, self.source.info.fps)
        kept = kept_beside(self.source, choice, self.cache.faces, MOUTHS)
        seen = self.crops.frames(place) if self.crops.are_complete(place) else self.source.frames()
        with closing(seen) as frames:
            return RewarpEngine(track, frames, kept=kept)


def usual_chin(faces: Sequence[DubFace]) -> float | None:
    """Pixels from the top to where the lowest chin usually is; ``None`` where no face is known."""
    return max((usual_face(face.track)[3] for face in faces), default=None)


def spans_where(is_so: Iterable[bool]) -> Iterator[range]:
    """Stretches of frames in a row for which something is so."""
    start: int | None = None
    n_frames = 0
    for index, holds in enumerate(is_so):
        n_frames = index + 1
        if holds and start is None:
            start = index
        elif not holds and start is not None:
            yield range(start, index)
            start = None
    if start is not None:
        yield range(start, n_frames)
