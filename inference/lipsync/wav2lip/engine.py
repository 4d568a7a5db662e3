"""The Wav2Lip engine: draws the lower face anew from the sound, for people who move."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.errors import EngineError
from inference.lipsync.wav2lip.crop import FaceBox, cut, face_box
from inference.lipsync.wav2lip.drawing import Batcher, Drawer
from inference.lipsync.wav2lip.mel import SoundMel, window_start
from inference.lipsync.wav2lip.paste import LightMatcher, enlarged, lower_face, paste
from inference.media import Frame
from inference.planar import PlanarFrame
from inference.tracks import FaceTrack
from inference.video_protocols import Drive, ShownFrame

PENDING_BYTES: Final = 192 << 20  # of frames that wait for the network
NOTICEABLE: Final = 1 / 512  # a smaller share of the drawn face changes no pixel


@dataclass(frozen=True, slots=True)
class _Task:
    """A face to draw.

    Attributes:
        index: of the frame in the result.
        source_index: row of the face track.
        face: shape (96, 96, 3), RGB.
        mel: shape (80, 16).
        box: where the face lies.
        share: of the drawn face in the result.
    """

    index: int
    source_index: int
    face: Frame
    mel: npt.NDArray[np.float32]
    box: FaceBox
    share: float


@dataclass(frozen=True, slots=True)
class _Waiting:
    picture: PlanarFrame
    task: _Task | None


class Wav2LipEngine:
    """Makes the person of one video, or of one picture shown again and again, speak.

    Obeys ``VideoLipSyncEngine``. It hears the sound itself and reads of ``Drive.mouth`` only how
    many frames there are.
    """

    def __init__(
        self, drawer: Drawer, track: FaceTrack, fps: Fraction, sharpening: float = 0.0
    ) -> None:
        """Prepare for one source.

        Args:
            drawer: the loaded network, as of ``Registry.wav2lip``.
            track: of the source.
            fps: of the result.
            sharpening: of what is drawn, within [0, 1].
        """
        self._batcher = Batcher(drawer)
        self._track = track
        self._fps = fps
        self._sharpening = sharpening

    def render(self, shown: Iterable[ShownFrame], drive: Drive) -> Iterator[PlanarFrame]:
        """See ``VideoLipSyncEngine``; at most a batch of frames waits at any time."""
        light = LightMatcher(float(self._fps))
        last: _Task | None = None
        for waiting in self._batches(shown, drive):
            tasks = [one.task for one in waiting if one.task]
            drawn = iter(self._draw(tasks))
            for one in waiting:
                if one.task:
                    if not self._follows(last, one.task):
                        light.forget()
                    self._paste(one.picture, one.task, next(drawn), light)
                    last = one.task
                yield one.picture

    def _batches(self, shown: Iterable[ShownFrame], drive: Drive) -> Iterator[list[_Waiting]]:
        sound = SoundMel(drive.sound)
        waiting: list[_Waiting] = []
        n_tasks = n_bytes = 0
        frames = iter(shown)
        for index in range(len(drive.mouth)):
            frame = next(frames, None)
            if frame is None:
                raise EngineError(f"the source ended after {index} frames")
            task = self._task(index, frame, float(drive.speaking[index]), sound)
            waiting.append(_Waiting(frame.picture, task))
            n_tasks += task is not None
            n_bytes += frame.picture.y.nbytes * 3 // 2
            if n_tasks >= self._batcher.size or n_bytes >= PENDING_BYTES or not n_tasks:
                yield waiting
                waiting, n_tasks, n_bytes = [], 0, 0
        if waiting:
            yield waiting

    def _task(
        self, index: int, frame: ShownFrame, speaking: float, sound: SoundMel
    ) -> _Task | None:
        """What is to be drawn for a frame; ``None`` if it stays as it is."""
        row = frame.source_index
        share = speaking * float(self._track.usable[row])
        box = face_box(self._track, row) if share >= NOTICEABLE else None
        face = cut(frame.picture, box) if box else None
        if box is None or face is None:
            return None
        mel = sound.window(window_start(index, self._fps, sound.n_frames))
        return _Task(index, row, face, mel, box, share)

    def _draw(self, tasks: list[_Task]) -> npt.NDArray[np.uint8]:
        if not tasks:
            return np.zeros((0, 0, 0, 0), np.uint8)
        mels = np.stack([task.mel for task in tasks])
        return self._batcher.draw(mels, np.stack([task.face for task in tasks]))

    def _follows(self, last: _Task | None, task: _Task) -> bool:
        shots = self._track.shots
        return (
            last is not None
            and last.index == task.index - 1
            and shots[last.source_index] == shots[task.source_index]
        )

    def _paste(self, picture: PlanarFrame, task: _Task, drawn: Frame, light: LightMatcher) -> None:
        landmarks = self._track.face(task.source_index)
        mask = lower_face(landmarks, task.box)
        matched = light.match(drawn, task.face, mask)
        paste(picture, enlarged(matched, self._sharpening), mask, task.box, task.share)
