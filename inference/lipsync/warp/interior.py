"""The inside of the mouth: teeth, tongue and the dark behind them.

A closed mouth shows nothing of its inside, so it is painted: an arch of upper teeth fixed to the
skull, lower teeth fixed to the jaw, a tongue, and shade that deepens away from the lips. Its light
and tint come from the picture: teeth are matched to the white of the eyes, flesh to the lips.
Lengths are in eye distances; an adult's is about 62 mm.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.lipsync.warp.anatomy import (
    LEFT_IRIS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    LOWER_INNER,
    LOWER_OUTER,
    RIGHT_IRIS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    HeadFrame,
)
from inference.lipsync.warp.arrays import Floats, Points, as_bytes, blurred, moved, row, smoothstep
from inference.lipsync.warp.motion import Pose
from inference.lipsync.warp.own_teeth import OwnTeeth
from inference.media import Frame
from inference.visemes import Articulator

# Width seen from the front and height of the crowns from the middle outwards (millimetres of the
# mean adult, Wheeler's Dental Anatomy, the back ones foreshortened by the arch), over 62 mm.
UPPER_TEETH: Final = ((8.5, 10.5), (6.3, 9.2), (6.2, 9.8), (4.6, 8.4), (3.2, 7.6), (2.2, 7.0))
LOWER_TEETH: Final = ((5.3, 8.8), (5.6, 9.0), (5.2, 9.6), (4.4, 8.4), (3.2, 7.8))
MM: Final = 1 / 62
UPPER_EDGE: Final = 0.026  # of the incisors, below the line where the lips meet
LOWER_EDGE: Final = 0.03  # of the lower incisors, above the lower lip at rest
TEETH_LIGHT: Final = 1.1  # of the white of the eyes, or of the cheeks where those are brighter
TYPICAL_MOUTH: Final = 0.88  # width of a mouth; narrower ones get smaller teeth
OWN_LIGHT: Final = 1.15  # of own teeth in full light; in the picture lips shade them
ENAMEL: Final = row(1.0, 0.965, 0.905)  # tint of teeth under white light
EDGE_SOFTNESS: Final = 0.006
LINE_OF_TEETH: Final = 0.13  # darkness of the gap between two teeth
CHEEK_PATCH: Final = [50, 101, 36, 205, 187]
IN_PUCKER: Final = 0.4  # light lost behind pursed lips
WARM_SHADE: Final = np.array([0.82, 1.04, 1.1], np.float32)  # light in a mouth comes off flesh
PAD: Final = 4  # pixels around the opening
BESIDE_OWN: Final = 0.04  # eye distances over which painted teeth end where own ones do


@dataclass(frozen=True)
class Palette:
    """Colours taken from the picture, RGB float32 within [0, 255]."""

    teeth: Floats
    flesh: Floats
    dark: Floats


def sample_palette(picture: Frame, head: HeadFrame, own: OwnTeeth | None = None) -> Palette:
    """Colours of a mouth's inside that fit the picture's light, and the teeth that it shows."""
    white = _eye_white(picture, head)
    skin = _median_inside(picture, head, CHEEK_PATCH)
    light = float(np.clip(max(white.mean(), skin.mean()), 110, 235))
    tint = white / max(1.0, float(white.mean()))
    teeth: Floats = light * TEETH_LIGHT * (0.25 * tint + 0.75) * ENAMEL
    if own is not None:
        teeth = own.colour * np.float32(OWN_LIGHT)
    flesh = _median_inside(picture, head, LOWER_OUTER + LOWER_INNER[::-1])
    warm = row(1.0, 0.78, 0.76)
    return Palette(
        teeth=np.clip(teeth, 0, 245).astype(np.float32),
        flesh=(flesh * warm * 0.86).astype(np.float32),
        dark=(flesh * row(0.24, 0.13, 0.13)).astype(np.float32),
    )


def _eye_white(picture: Frame, head: HeadFrame) -> Floats:
    """Colour of the brighter half of what lies between the lids but not on the iris."""
    found = []
    for upper, lower, iris in (
        (LEFT_UPPER_LID, LEFT_LOWER_LID, LEFT_IRIS),
        (RIGHT_UPPER_LID, RIGHT_LOWER_LID, RIGHT_IRIS),
    ):
        inside = _filled(picture.shape, head.landmarks[upper + lower[::-1], :2])
        ring = head.landmarks[iris, :2]
        radius = float(np.linalg.norm(ring[1:] - ring[0], axis=1).mean()) * 1.15
        cv2.circle(inside, np.round(ring[0]).astype(int).tolist(), max(1, int(radius)), 0, -1)
        found.append(picture[inside > 0])
    pixels = np.concatenate(found).astype(np.float32)
    if len(pixels) < 8:  # noqa: PLR2004  eyes closed or hidden: assume indoor light
        return row(190, 186, 180)
    brightness = pixels.mean(1)
    bright = pixels[brightness >= np.quantile(brightness, 0.6)]
    return np.asarray(np.median(bright, axis=0), np.float32)


def _median_inside(picture: Frame, head: HeadFrame, outline: list[int]) -> Floats:
    inside = _filled(picture.shape, head.landmarks[outline, :2])
    pixels = picture[inside > 0]
    if not len(pixels):
        return row(150, 90, 85)
    return np.asarray(np.median(pixels, axis=0), np.float32)


def _filled(shape: tuple[int, ...], outline: Points) -> npt.NDArray[np.uint8]:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 255)
    return mask


def _paint_arch(teeth: tuple[tuple[float, float], ...], per_unit: int, *, upper: bool) -> Floats:
    """Paint a row of teeth, seen from the front, edge at the row's border.

    Returns:
        Shape (h, w, 4), float32: RGB share of full light within [0, 1], and opacity.
    """
    half = sum(width for width, _ in teeth) * MM
    tall = max(height for _, height in teeth) * MM * 1.25
    y, x = np.mgrid[0 : int(tall * per_unit), 0 : int(2 * half * per_unit)].astype(np.float32)
    across, up = np.abs(x / per_unit - half), y / per_unit
    shade, opacity = np.zeros_like(x), np.zeros_like(x)
    start = 0.0
    for index, (width, height) in enumerate(teeth):
        centre, w, h = (start + width / 2) * MM, width * MM, height * MM
        start += width
        u = (across - centre) / (w / 2)
        edge = (
            0.004 * index + 0.06 * h * np.abs(u) ** 3
        )  # rounded corners; later teeth stand higher
        edge += 0.008 if upper and index == 1 else 0.0
        crown = _soft((1.0 - np.abs(u)) * w / 2, 0.004) * _soft(up - edge, EDGE_SOFTNESS)
        depth = 1 - 0.16 * index  # the arch runs away from the light
        rounded = (
            1 - 0.20 * np.abs(u) ** 2.5 - LINE_OF_TEETH * np.exp(-(((1 - np.abs(u)) / 0.08) ** 2))
        )
        neck = 1 - 0.25 * np.clip((up - 0.55 * h) / (0.6 * h), 0, 1)
        tooth = depth * rounded * neck * (1 if upper else 0.86)
        is_here = np.abs(u) <= 1
        shade = np.where(is_here, tooth, shade)
        opacity = np.where(
            is_here, np.maximum(crown, 0.85 * _soft(up - edge, EDGE_SOFTNESS)), opacity
        )
    arch = np.stack([shade, shade, shade, opacity], -1).astype(np.float32)
    return arch[::-1].copy() if upper else arch


def _soft(distance: Floats, width: float) -> Floats:
    """0 up to distance 0, 1 from ``width`` on."""
    return smoothstep(distance / width)


class MouthInterior:
    """Paints the inside of one mouth into frames."""

    def __init__(
        self,
        head: HeadFrame,
        palette: Palette,
        line: Points,
        corner: Points,
        own: OwnTeeth | None = None,
    ) -> None:
        """Prepare the teeth.

        Args:
            head: the face.
            palette: its colours.
            line: shape (41, 2), pixels of the canvas: where the lips meet.
            corner: left and top of the region that poses are relative to.
            own: upper teeth that the picture shows.
        """
        self._own = own
        self._corner = corner
        self._palette = palette
        self._unit = head.eye_distance
        self._per_unit = int(np.clip(2 * self._unit, 120, 700))
        self._basis = head.axes[:2, :2] * head.eye_distance  # rows: right, down, in pixels
        self._inverse = np.linalg.inv(self._basis)
        self._centre = head.landmarks[[13, 14], :2].mean(0) - corner
        self._line = head.local_of_plane(line)
        width = float(np.ptp(self._line[:, 0]))
        self._size = float(np.clip(width / TYPICAL_MOUTH, 0.55, 1.15))
        self._upper = _paint_arch(UPPER_TEETH, self._per_unit, upper=True)
        self._lower = _paint_arch(LOWER_TEETH, self._per_unit, upper=False)
        self._upper_edge = self._line[len(self._line) // 2] + row(0, UPPER_EDGE * self._size)
        self._ends = None if own is None else head.local_of_plane(own.ends)[:, 0]
        if own is not None:
            edge = head.local_of_plane(own.edge[None])[0]
            self._upper_edge[1] = max(float(edge[1]), float(self._upper_edge[1]) - UPPER_EDGE)

    def paint(self, frame: Frame, pose: Pose, mouth: Floats) -> None:
        """Fill the opening between the lips.

        Args:
            frame: shape (height, width, 3), the region, already deformed; changed in place.
            pose: of this frame.
            mouth: shape (11,), columns as in ``Articulator``.
        """
        box = _box(pose, frame.shape)
        if box is None:
            return
        left, top, right, bottom = box
        opening = _opening(pose, box)
        if not opening.any():
            return
        here = row(left, top)
        across, below = self._coordinates(box, pose)
        upper, lower = self._edges(pose, across)
        gap = np.maximum(lower - upper, 1e-3)
        colour = np.broadcast_to(self._palette.dark, (*across.shape, 3)).astype(np.float32)
        jaw = self._jaw(pose)
        self._lay_lower_teeth(colour, pose, here)
        self._lay_tongue(colour, (across, below), (jaw, float(gap.max())), mouth)
        self._lay_upper_teeth(colour, pose, here, across)
        self._lay_lining(colour, (below - upper, lower - below))
        light = _shade(across, below, upper, gap, self._line)
        pursed = 1 - IN_PUCKER * float(mouth[Articulator.MOUTH_PUCKER])
        light *= pursed
        colour *= light[..., None] ** WARM_SHADE
        if self._own is not None:
            self._own.lay(colour, pose.head_shift - self._corner - here, pursed**0.6)
        target = frame[top:bottom, left:right]
        mixed = target + (colour - target) * opening[..., None]
        target[:] = as_bytes(mixed)

    def _coordinates(self, box: tuple[int, int, int, int], pose: Pose) -> tuple[Floats, Floats]:
        """Right and down of each pixel from the middle of the mouth, in eye distances."""
        left, top, right, bottom = box
        y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
        x -= self._centre[0] + pose.head_shift[0]
        y -= self._centre[1] + pose.head_shift[1]
        matrix = self._inverse
        return x * matrix[0, 0] + y * matrix[1, 0], x * matrix[0, 1] + y * matrix[1, 1]

    def _edges(self, pose: Pose, across: Floats) -> tuple[Floats, Floats]:
        """Height of both lips' edges above each pixel's place along the mouth."""
        edges = []
        for line in (pose.upper_line, pose.lower_line):
            local = (line - self._centre - pose.head_shift) @ self._inverse
            edges.append(np.interp(across, local[:, 0], local[:, 1]).astype(np.float32))
        return edges[0], edges[1]

    def _jaw(self, pose: Pose) -> float:
        return float((pose.jaw_shift @ self._inverse)[1])

    def _lay_upper_teeth(self, colour: Floats, pose: Pose, here: Points, across: Floats) -> None:
        """Only as far to the sides as the picture shows teeth, if it shows any."""
        shift = pose.head_shift - here
        before = colour.copy() if self._ends is not None else colour
        self._lay(colour, self._upper, self._upper_edge, shift, at_bottom=True)
        if self._ends is not None:
            beside = np.maximum(self._ends[0] - across, across - self._ends[1])
            colour += (before - colour) * _soft(beside + BESIDE_OWN, BESIDE_OWN)[..., None]

    def _lay_lower_teeth(self, colour: Floats, pose: Pose, here: Points) -> None:
        middle = self._line[len(self._line) // 2]
        edge = middle - row(0, LOWER_EDGE * self._size)
        shift = pose.head_shift + pose.jaw_shift - here
        self._lay(colour, self._lower, edge, shift, at_bottom=False)

    def _lay(
        self, colour: Floats, arch: Floats, edge: Points, shift: Points, *, at_bottom: bool
    ) -> None:
        """Draw an arch whose cutting edge lies at ``edge`` (eye distances from the mouth)."""
        scale = self._size / self._per_unit
        basis = self._basis * scale
        anchor_y = arch.shape[0] if at_bottom else 0.0
        origin = self._centre + shift + edge @ self._basis
        turn = basis.T
        offset = origin - turn @ [arch.shape[1] / 2, anchor_y]
        matrix = np.concatenate([turn, offset[:, None]], axis=1)
        drawn = moved(arch, matrix, (colour.shape[1], colour.shape[0]))
        opacity = drawn[..., 3:]
        colour += (drawn[..., :3] * self._palette.teeth - colour) * opacity

    def _lay_tongue(
        self,
        colour: Floats,
        place: tuple[Floats, Floats],
        jaw_and_gap: tuple[float, float],
        mouth: Floats,
    ) -> None:
        """A soft mound on the floor of the mouth; its tip rises for /t l/ and shows for /th/."""
        across, below = place
        jaw, gap = jaw_and_gap
        up, out = float(mouth[Articulator.TONGUE_UP]), float(mouth[Articulator.TONGUE_OUT])
        middle = self._line[len(self._line) // 2]
        raised = max(up, out)
        top = middle[1] + jaw + 0.03 - raised * (0.55 * jaw + 0.10) - 0.3 * gap * (1 - raised)
        wide = (0.27 - 0.05 * raised) * self._size
        profile = top + 0.16 * (np.abs(across - middle[0]) / wide) ** 2.4
        mound = _soft(below - profile, 0.045)
        groove = 1 - 0.16 * np.exp(-(((across - middle[0]) / 0.03) ** 2)) * (1 - raised)
        light = (
            0.55 + 0.3 * out + 0.12 * up + 0.3 * np.exp(-((((below - profile) - 0.05) / 0.05) ** 2))
        )
        flesh = self._palette.flesh * (groove * np.minimum(light, 1.0))[..., None]
        colour += (flesh - colour) * (mound * 0.95)[..., None]

    def _lay_lining(self, colour: Floats, distances: tuple[Floats, Floats]) -> None:
        """The wet inner side of the lips: no hard step from lip to dark."""
        from_upper, from_lower = (np.clip(distance, 0, None) for distance in distances)
        near = 0.55 * np.exp(-from_upper / 0.010) + 0.7 * np.exp(-from_lower / 0.016)
        lining = self._palette.flesh * np.float32(0.62)
        colour += (lining - colour) * np.clip(near, 0, 0.8)[..., None]


def _box(pose: Pose, shape: tuple[int, ...]) -> tuple[int, int, int, int] | None:
    """Rectangle around the opening; ``None`` when the lips are closed."""
    if (pose.lower_line[:, 1] - pose.upper_line[:, 1]).max() < 0.4:  # noqa: PLR2004  pixels
        return None
    points = np.concatenate([pose.upper_line, pose.lower_line])
    left, top = np.maximum(points.min(0).astype(int) - PAD, 0)
    right, bottom = np.minimum(points.max(0).astype(int) + PAD, [shape[1], shape[0]])
    return int(left), int(top), int(right), int(bottom)


def _opening(pose: Pose, box: tuple[int, int, int, int]) -> Floats:
    """How much of each pixel lies between the lips, float32 within [0, 1]."""
    left, top, right, bottom = box
    lower = np.maximum(pose.lower_line, pose.upper_line * [0, 1])  # never above the upper lip
    outline = np.concatenate([pose.upper_line, lower[::-1]]) - [left, top]
    mask = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return (blurred(mask, 0.7) / 255).astype(np.float32)


def _shade(across: Floats, below: Floats, upper: Floats, gap: Floats, line: Points) -> Floats:
    """Light that reaches each place: less under the upper lip, at the corners and deep inside."""
    under_lip = 0.7 + 0.3 * _soft(below - upper + 0.01, 0.06)
    half = float(np.ptp(line[:, 0])) / 2
    middle = float(line[:, 0].mean())
    to_corner = np.clip(np.abs(across - middle) / half, 0, 1)
    at_corners = 1 - 0.5 * to_corner**3
    narrow = 0.82 + 0.18 * _soft(gap, 0.1)
    light: Floats = under_lip * at_corners * narrow
    return light
