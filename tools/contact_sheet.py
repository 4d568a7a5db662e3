"""Draw mouth shapes and expressions on faces.

``python -m tools.contact_sheet OUT.jpg FACE ... [--show shapes|expressions|all]``: ``shapes`` has
one row a face and one column a mouth shape, ``expressions`` one column an expression, and ``all``
one row for each face and expression and one column a mouth shape.
"""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from inference.backgrounds import find_background
from inference.expression import EXPRESSIONS, Expression
from inference.facetracking.portrait import analyse_portrait
from inference.life import LifeTrack
from inference.lipsync.warp.engine import WarpEngine
from inference.media import VideoFormat
from inference.pictures import read_picture
from inference.registry import Registry
from inference.visemes import N_ARTICULATORS, SHAPES, ArticulationTrack

LETTERS = ("", "a", "æ", "e", "i", "o", "u", "m", "f", "θ", "l", "s", "ʃ", "w")
LABELS = {"": "rest", "æ": "ae", "θ": "th", "ʃ": "sh"}  # the built-in font has no IPA
# Beside, above and below the middle of the mouth, in eye distances.
MOUTH, FACE = (0.62, 0.68, 0.62), (1.43, 2.05, 0.95)
CELL = (200, 210)  # pixels

Cell = tuple[str, Image.Image]


class Sitter:
    """One face, ready to be drawn in any state."""

    def __init__(self, path: Path, registry: Registry) -> None:
        analysis = analyse_portrait(path, registry.face_finder(), face_index=0)
        form = VideoFormat(1280, 720)
        self.name = path.stem
        self._engine = WarpEngine(read_picture(path), analysis, find_background("mist"), form)
        points = registry.face_finder().find(self._engine.still)[0][:, :2]
        self._mouth = points[[13, 14]].mean(0)
        eyes = points[[33, 133]].mean(0) - points[[362, 263]].mean(0)
        self._unit = float(np.linalg.norm(eyes))

    def drawn(
        self, letters: Iterable[str], expression: Expression, reach: tuple[float, float, float]
    ) -> list[Image.Image]:
        """The face with each mouth shape."""
        rows = [_shape(letter) for letter in letters]
        track = ArticulationTrack(np.array(rows, np.float32), Fraction(25))
        held = np.tile(expression.components, (len(rows), 1))
        life = replace(LifeTrack.still(len(rows)), expression=held)
        beside, above, below = (self._unit * value for value in reach)
        x, y = self._mouth
        box = (int(x - beside), int(y - above), int(x + beside), int(y + below))
        frames = self._engine.render(track, life)
        return [Image.fromarray(frame).crop(box).resize(CELL) for frame in frames]


def _shape(letter: str) -> np.ndarray:
    row = np.zeros(N_ARTICULATORS, np.float32)
    for articulator, value in SHAPES.get(letter, {}).items():
        row[articulator] = value
    return row


def shapes(sitter: Sitter) -> list[list[Cell]]:
    """One row: the mouth in every shape."""
    return [_row(sitter, Expression(), "")]


def expressions(sitter: Sitter) -> list[list[Cell]]:
    """One row: the face in every expression."""
    cells = [(name, sitter.drawn([""], Expression(name), FACE)[0]) for name in EXPRESSIONS]
    return [cells]


def everything(sitter: Sitter) -> list[list[Cell]]:
    """One row an expression: the mouth in every shape."""
    return [_row(sitter, Expression(name), name) for name in EXPRESSIONS]


def _row(sitter: Sitter, expression: Expression, prefix: str) -> list[Cell]:
    labels = [f"{prefix} {LABELS.get(letter, letter)}".strip() for letter in LETTERS]
    return list(zip(labels, sitter.drawn(LETTERS, expression, MOUTH), strict=True))


SHOWN = {"shapes": shapes, "expressions": expressions, "all": everything}


def pasted(rows: list[list[Cell]]) -> Image.Image:
    """All cells on one sheet."""
    sheet = Image.new("RGB", (CELL[0] * max(map(len, rows)), CELL[1] * len(rows)))
    draw = ImageDraw.Draw(sheet)
    for top, cells in enumerate(rows):
        for column, (label, cell) in enumerate(cells):
            sheet.paste(cell, (column * CELL[0], top * CELL[1]))
            place = (column * CELL[0] + 8, top * CELL[1] + 6)
            draw.text(place, label, "white", font_size=18, stroke_width=1, stroke_fill="black")
    return sheet


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("faces", type=Path, nargs="+")
    parser.add_argument("--show", choices=SHOWN, default="shapes")
    options = parser.parse_args()
    registry = Registry()
    rows = [row for face in options.faces for row in SHOWN[options.show](Sitter(face, registry))]
    registry.close()
    pasted(rows).save(options.out, quality=86)


if __name__ == "__main__":
    main()
