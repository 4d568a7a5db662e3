"""What the parts of a pipeline promise one another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from inference.life import LifeTrack
from inference.media import Frame
from inference.planar import PlanarFrame
from inference.progress import ProgressReporter
from inference.speech import SynthesizedSpeech
from inference.visemes import ArticulationTrack


class SpeechSynthesizer(Protocol):
    """Turns text into sound."""

    def load(self) -> None:
        """Load the model; does nothing the second time.

        Raises:
            CheckpointError: a model file is missing or wrong.
        """

    def synthesize(
        self, text: str, *, voice: str, rate: float = 1.0
    ) -> Iterator[SynthesizedSpeech]:
        """Yield the text sentence by sentence, in order; joined, they are the speech.

        Args:
            text: what to say.
            voice: id of a voice of this synthesiser.
            rate: speed, 1.0 is the voice's own, within [0.5, 2.0].

        Raises:
            EmptyTextError: there is nothing to say.
            UnspeakableTextError: the voice makes no sound of the text.
            UnknownVoiceError: no such voice here.
            EngineError: the model failed.
        """


class LipSyncEngine(Protocol):
    """Redraws a mouth to match speech."""

    @property
    def still(self) -> Frame:
        """The picture before anything moves, as it lies on the canvas."""

    def render(self, mouth: ArticulationTrack, life: LifeTrack) -> Iterator[Frame]:
        """Yield one RGB frame per row of ``mouth``, in order.

        The array is only valid until the next one is asked for.

        Raises:
            EngineError: the model failed.
        """


@dataclass(frozen=True)
class ShownFrame:
    """A frame of a video source in the order of the result.

    Attributes:
        source_index: its row in the ``FaceTrack``.
        picture: the caller's to keep; an engine may draw into it.
    """

    source_index: int
    picture: PlanarFrame


@dataclass(frozen=True)
class Drive:
    """What moves a mouth, one row a frame of the result.

    Attributes:
        mouth: shapes; engines that hear for themselves do not read them.
        speaking: shape (n_frames,), float32 within [0, 1]: 1 while there is speech, eased; frames
            where it is 0 stay as they are in a video source.
        sound: the speech as 16-bit mono WAV of 16 kHz, for engines that hear.
    """

    mouth: ArticulationTrack
    speaking: npt.NDArray[np.floating[Any]]
    sound: Path


class VideoLipSyncEngine(Protocol):
    """Redraws the mouth of someone who moves."""

    def render(self, shown: Iterable[ShownFrame], drive: Drive) -> Iterator[PlanarFrame]:
        """Yield one frame per row of ``drive.mouth``, in order, drawn into ``shown``'s pictures.

        Frames whose face cannot be used, or in which nobody speaks, come out to the bit as they
        went in; nothing is raised for them.

        Raises:
            EngineError: the model failed.
        """


__all__ = [
    "Drive",
    "LipSyncEngine",
    "ProgressReporter",
    "ShownFrame",
    "SpeechSynthesizer",
    "VideoLipSyncEngine",
]
