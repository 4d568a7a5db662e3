"""The warp engine: moves the lips and jaw of the picture's own pixels.

It needs no weights, keeps the picture's sharpness, and works on whatever has a face: photographs,
paintings, statues, drawings. Pixels outside the region around the head are those of the still.
"""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.backgrounds import Backdrop
from inference.expression import Component, shown_while_speaking
from inference.faces import PortraitAnalysis
from inference.life import LifeTrack
from inference.lipsync.warp.anatomy import HeadFrame
from inference.lipsync.warp.arrays import (
    Floats,
    as_bytes,
    chosen,
    resized,
    row,
    sampled,
    without_alpha,
)
from inference.lipsync.warp.controls import Control, control_values
from inference.lipsync.warp.eyes import AT_REST, Look, draw_eyes, find_eyes, settled
from inference.lipsync.warp.interior import MouthInterior, sample_palette
from inference.lipsync.warp.lips import LipLines, find_lip_lines
from inference.lipsync.warp.motion import Motion, Pose, Region
from inference.lipsync.warp.own_teeth import find_own_teeth
from inference.lipsync.warp.rig import JAW_DROP
from inference.lipsync.warp.stage import Stage, blend, set_stage
from inference.media import Frame, VideoFormat
from inference.visemes import ArticulationTrack, Articulator

ENLARGEMENT: Final = 2
ROWS_AT_ONCE: Final = 256
SWAY_ROOM: Final = 0.15  # eye distances that the mouth may travel with the head


class WarpEngine:
    """Makes one picture speak."""

    def __init__(
        self,
        picture: Frame,
        analysis: PortraitAnalysis,
        backdrop: Backdrop,
        form: VideoFormat,
        person: Floats | None = None,
    ) -> None:
        """Prepare the picture: about a second of work.

        Args:
            picture: shape (height, width, 4), RGBA, as analysed.
            analysis: of this picture.
            backdrop: shown behind a transparent picture, or behind ``person``.
            form: size and rate of the video.
            person: where the person of a photograph is; see ``set_stage``.
        """
        self._stage = set_stage(picture, analysis, backdrop, form, person)
        lines = find_lip_lines(self._stage.figure, self._stage.head)
        self._motion = Motion(self._stage, lines)
        region = self._motion.region
        self._rows = slice(region.top, region.top + region.height)
        self._columns = slice(region.left, region.left + region.width)
        own = find_own_teeth(self._stage.figure, lines, self._stage.head)
        palette = sample_palette(self._stage.figure, self._stage.head, own)
        corner = row(region.left, region.top)
        self._interior = MouthInterior(self._stage.head, palette, lines.meeting, corner, own)
        self._source = _enlarged_source(self._stage, self._rows, self._columns)
        # A jaw that is open in the picture is let down again when the mouth opens.
        self._parted = lines.gap * max(0.5, lines.jaw_share)
        self._eyes = find_eyes(self._stage.figure, self._stage.head)
        self._look = AT_REST  # of the eyes of ``_source``
        self._around_mouth = _around_mouth(self._motion.region, lines, self._stage.head)

    @property
    def still(self) -> Frame:
        """The picture on its canvas before anything moves, shape (height, width, 3)."""
        return self._stage.still

    @property
    def moving_region(self) -> tuple[int, int, int, int]:
        """(left, top, width, height) of the pixels that may differ from ``still``."""
        region = self._motion.region
        return region.left, region.top, region.width, region.height

    def render(self, mouth: ArticulationTrack, life: LifeTrack) -> Iterator[Frame]:
        """Yield one RGB frame per row of ``mouth``, in order.

        The same array is handed out each time; copy it to keep it.
        """
        frame = self._stage.still.copy()
        rows = zip(mouth.curves, _faces(mouth, life), strict=True)
        for index, (shape, face) in enumerate(rows):
            self._draw_eyes(_look(life, index, face))
            controls = control_values(shape, face, float(life.brows[index]))
            moved = self._moved(shape, controls, life.head[index])
            frame[self._rows, self._columns] = moved
            yield frame

    def _draw_eyes(self, look: Look) -> None:
        look = settled(look, self._stage.head.eye_distance)
        if look != self._look:
            region = self._motion.region
            draw_eyes(self._source, self._eyes, look, (region.left, region.top), ENLARGEMENT)
            self._look = look

    def _moved(self, mouth: Floats, controls: Floats, head: Floats) -> Frame:
        """The region around the head in one state."""
        jaw = JAW_DROP * float(mouth[Articulator.JAW_OPEN])
        jaw += self._parted * (1 - float(controls[Control.SEAL]))
        pose = self._motion.pose(controls, head, jaw)
        drawn = sampled(self._source, self._map(pose))
        moved = without_alpha(drawn)
        self._interior.paint(moved, pose, mouth)
        if self._stage.opacity is None:
            return moved
        opacity = drawn[..., 3].astype(np.float32) * np.float32(1 / 255)
        return blend(moved, opacity, self._stage.backdrop[self._rows, self._columns])

    def _map(self, pose: Pose) -> Floats:
        """Source pixel of every pixel of the region: one layer above the lips, one below."""
        region = self._motion.region
        everywhere = (slice(0, region.height), slice(0, region.width))
        where = self._motion.enlarged(_on_enlarged(pose.upper), *everywhere)
        rows, columns = self._around_mouth
        lower = self._motion.enlarged(_on_enlarged(pose.lower), rows, columns)
        below = _below_lips(pose, rows, columns)
        where[rows, columns] = chosen(below, lower, where[rows, columns])
        return where


def _faces(mouth: ArticulationTrack, life: LifeTrack) -> Iterator[Floats]:
    """What shows of the expression in each frame, shape (10,)."""
    for first in range(0, len(mouth), ROWS_AT_ONCE):
        some = slice(first, first + ROWS_AT_ONCE)
        yield from shown_while_speaking(life.expression[some], mouth.curves[some])


def _look(life: LifeTrack, index: int, face: Floats) -> Look:
    right, down = life.gaze[index]
    return Look(
        blink=float(life.blink[index]),
        squint=float(face[Component.EYE_SQUINT]),
        wide=float(face[Component.EYE_WIDE]),
        right=float(right),
        down=float(down),
    )


def _enlarged_source(stage: Stage, rows: slice, columns: slice) -> Frame:
    """The region's pixels twice as large, RGBA.

    Sampling an enlarged picture linearly is as sharp as sampling the picture with a cubic kernel,
    and six times faster.
    """
    small = np.ascontiguousarray(stage.figure[rows, columns])
    size = (ENLARGEMENT * small.shape[1], ENLARGEMENT * small.shape[0])
    figure = resized(small, size, cv2.INTER_CUBIC)
    if stage.opacity is None:
        opacity = np.full(figure.shape[:2], 255, np.uint8)
    else:
        opaque = as_bytes(stage.opacity[rows, columns] * 255)
        opacity = resized(opaque, size, cv2.INTER_LINEAR)
    return np.dstack([figure, opacity])


def _on_enlarged(coarse: Floats) -> Floats:
    """Coordinates of the region as coordinates of its enlarged copy; pixel centres stay true."""
    return ENLARGEMENT * coarse + np.float32(0.5 * ENLARGEMENT - 0.5)


def _around_mouth(region: Region, lines: LipLines, head: HeadFrame) -> tuple[slice, slice]:
    """Rows and columns of the region in which the two layers differ, with the head's sway."""
    points = np.concatenate([lines.upper, lines.lower])
    width = float(np.ptp(points[:, 0]))
    beside = 0.15 * width + SWAY_ROOM * head.eye_distance
    left, right = (
        points[:, 0].min() - beside - region.left,
        points[:, 0].max() + beside - region.left,
    )
    top = points[:, 1].min() - (0.2 + SWAY_ROOM) * head.eye_distance - region.top
    return (
        slice(max(0, int(top)), region.height),
        slice(max(0, int(left)), min(region.width, int(right))),
    )


def _below_lips(pose: Pose, rows: slice, columns: slice) -> npt.NDArray[np.uint8]:
    """Which of these pixels lie below the line where the lips part."""
    corner = row(columns.start, rows.start)
    parting = (pose.upper_line + pose.lower_line) / 2 - corner
    height, width = rows.stop - rows.start, columns.stop - columns.start
    far = 2 * max(height, width)
    outline = np.concatenate(
        [[[-far, parting[0, 1]]], parting, [[far, parting[-1, 1]], [far, far], [-far, far]]]
    )
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    return mask
