"""Whether a photograph's person can be told from what is behind them."""

from typing import Final

import numpy as np

from inference.faces import PortraitAnalysis
from inference.media import Frame
from inference.segmentation.person import Mask, PersonSegmenter

CERTAIN: Final = 0.8  # share of the face that must belong to the person


def person_of(
    picture: Frame, analysis: PortraitAnalysis, segmenter: PersonSegmenter
) -> Mask | None:
    """Where the person of a photograph is; ``None`` where that cannot be told.

    Args:
        picture: shape (height, width, 3) or (height, width, 4), as analysed.
        analysis: of this picture.
        segmenter: finds people.

    Returns:
        Shape (height, width), within [0, 1].

    Raises:
        EngineError: the model failed.
    """
    mask = segmenter.mask(np.ascontiguousarray(picture[..., :3]))
    left, top, right, bottom = (max(0, round(edge)) for edge in analysis.face_box)
    face = mask[top:bottom, left:right]
    return mask if face.size and float(face.mean()) >= CERTAIN else None
