"""What moves while nobody speaks, in the decoded file."""

import itertools
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from inference.backgrounds import find_background
from inference.coarticulation import articulate
from inference.container import SpeechSpool, write_video
from inference.facetracking.portrait import analyse_portrait
from inference.life import enliven
from inference.lipsync.warp.engine import WarpEngine
from inference.media import VideoFormat
from inference.pictures import read_picture
from inference.prosody import prosody_of_phonemes
from inference.registry import Registry
from inference.speech import PhonemeSpan

PAUSE = (1.2, 3.6)  # seconds; the mouth has come to rest a quarter of a second later
SETTLED = 0.3
FPS = Fraction(25)
WORD = "ˈbama"


def measure_stillness(portrait: Path) -> dict[str, float]:
    """Speak, be silent for 2.4 s, speak again; measure the silence."""
    registry = Registry()
    picture = read_picture(portrait)
    analysis = analyse_portrait(portrait, registry.face_finder())
    form = VideoFormat()
    engine = WarpEngine(picture, analysis, find_background("mist"), form)
    phonemes = _word(0.4) + _word(PAUSE[1])
    n_frames = form.n_frames(PAUSE[1] + 1.5)
    mouth = articulate(phonemes, PAUSE[1] + 1.5, FPS, n_frames)
    life = enliven(prosody_of_phonemes(phonemes, FPS, n_frames), FPS, n_frames, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pause.mp4"
        with SpeechSpool(Path(folder) / "silence.wav") as spool:
            spool.append_silence(PAUSE[1] + 1.5, 22_050)
        write_video(engine.render(mouth, life), spool.path, form, path)
        with av.open(str(path)) as container:
            frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    silent = frames[int((PAUSE[0] + SETTLED) * FPS) : int((PAUSE[1] - 0.2) * FPS)]
    found = {
        **_mouth_movement(silent, registry),
        **_outside(frames, engine.moving_region),
    }
    registry.close()
    return found


def _word(start: float) -> list[PhonemeSpan]:
    step = (PAUSE[0] - 0.4) / len(WORD)
    return [
        PhonemeSpan(letter, start + index * step, start + (index + 1) * step)
        for index, letter in enumerate(WORD)
    ]


def _mouth_movement(frames: list[np.ndarray], registry: Registry) -> dict[str, float]:
    opening = []
    for frame in frames:
        points = registry.face_finder().find(frame)[0][:, :2]
        eyes = np.linalg.norm(points[33] - points[263])
        opening.append(float(np.linalg.norm(points[13] - points[14]) / eyes))
    return {
        "opening_in_silence": round(max(opening), 4),
        "change_of_opening_in_silence": round(max(opening) - min(opening), 4),
    }


def _outside(frames: list[np.ndarray], region: tuple[int, int, int, int]) -> dict[str, float]:
    """Pixels beyond the moving region, from frame to frame, after encoding."""
    left, top, width, height = region
    outside = np.ones(frames[0].shape[:2], bool)
    outside[top : top + height, left : left + width] = False
    steps = [
        np.abs(after[outside].astype(int) - before[outside])
        for before, after in itertools.pairwise(frames)
    ]
    return {
        "identical_pixels_outside": round(
            float(np.mean([(step == 0).mean() for step in steps])), 6
        ),
        "largest_step_outside": float(max(step.max() for step in steps)),
    }
