"""How well lips say what is heard, where the words are known.

The scores are those of ``python -m inference quality``. The words come from the text itself rather
than from a recogniser, and are aligned with the sound as a whole.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from inference.facetracking.mediapipe_finder import FaceFinder
from inference.quality.mouth import track_mouth
from inference.quality.phones import align
from inference.quality.scores import Articulation, Lips, articulation, envelope_of
from inference.quality.streams import frame_times
from inference.sound_stream import sound_pieces

PCM_SCALE = 32767


def score_video(path: Path, sentences: Sequence[str], finder: FaceFinder) -> Articulation:
    """Measure a video whose words are known.

    Args:
        path: the video.
        sentences: its words, in order.
        finder: finds the face in a frame.

    Raises:
        ValueError: the video shows no face.
    """
    samples = np.concatenate(list(sound_pieces(path)))
    pcm = np.round(np.clip(samples, -1, 1) * PCM_SCALE).astype("<i2").tobytes()
    words = re.sub(r"[^a-z' ]", "", " ".join(sentences).lower())
    track = track_mouth(path, finder, [(0.0, frame_times(path).duration)], lambda _: None)
    lips = Lips.of(*track.curves())
    if lips is None:
        raise ValueError(f"{path} shows no face")
    return articulation(lips, list(align(words, pcm, 0.0)), envelope_of(samples))
