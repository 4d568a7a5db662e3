"""Teeth that the picture shows itself.

Where lips are parted in the picture, the upper teeth between them are cut out once. They are fixed
to the skull: whenever the moving lips uncover their place, they show again, and what the picture
does not show of the mouth is painted around them in their colour.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from scipy.ndimage import median_filter

from inference.lipsync.warp.anatomy import HeadFrame
from inference.lipsync.warp.arrays import Floats, Points, blurred, moved, row, smoothstep
from inference.lipsync.warp.lips import LipLines
from inference.media import Frame

LEAST_SHARE: Final = 0.06  # of the opening that must look like teeth
LIGHT: Final = 0.5  # of the brightest in the opening that a tooth has at least
GREEN: Final = 0.7  # share of green in red that a tooth has at least; gums and lips have less
DARK: Final = 55.0  # brightness below which nothing is a tooth
INSET: Final = 0.006  # eye distances inside the lips' edges, which are soft
FEATHER: Final = 0.012  # eye distances
GAPS: Final = 0.03  # eye distances between two teeth that belong to them


@dataclass(frozen=True)
class OwnTeeth:
    """The upper teeth of a picture.

    Attributes:
        picture: shape (h, w, 4), float32: RGB within [0, 255], and opacity within [0, 1].
        corner: shape (2,): left and top on the canvas, in pixels.
        colour: shape (3,), RGB: of the brighter ones.
        edge: shape (2,): the cutting edge in the middle, pixels of the canvas.
        ends: shape (2, 2): the outermost teeth on the left and on the right, pixels of the canvas.
    """

    picture: Floats
    corner: Points
    colour: Floats
    edge: Points
    ends: Points

    def lay(self, colour: Floats, shift: Points, light: float) -> None:
        """Draw the teeth, in place.

        Args:
            colour: shape (height, width, 3), float32.
            shift: from the canvas to that picture, in pixels.
            light: share that is left of theirs.
        """
        offset = self.corner + shift
        matrix = np.concatenate([np.eye(2), offset[:, None]], axis=1)
        drawn = moved(self.picture, matrix, (colour.shape[1], colour.shape[0]))
        colour += (drawn[..., :3] * np.float32(light) - colour) * drawn[..., 3:]


def find_own_teeth(picture: Frame, lines: LipLines, head: HeadFrame) -> OwnTeeth | None:
    """The upper teeth between parted lips; ``None`` where none are seen.

    Args:
        picture: shape (height, width, 3), RGB, in which the lines lie.
        lines: edges of the lips.
        head: the face.
    """
    if not lines.gap:
        return None
    points = np.concatenate([lines.upper, lines.lower])
    limit = [picture.shape[1], picture.shape[0]]
    left, top = np.maximum(points.min(0).astype(int) - 2, 0).tolist()
    right, bottom = np.minimum(points.max(0).astype(int) + 3, limit).tolist()
    pixels = picture[top:bottom, left:right].astype(np.float32)
    corner = row(left, top)
    inside = _inside(lines, corner, pixels.shape, INSET * head.eye_distance)
    tooth = _tooth_like(pixels, inside, head.eye_distance)
    if tooth.sum() < LEAST_SHARE * max(1.0, float((inside > 0).sum())):
        return None
    edge = _cutting_edge(tooth, inside)
    y = np.arange(pixels.shape[0], dtype=np.float32)[:, None]
    soft = max(1.0, FEATHER * head.eye_distance)
    above = smoothstep((edge[None] - y) / (0.6 * soft) + 0.5)
    opacity = blurred(tooth.astype(np.float32), 0.4 * soft) * inside * above
    bright = pixels[tooth > 0]
    bright = bright[bright.sum(1) >= np.quantile(bright.sum(1), 0.6)]
    middle = int(np.clip(lines.upper[:, 0].mean() - left, 0, len(edge) - 1))
    return OwnTeeth(
        picture=np.dstack([pixels, opacity]).astype(np.float32),
        corner=corner,
        colour=np.median(bright, axis=0).astype(np.float32),
        edge=corner + row(middle, float(edge[middle])),
        ends=corner + _ends(tooth),
    )


def _ends(tooth: Floats) -> Points:
    """Middles of the first and the last column that show a tooth, shape (2, 2)."""
    columns = np.flatnonzero(tooth.any(0))[[0, -1]]
    heights = [np.flatnonzero(tooth[:, column]).mean() for column in columns]
    return np.stack([columns, heights], 1).astype(np.float32)


def _inside(lines: LipLines, corner: Points, shape: tuple[int, ...], inset: float) -> Floats:
    """1 well between the lips, softly 0 at their edges."""
    outline = np.concatenate([lines.upper, lines.lower[::-1]]) - corner
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    return smoothstep((np.asarray(distance) - inset) / max(1.0, 1.5 * inset))


def _tooth_like(pixels: Floats, inside: Floats, unit: float) -> Floats:
    """1 where the opening is bright and hardly red, with the gaps between teeth; else 0."""
    light = pixels.mean(-1)
    within = inside > 0.5  # noqa: PLR2004  more than half
    if not within.any():
        return np.zeros_like(light)
    brightest = float(np.quantile(light[within], 0.97))
    if brightest < DARK:
        return np.zeros_like(light)
    found = within & (light > max(DARK, LIGHT * brightest))
    found &= pixels[..., 1] > GREEN * pixels[..., 0]
    reach = max(1, round(GAPS * unit)) | 1
    kernel = np.ones((1, reach), np.uint8)
    closed = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    return np.asarray(closed, np.float32) * within


def _cutting_edge(tooth: Floats, inside: Floats) -> Floats:
    """Row at which the upper teeth end in each column: at the first gap below them.

    Lower teeth beneath that gap move with the jaw, so they do not belong here.
    """
    rows = np.arange(len(tooth))[:, None]
    first = np.where(tooth.any(0), tooth.argmax(0), len(tooth))
    top = np.where((inside > 0).any(0), (inside > 0).argmax(0), len(tooth))
    reachable = first - top < 0.45 * (inside > 0).sum(0)  # beginning under the upper lip
    ended = (tooth == 0) & (rows > first)
    last = np.where(ended.any(0), ended.argmax(0), len(tooth))
    edge = np.where(reachable, last, top).astype(np.float32)
    size = max(3, round(0.08 * tooth.shape[1])) | 1
    return np.asarray(blurred(median_filter(edge, size)[None], 0.3 * size)[0])
