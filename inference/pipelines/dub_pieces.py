"""The picture of a dub, piece by piece: what is known already stays, the rest is drawn."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.dubbing.spoken_line import SpokenLine
from inference.errors import EngineError
from inference.media import VideoFormat
from inference.pipelines.dub_cache import DubCache, content_key, is_kept
from inference.pipelines.dub_captions import DubCaptions
from inference.pipelines.dub_faces import DubFace, Report
from inference.pipelines.dub_moves import MouthMoves, SpeechOfLines, moves_between
from inference.planar import PlanarFrame
from inference.prefetch import prefetched
from inference.provenance.marker import Marker
from inference.video_pieces import PIECES_VERSION, is_whole, piece_spans, write_piece
from inference.video_protocols import Drive, ShownFrame
from inference.video_source import VideoSource
from inference.visemes import ArticulationTrack

DECODED_AHEAD: Final = 3  # frames, while one is drawn
DRAWN_AHEAD: Final = 4  # frames, while one is encoded


@dataclass(frozen=True)
class DubPicture:
    """Everything that is seen in a dub.

    Attributes:
        source: the video.
        form: its size and rate.
        faces: whose mouths move; none in a dub of the sound alone.
        lines: what is said.
        speech: its sound.
        captions: what is painted over it.
        marker: marks every frame as made by a machine; ``None`` for not at all.
    """

    source: VideoSource
    form: VideoFormat
    faces: Sequence[DubFace]
    lines: Sequence[SpokenLine]
    speech: SpeechOfLines
    captions: DubCaptions
    marker: Marker | None = None

    def spans(self) -> list[range]:
        """The frames of each piece."""
        return piece_spans(self.source.info.n_frames, self.form.fps)

    def speaking(self, span: range) -> list[tuple[DubFace, MouthMoves]]:
        """What every face says in some frames, seen or not."""
        found = []
        for face in self.faces:
            own = [line for line in self.lines if line.speaker in face.speakers]
            found.append((face, moves_between(own, span, self.form.fps, self.speech)))
        return found

    def moves(self, span: range) -> list[tuple[DubFace, MouthMoves]]:
        """Faces that are seen speaking in some frames, and how."""
        rows = slice(span.start, span.stop)
        return [
            (face, moves)
            for face, moves in self.speaking(span)
            if (moves.speaking * face.track.usable[rows]).any()
        ]

    def key(self, span: range) -> str:
        """A name for a piece, made of all that decides how it looks."""
        info = self.source.info
        parts: list[object] = [
            PIECES_VERSION,
            self.source.content_hash,
            [span.start, span.stop, info.width, info.height, str(info.fps)],
            self.captions.told(span),
        ]
        if self.marker:
            parts.append(self.marker.told())
        for face, moves in self.moves(span):
            parts += [face.told, moves.curves, moves.speaking]
            if face.hears:
                parts.append(self._heard(span))
        return content_key(*parts)

    def _heard(self, span: range) -> npt.NDArray[np.uint8]:
        """What engines that listen hear in some frames."""
        with tempfile.TemporaryDirectory(prefix="heard-") as folder:
            sound = self.speech.cut(span, self.form.fps, Path(folder))
            return np.frombuffer(sound.read_bytes(), np.uint8)


@dataclass(frozen=True)
class MadePieces:
    """The picture of a dub, encoded.

    Attributes:
        spans: frames of each piece.
        files: the pieces, each named after all that it was made of.
        drawn: places of those that were drawn just now.
    """

    spans: list[range]
    files: list[Path]
    drawn: list[int]

    @property
    def n_frames_drawn(self) -> int:
        """Frames of the pieces that were drawn just now."""
        return sum(len(self.spans[place]) for place in self.drawn)


def make_pieces(picture: DubPicture, cache: DubCache, report: Report) -> MadePieces:
    """Draw and encode whatever is not there yet.

    Each piece is kept as soon as it is complete, so after a crash the next attempt goes on there.

    Args:
        picture: what is seen.
        cache: where the pieces are kept.
        report: told the share that is done.

    Raises:
        EngineError: a model or the encoder failed.
        PipelineCancelled: ``report`` asked to stop.
    """
    spans = picture.spans()
    files = [cache.piece(picture.key(span)) for span in spans]
    missing = [
        place
        for place, (file, span) in enumerate(zip(files, spans, strict=True))
        if not (is_kept(file) and is_whole(file, len(span)))
    ]
    progress = _Counted(sum(len(spans[place]) for place in missing), report)
    for run in _runs(missing):
        drawn = _drawn(picture, [spans[place] for place in run])
        with closing(prefetched(drawn, DRAWN_AHEAD, _itself)) as ready:
            for place in run:
                frames = progress.counted(islice(ready, len(spans[place])))
                n_frames = write_piece(frames, picture.form, files[place])
                if n_frames != len(spans[place]):
                    raise EngineError(f"{n_frames} frames came instead of {len(spans[place])}")
    report(1.0)
    return MadePieces(spans, files, missing)


class _Counted:
    """Counts frames of all pieces."""

    def __init__(self, total: int, report: Report) -> None:
        self._total, self._report, self._done = max(1, total), report, 0
        report(0.0)

    def counted(self, frames: Iterable[PlanarFrame]) -> Iterator[PlanarFrame]:
        """Pass frames through."""
        for frame in frames:
            yield frame
            self._done += 1
            self._report(min(1.0, self._done / self._total))


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Neighbours together, so that what lies between them is decoded once."""
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _drawn(picture: DubPicture, spans: Sequence[range]) -> Iterator[PlanarFrame]:
    """The frames of neighbouring pieces; each piece depends on nothing but itself."""
    whole = picture.source.frames(spans[0].start, spans[-1].stop)
    with closing(prefetched(whole, DECODED_AHEAD, _itself)) as frames:
        for span in spans:
            pictures: Iterator[PlanarFrame] = (
                frame for _, frame in zip(span, frames, strict=False)
            )
            with tempfile.TemporaryDirectory(prefix="piece-") as folder:
                for face, moves in picture.moves(span):
                    drive = _drive(picture, face, moves, span, Path(folder))
                    pictures = face.engine.render(_shown(span, pictures), drive)
                painted = _painted(picture.captions, span, pictures)
                yield from picture.marker.marked(painted) if picture.marker else painted


def _painted(
    captions: DubCaptions, span: range, pictures: Iterator[PlanarFrame]
) -> Iterator[PlanarFrame]:
    for index, frame in zip(span, pictures, strict=False):
        captions.paint(frame, index)
        yield frame


def _shown(span: range, pictures: Iterator[PlanarFrame]) -> Iterator[ShownFrame]:
    for index, frame in zip(span, pictures, strict=False):
        yield ShownFrame(index, frame)


def _drive(
    picture: DubPicture, face: DubFace, moves: MouthMoves, span: range, folder: Path
) -> Drive:
    sound = picture.speech.path
    if face.hears:
        sound = picture.speech.cut(span, picture.form.fps, folder)
    return Drive(ArticulationTrack(moves.curves, picture.form.fps), moves.speaking, sound)


def _itself(frame: PlanarFrame) -> PlanarFrame:
    """Frames are new arrays already."""
    return frame
