"""What the parts that work on videos promise one another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from inference.planar import PlanarFrame
from inference.visemes import ArticulationTrack


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
