"""Which landmarks of MediaPipe's face mesh are what, and a frame of reference fixed to the head.

Left and right are the picture's. The mesh's numbering is drawn in MediaPipe's
``canonical_face_model_uv_visualization.png``.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from inference.faces import Landmarks, PortraitAnalysis
from inference.lipsync.warp.arrays import Points, row

UPPER_OUTER: Final = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
UPPER_INNER: Final = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
LOWER_OUTER: Final = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]
LOWER_INNER: Final = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
CORNERS: Final = (61, 291)

# Share of the jaw's movement that each point of the skin over it makes.
JAW: Final = (
    {172: 0.22, 136: 0.42, 150: 0.62, 149: 0.8, 176: 0.93, 148: 1.0, 152: 1.0}
    | {397: 0.22, 365: 0.42, 379: 0.62, 378: 0.8, 400: 0.93, 377: 1.0}
    | {18: 1.0, 200: 1.0, 199: 1.0, 175: 1.0, 83: 0.99, 313: 0.99, 201: 0.98, 421: 0.98}
    | {194: 0.92, 418: 0.92, 204: 0.8, 424: 0.8, 211: 0.75, 431: 0.75, 210: 0.6, 430: 0.6}
    | {214: 0.3, 434: 0.3, 135: 0.5, 364: 0.5, 169: 0.7, 394: 0.7, 170: 0.88, 395: 0.88}
)
STILL: Final = [1, 2, 4, 5, 98, 327, 97, 326, 129, 358, 64, 294, 168, 6, 197, 195, 9, 10, 151]
STILL_SIDES: Final = [234, 454, 127, 356, 93, 323, 132, 361, 116, 345, 227, 447, 50, 280]
CHEEKS: Final = [205, 425, 36, 266, 187, 411, 147, 376]
LEFT_BROW: Final = [70, 63, 105, 66, 107]
RIGHT_BROW: Final = [300, 293, 334, 296, 336]
LEFT_BROW_EDGE: Final = [46, 53, 52, 65, 55]  # the brow's lower edge
RIGHT_BROW_EDGE: Final = [276, 283, 282, 295, 285]
LEFT_UPPER_LID: Final = [33, 246, 161, 160, 159, 158, 157, 173, 133]
LEFT_LOWER_LID: Final = [33, 7, 163, 144, 145, 153, 154, 155, 133]
RIGHT_UPPER_LID: Final = [362, 398, 384, 385, 386, 387, 388, 466, 263]
RIGHT_LOWER_LID: Final = [362, 382, 381, 380, 374, 373, 390, 249, 263]
LEFT_IRIS: Final = [468, 469, 470, 471, 472]
RIGHT_IRIS: Final = [473, 474, 475, 476, 477]


@dataclass(frozen=True)
class HeadFrame:
    """Axes fixed to the head; lengths along them are in eye distances.

    Attributes:
        landmarks: shape (478, 3), pixels of the canvas.
        eye_distance: pixels between the middles of the eyes, in space, not on the picture.
        origin: middle of the mouth, shape (3,), pixels.
        axes: shape (3, 3): rows are unit vectors to the right, down, and towards the viewer when
            the face looks at him.
        half_widths: of the mouth to the left and right of its middle, in eye distances.
        seen_half_widths: the same as they appear on the picture, foreshortened when turned.
    """

    landmarks: Landmarks
    eye_distance: float
    origin: Points
    axes: Points
    half_widths: tuple[float, float]
    seen_half_widths: tuple[float, float]

    @classmethod
    def of(cls, analysis: PortraitAnalysis, scale: float, left: float, top: float) -> Self:
        """The head of a picture that is drawn at (left, top) of the canvas and scaled."""
        landmarks = analysis.landmarks * np.float32(scale)
        landmarks[:, :2] += row(left, top)
        left_eye = landmarks[[33, 133]].mean(0)
        right_eye = landmarks[[362, 263]].mean(0)
        across = right_eye - left_eye
        eye_distance = float(np.linalg.norm(across))
        right = across / eye_distance
        down = landmarks[[61, 291, 152]].mean(0) - (left_eye + right_eye) / 2
        down -= down @ right * right
        down /= np.linalg.norm(down)
        axes = np.stack([right, down, -np.cross(right, down)]).astype(np.float32)
        origin = landmarks[[13, 14]].mean(0)
        reach = (landmarks[list(CORNERS)] - origin) @ axes[0] / eye_distance
        half_widths = (max(0.1, -float(reach[0])), max(0.1, float(reach[1])))
        seen = np.linalg.norm((landmarks[list(CORNERS)] - origin)[:, :2], axis=1) / eye_distance
        seen_half_widths = (float(seen[0]), float(seen[1]))
        return cls(landmarks, eye_distance, origin, axes, half_widths, seen_half_widths)

    def local(self, points: Points) -> Points:
        """Points of shape (n, 3) in pixels as (right, down, near) in eye distances."""
        return ((points - self.origin) @ self.axes.T / self.eye_distance).astype(np.float32)

    def local_of_plane(self, points: Points) -> Points:
        """Points of the picture, (n, 2), as (right, down), as if all lay as deep as the mouth."""
        basis = self.axes[:2, :2] * self.eye_distance
        offsets = points - self.origin[:2]
        return (offsets @ np.linalg.inv(basis)).astype(np.float32)

    def on_picture(self, displacements: Points) -> Points:
        """Displacements (…, 3) along the axes, in eye distances, as (…, 2) pixels."""
        return (displacements @ self.axes[:, :2] * self.eye_distance).astype(np.float32)

    def along_mouth(self, right: Points) -> Points:
        """Position along the mouth: -1 at its left corner, 0 in the middle, 1 at its right one."""
        left_half, right_half = self.half_widths
        return np.where(right < 0, right / left_half, right / right_half).astype(np.float32)
