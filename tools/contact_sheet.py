"""Draw mouth shapes on faces: ``python -m tools.contact_sheet OUT.jpg FACE ...``."""

import argparse
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from inference.backgrounds import find_background
from inference.facetracking.portrait import analyse_portrait, read_picture
from inference.life import LifeTrack
from inference.lipsync.warp.engine import WarpEngine
from inference.media import Frame, VideoFormat
from inference.registry import Registry
from inference.visemes import N_ARTICULATORS, SHAPES, ArticulationTrack

LETTERS = ("", "a", "æ", "e", "i", "o", "u", "m", "f", "θ", "l", "s", "ʃ", "w")
LABELS = {"": "rest", "æ": "ae", "θ": "th", "ʃ": "sh"}  # the built-in font has no IPA
CELL = (200, 210)  # pixels


def mouth_shapes() -> ArticulationTrack:
    """One row per letter; the first at rest."""
    rows = np.zeros((len(LETTERS), N_ARTICULATORS), np.float32)
    for row, letter in zip(rows, LETTERS, strict=True):
        for articulator, value in SHAPES.get(letter, {}).items():
            row[articulator] = value
    return ArticulationTrack(rows, Fraction(25))


def lower_faces(path: Path, registry: Registry) -> list[Image.Image]:
    """The lower half of one face in every shape."""
    analysis = analyse_portrait(path, registry.face_finder(), face_index=0)
    engine = WarpEngine(
        read_picture(path), analysis, find_background("mist"), VideoFormat(1280, 720)
    )
    track = mouth_shapes()
    box = _box(engine.still, registry)
    frames = engine.render(track, LifeTrack.still(len(track)))
    return [Image.fromarray(frame).crop(box).resize(CELL) for frame in frames]


def _box(still: Frame, registry: Registry) -> tuple[int, int, int, int]:
    points = registry.face_finder().find(still)[0][:, :2]
    x, y = points[[13, 14]].mean(0)
    reach = 0.62 * float(np.linalg.norm(points[[33, 133]].mean(0) - points[[362, 263]].mean(0)))
    return int(x - reach), int(y - 1.1 * reach), int(x + reach), int(y + reach)


def main() -> None:
    """Write the sheet, one row a face."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("faces", type=Path, nargs="+")
    options = parser.parse_args()
    registry = Registry()
    sheet = Image.new("RGB", (CELL[0] * len(LETTERS), CELL[1] * len(options.faces)))
    draw = ImageDraw.Draw(sheet)
    for row, face in enumerate(options.faces):
        for column, cell in enumerate(lower_faces(face, registry)):
            sheet.paste(cell, (column * CELL[0], row * CELL[1]))
            label = LABELS.get(LETTERS[column], LETTERS[column])
            draw.text((column * CELL[0] + 8, row * CELL[1] + 6), label, "white", font_size=18)
    registry.close()
    sheet.save(options.out, quality=88)


if __name__ == "__main__":
    main()
