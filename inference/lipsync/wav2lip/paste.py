"""Puts a drawn face back into its frame so that nobody sees where it begins."""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.faces import Landmarks
from inference.lipsync.wav2lip.crop import FaceBox
from inference.lipsync.wav2lip.layout import FACE_SIZE
from inference.media import Frame
from inference.planar import Box, PlanarFrame

Floats = npt.NDArray[np.floating[Any]]

# The lower face in landmarks of the mesh: along the jaw from ear to ear, then back over the
# cheeks and under the nose.
JAW: Final = (132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361)
OVER_THE_LIPS: Final = (425, 327, 2, 98, 205)
MOUTH: Final = (13, 14)  # middle of the inner lips

SIZE: Final = 2 * FACE_SIZE  # pixels; masks and drawn faces are prepared at this size
JAW_ROOM: Final = 0.04  # of the box: the mask reaches below the jaw, which may drop
SIDES: Final = 0.93  # of the jaw's width: hair before the cheeks stays as it is
FEATHER: Final = 0.03  # of the box: standard deviation of the mask's edge
RIM: Final = 0.06  # of the box: within it the mask fades, so that no edge of the box shows
FAINT: Final = 0.02  # mask values below count as 0
SUBPIXEL: Final = 4  # bits; polygon corners are drawn to a sixteenth of a pixel

RING: Final = 0.3  # least weight of pixels whose colours are compared
GAINS: Final = (0.8, 1.25)
BLACK_LEVEL: Final = 8.0  # added before dividing; dark pixels say little about a gain
LARGEST_SHIFT: Final = 16.0  # of 255; more is no difference of light
COARSE: Final = 4  # the light changes slowly: it is compared in blocks of so many pixels
SPREAD: Final = 3.0  # blocks: how far the rim's light reaches in
SETTLING: Final = 0.2  # seconds over which the light is steadied

SHARP_RADIUS: Final = 1.6  # pixels of 192
SHARP_GAIN: Final = 1.5  # at full strength
SHARP_LIMIT: Final = 24.0  # of 255: no halos


def lower_face(landmarks: Landmarks, box: FaceBox) -> Floats:
    """The share of the drawn face in the result.

    Args:
        landmarks: shape (478, 3), of the frame.
        box: of the face.

    Returns:
        Shape (192, 192), float32 within [0, 1]; 0 on the rim.
    """
    points = box.from_frame(landmarks[:, :2].astype(np.float64), SIZE)
    mouth = points[list(MOUTH)].mean(0)
    jaw = points[list(JAW)]
    outwards = jaw - mouth
    downwards = np.maximum(0, outwards[:, 1] / np.linalg.norm(outwards, axis=1))
    jaw[:, 0] = mouth[0] + outwards[:, 0] * SIDES
    jaw[:, 1] += downwards * (JAW_ROOM * SIZE)
    contour = np.concatenate([jaw, points[list(OVER_THE_LIPS)]])
    mask = np.zeros((SIZE, SIZE), np.uint8)
    corners = np.rint(contour * (1 << SUBPIXEL)).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255, lineType=cv2.LINE_AA, shift=SUBPIXEL)
    soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), FEATHER * SIZE)
    faded = np.clip((soft - FAINT) / (1 - 2 * FAINT), 0, 1) * _RIM_FADE
    return np.asarray(faded, np.float32)


def _rim_fade() -> Floats:
    ends = (np.arange(SIZE) + 0.0) / (RIM * SIZE)
    ramp = np.clip(np.minimum(ends, ends[::-1]), 0, 1)
    smooth = ramp * ramp * (3 - 2 * ramp)
    return np.asarray(np.outer(smooth, smooth), np.float32)


_RIM_FADE: Final = _rim_fade()


class LightMatcher:
    """Gives drawn faces the light of their frames: robustly, and steadily over time.

    The colours are compared on the mask's soft edge, where both pictures show the same skin: one
    gain a channel (a median, so that a chin in another place does not count), and what is left of
    the difference, spread smoothly inwards.
    """

    def __init__(self, fps: float) -> None:
        """Start afresh.

        Args:
            fps: frames a second.
        """
        self._share = 1 - np.exp(-1 / (fps * SETTLING))
        self._gain: Floats | None = None
        self._shift: Floats | None = None

    def forget(self) -> None:
        """The next face has nothing to do with the last one."""
        self._gain = self._shift = None

    def match(self, drawn: Frame, face: Frame, mask: Floats) -> Floats:
        """The drawn face in the light of the frame.

        Args:
            drawn: shape (96, 96, 3), RGB.
            face: as ``drawn``: what the frame shows.
            mask: shape (192, 192), of ``lower_face``.

        Returns:
            Shape (96, 96, 3), float32, nominally within [0, 255].
        """
        small = cv2.resize(mask, (FACE_SIZE, FACE_SIZE), interpolation=cv2.INTER_AREA)
        ring = np.asarray(4 * small * (1 - small), np.float32)
        before, after = drawn.astype(np.float32), face.astype(np.float32)
        self._gain = self._steadied(self._gain, _gain(before, after, ring > RING))
        left = np.clip(after - before * self._gain, -LARGEST_SHIFT, LARGEST_SHIFT)
        self._shift = self._steadied(self._shift, _spread(left, ring))
        return before * self._gain + self._shift

    def _steadied(self, old: Floats | None, new: Floats) -> Floats:
        return new if old is None else old + (new - old) * self._share


def _gain(drawn: Floats, face: Floats, where: npt.NDArray[np.bool_]) -> Floats:
    if not where.any():
        return np.ones(3, np.float32)
    ratios = (face[where] + BLACK_LEVEL) / (drawn[where] + BLACK_LEVEL)
    return np.asarray(np.clip(np.median(ratios, 0), *GAINS), np.float32)


def _spread(difference: Floats, ring: Floats) -> Floats:
    """What the ring says, at every pixel; shape (96, 96, 3)."""
    size = (FACE_SIZE // COARSE, FACE_SIZE // COARSE)
    heard = np.concatenate([difference * ring[..., None], ring[..., None]], axis=2)
    blocks: Any = cv2.resize(heard, size, interpolation=cv2.INTER_AREA)
    blocks = cv2.GaussianBlur(blocks, (0, 0), SPREAD)
    shift = blocks[..., :3] / (blocks[..., 3:] + FAINT)
    return np.asarray(cv2.resize(shift, (FACE_SIZE, FACE_SIZE), interpolation=cv2.INTER_CUBIC))


def enlarged(drawn: Floats, sharpening: float) -> Frame:
    """A drawn face at twice its size, sharpened.

    Sharpening adds a fixed share of the fine detail, limited so that no edge overshoots much. It
    looks at nothing but the picture itself, so a still face stays still.

    Args:
        drawn: shape (96, 96, 3), of ``LightMatcher``.
        sharpening: strength within [0, 1].

    Returns:
        Shape (192, 192, 3), RGB.
    """
    large: Any = cv2.resize(drawn, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC)
    if sharpening:
        detail = large - cv2.GaussianBlur(large, (0, 0), SHARP_RADIUS)
        large = large + np.clip(detail * SHARP_GAIN * sharpening, -SHARP_LIMIT, SHARP_LIMIT)
    return np.asarray(np.clip(np.rint(large), 0, 255), np.uint8)


def paste(frame: PlanarFrame, picture: Frame, mask: Floats, box: FaceBox, share: float) -> None:
    """Draw a face into its frame, in place; pixels outside the mask stay to the bit.

    Args:
        frame: of any size.
        picture: shape (192, 192, 3), of ``enlarged``.
        mask: shape (192, 192), of ``lower_face``.
        box: where the face lies.
        share: of the drawn face, within [0, 1].
    """
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return
    across, down = box.width / SIZE, box.height / SIZE
    region = Box.around(
        box.left + (columns[0] - 1) * across,
        box.top + (rows[0] - 1) * down,
        box.left + (columns[-1] + 2) * across,
        box.top + (rows[-1] + 2) * down,
        frame.size,
    )
    if not region.width or not region.height:
        return
    inverse = cv2.invertAffineTransform(box.to_frame(SIZE, (region.left, region.top)))
    size = (region.width, region.height)
    flags = cv2.WARP_INVERSE_MAP
    drawn: Any = cv2.warpAffine(
        picture, inverse, size, flags=flags | cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    weight: Any = cv2.warpAffine(mask, inverse, size, flags=flags | cv2.INTER_LINEAR)
    frame.paint(region, np.asarray(drawn, np.uint8), weight * np.float32(share))
