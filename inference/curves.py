"""Movements of mouth and face as curves for 3D tools.

The names are Apple's ARKit blendshapes, all 52 in the order of Live Link Face; what is not driven
stays 0. Left and right are the person's, as in ARKit, not the picture's. Files are written row by
row.
"""

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TextIO

import numpy as np
import numpy.typing as npt

from inference.errors import InputError
from inference.expression import Component, shown_while_speaking
from inference.life import LifeTrack
from inference.visemes import ArticulationTrack, Articulator

BLENDSHAPES: Final = (
    *("eyeBlinkLeft", "eyeLookDownLeft", "eyeLookInLeft", "eyeLookOutLeft", "eyeLookUpLeft"),
    *("eyeSquintLeft", "eyeWideLeft"),
    *("eyeBlinkRight", "eyeLookDownRight", "eyeLookInRight", "eyeLookOutRight", "eyeLookUpRight"),
    *("eyeSquintRight", "eyeWideRight"),
    *("jawForward", "jawRight", "jawLeft", "jawOpen"),
    *("mouthClose", "mouthFunnel", "mouthPucker", "mouthRight", "mouthLeft"),
    *("mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight"),
    *("mouthDimpleLeft", "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight"),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"),
    *("mouthPressLeft", "mouthPressRight", "mouthLowerDownLeft", "mouthLowerDownRight"),
    *("mouthUpperUpLeft", "mouthUpperUpRight"),
    *("browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
    *("cheekPuff", "cheekSquintLeft", "cheekSquintRight"),
    *("noseSneerLeft", "noseSneerRight", "tongueOut"),
)
HEAD: Final = ("headYaw", "headPitch", "headRoll")
EYES: Final = tuple(
    f"{side}Eye{axis}" for side in ("left", "right") for axis in ("Yaw", "Pitch", "Roll")
)
FULL_LOOK: Final = np.radians(30)  # turn of an eye at which ARKit's eyeLook shapes are 1
DIGITS: Final = 4
ROWS_AT_ONCE: Final = 1024

Floats = npt.NDArray[np.floating[Any]]


def write_curves(path: Path, mouth: ArticulationTrack, life: LifeTrack, fps: Fraction) -> None:
    """Write the curves of a clip, one row a video frame.

    Args:
        path: ends in ``.json`` or ``.csv``.
        mouth: its speech.
        life: what moves besides, with as many rows.
        fps: rows per second.

    Raises:
        InputError: another ending, or tracks of different lengths.
    """
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise InputError(f"curves are written as .json or .csv, not {path.suffix or path.name!r}")
    if len(mouth) != len(life):
        raise InputError(f"{len(mouth)} rows of the mouth but {len(life)} of life")
    with path.open("w", encoding="ascii", newline="") as file:
        write(file, _rows(mouth, life), fps)


def _rows(mouth: ArticulationTrack, life: LifeTrack) -> Iterator[list[float]]:
    """Blendshapes, head and eyes of each frame: 61 numbers."""
    for first in range(0, len(mouth), ROWS_AT_ONCE):
        some = slice(first, first + ROWS_AT_ONCE)
        part = LifeTrack(*(column[some] for column in _columns(life)))
        values = np.round(_values(mouth.curves[some], part), DIGITS) + 0.0  # no minus zero
        yield from values.tolist()


def _columns(life: LifeTrack) -> tuple[Floats, ...]:
    return life.blink, life.brows, life.head, life.gaze, life.expression


def _values(mouth: Floats, life: LifeTrack) -> Floats:
    """Shape (n, 61)."""
    named = {**_of_mouth(mouth), **_of_face(mouth, life), **_of_gaze(life.gaze)}
    shapes = np.zeros((len(mouth), len(BLENDSHAPES)))
    for column, name in enumerate(BLENDSHAPES):
        both = name.removesuffix("Left").removesuffix("Right")
        values = named.get(name, named.get(both))
        if values is not None:
            shapes[:, column] = np.clip(values, 0, 1)
    eye = np.concatenate([life.gaze, np.zeros((len(mouth), 1))], axis=1)
    return np.concatenate([shapes, life.head[:, :3], eye, eye], axis=1)


def _of_mouth(mouth: Floats) -> dict[str, Floats]:
    a = Articulator
    jaw, roll = mouth[:, a.JAW_OPEN], mouth[:, a.MOUTH_ROLL_LOWER]
    return {
        "jawOpen": jaw,
        # In ARKit this is how far the lips make up for the jaw, in our tracks whether they meet.
        "mouthClose": jaw * mouth[:, a.MOUTH_CLOSE],
        "mouthFunnel": mouth[:, a.MOUTH_FUNNEL],
        "mouthPucker": mouth[:, a.MOUTH_PUCKER],
        "mouthStretch": mouth[:, a.MOUTH_STRETCH],
        "mouthRollLower": roll,
        "mouthLowerDown": mouth[:, a.MOUTH_LOWER_DOWN],
        "mouthUpperUp": mouth[:, a.MOUTH_UPPER_UP],
        "tongueOut": mouth[:, a.TONGUE_OUT],
    }


def _of_face(mouth: Floats, life: LifeTrack) -> dict[str, Floats]:
    c = Component
    face = shown_while_speaking(life.expression, mouth)
    pressed = np.maximum(mouth[:, Articulator.MOUTH_PRESS], face[:, c.MOUTH_PRESS])
    return {
        "mouthPress": pressed,
        "mouthSmile": face[:, c.MOUTH_SMILE],
        "mouthFrown": face[:, c.MOUTH_FROWN],
        "mouthDimple": face[:, c.MOUTH_DIMPLE],
        "cheekSquint": face[:, c.CHEEK_SQUINT],
        "browInnerUp": face[:, c.BROW_INNER_UP] + life.brows,
        "browOuterUp": face[:, c.BROW_OUTER_UP] + life.brows,
        "browDown": face[:, c.BROW_DOWN],
        "eyeWide": face[:, c.EYE_WIDE],
        "eyeSquint": face[:, c.EYE_SQUINT],
        "eyeBlink": life.blink,
    }


def _of_gaze(gaze: Floats) -> dict[str, Floats]:
    """The picture's right is the person's left: out for the left eye, in for the right one."""
    right, down = (gaze / FULL_LOOK).T
    return {
        "eyeLookOutLeft": right,
        "eyeLookInRight": right,
        "eyeLookInLeft": -right,
        "eyeLookOutRight": -right,
        "eyeLookDown": down,
        "eyeLookUp": -down,
    }


def _write_json(file: TextIO, rows: Iterator[list[float]], fps: Fraction) -> None:
    names = json.dumps([*BLENDSHAPES, *HEAD])
    n_shown = len(BLENDSHAPES) + len(HEAD)
    file.write(f'{{"fps": {float(fps):.10g}, "blendshapes": {names}, "frames": [')
    file.writelines(
        (",\n" if index else "\n") + json.dumps(row[:n_shown], separators=(",", ":"))
        for index, row in enumerate(rows)
    )
    file.write("\n]}\n")


def _write_csv(file: TextIO, rows: Iterator[list[float]], fps: Fraction) -> None:
    names = [name[0].upper() + name[1:] for name in (*BLENDSHAPES, *HEAD, *EYES)]
    file.write(",".join(["Timecode", "BlendShapeCount", *names]) + "\n")
    for index, row in enumerate(rows):
        values = ",".join(f"{value:.{DIGITS}f}" for value in row)
        file.write(f"{_timecode(index, fps)},{len(names)},{values}\n")


def _timecode(index: int, fps: Fraction) -> str:
    """HH:MM:SS:FF.mmm of the start of a frame; the last three digits are parts of a frame."""
    seconds = index / fps
    whole = int(seconds)
    frames = (seconds - whole) * fps
    part = int((frames - int(frames)) * 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}:{int(frames):02d}.{part:03d}"


WRITERS: Final[dict[str, Callable[[TextIO, Iterator[list[float]], Fraction], None]]] = {
    ".json": _write_json,
    ".csv": _write_csv,
}
