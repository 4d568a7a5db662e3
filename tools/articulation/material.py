"""The speech that training and evaluation use: which lines, how many, in which folder."""

from itertools import chain
from pathlib import Path
from typing import Final

from inference.registry import Registry
from tools.articulation.examples import Spoken, spoken
from tools.articulation.speakers import Line, espeak_lines, kokoro_lines, piper_lines
from tools.articulation.speech import Clip, kept, rendered

FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "articulation"
N_KOKORO: Final = 380
N_PIPER: Final = 360
N_ESPEAK: Final = 1500
N_HELD_OUT: Final = 150
REPORT_EVERY: Final = 100


def all_lines() -> list[Line]:
    """Every line, those for training and those held out."""
    return list(
        chain(
            espeak_lines(N_ESPEAK, 13, held_out=False),
            espeak_lines(N_HELD_OUT, 17, held_out=True),
            piper_lines(N_PIPER, 12),
            kokoro_lines(N_KOKORO, 11),
        )
    )


def speak(folder: Path) -> None:
    """Make all the sound that is not there yet; takes about half an hour on two cores."""
    lines, seconds = all_lines(), 0.0
    for number, clip in enumerate(rendered(lines, folder / "clips", Registry()), 1):
        seconds += clip.duration
        if number % REPORT_EVERY == 0:
            print(f"{number} of {len(lines)} lines, {seconds / 60:.0f} minutes", flush=True)


def training_clips(folder: Path) -> list[Spoken]:
    """What training may hear."""
    lines = [line for line in all_lines() if not line.is_held_out]
    return [spoken(clip) for clip in kept(lines, folder / "clips")]


def held_out_clips(folder: Path) -> list[Clip]:
    """What training never heard."""
    return list(kept([line for line in all_lines() if line.is_held_out], folder / "clips"))
