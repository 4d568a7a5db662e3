"""Measures finished pictures: python check.py face_landmarker.task NAME.webp ...

Fails unless each has one face on the figure, closed lips, the common framing and a clean edge.
Needs mediapipe, numpy and pillow, not Blender.
"""

import sys
from dataclasses import dataclass

import mediapipe as mp
import numpy as np
from mediapipe.tasks import python as tasks
from mediapipe.tasks.python import vision
from PIL import Image

OUTER_AND_INNER_CORNERS = ((33, 133), (362, 263))
UPPER_LIP, LOWER_LIP, CHIN, NOSE = 13, 14, 152, 1
LIMITS = {  # what it is, lowest, highest
    "on_figure": (0.975, 1.0),  # share of the face's points that lie on opaque pixels
    "lips_apart": (0.0, 0.03),  # of the distance between the eyes
    "eye_line": (0.39, 0.42),  # of the height, from the top
    "head": (0.33, 0.47),  # top of the hair to the chin, of the height
    "nose": (0.48, 0.52),  # of the width, from the left
    "margin": (0.04, 1.0),  # free above the hair, of the height
    "fringe": (-0.2, 0.06),  # lightness of half-transparent pixels over that beside them
}


@dataclass
class Finder:
    """Finds faces in pictures."""

    landmarker: vision.FaceLandmarker

    @classmethod
    def load(cls, model):
        """Load MediaPipe's face landmarker."""
        base = tasks.BaseOptions(model_asset_path=model)
        options = vision.FaceLandmarkerOptions(base_options=base, num_faces=3)
        return cls(vision.FaceLandmarker.create_from_options(options))

    def faces(self, picture):
        """Return each face's points in pixels, the picture lying on grey."""
        flat = Image.new("RGBA", picture.size, (128, 130, 134, 255))
        flat.alpha_composite(picture)
        rgb = np.ascontiguousarray(np.asarray(flat.convert("RGB")))
        found = self.landmarker.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb))
        size = np.array(picture.size)
        return [np.array([(p.x, p.y) for p in face]) * size for face in found.face_landmarks]


def fringe(rgba):
    """Return how much lighter the edge's colours are than the figure just inside it, 0..1.

    A halo from a light background shows as a positive value.
    """
    light, alpha = rgba[..., :3].mean(-1) / 255, rgba[..., 3] / 255
    edge = (alpha > 0.2) & (alpha < 0.8)
    if not edge.any():
        return 0.0
    rows, columns = np.nonzero(edge)
    inside = []
    for dy, dx in ((0, 6), (0, -6), (6, 0), (-6, 0)):
        y = np.clip(rows + dy, 0, len(light) - 1)
        x = np.clip(columns + dx, 0, len(light[0]) - 1)
        inside.append(np.where(alpha[y, x] > 0.95, light[y, x], np.nan))
    solid = ~np.isnan(inside).all(0)
    return float(np.mean(light[edge][solid] - np.nanmax(np.array(inside)[:, solid], axis=0)))


def measure(picture, face):
    """Return the measured values by the names in LIMITS."""
    rgba = np.asarray(picture).astype(float)
    alpha, (height, width) = rgba[..., 3], rgba.shape[:2]
    eyes = np.array([face[list(corners)].mean(0) for corners in OUTER_AND_INNER_CORNERS])
    x, y = face.round().astype(int).T
    top = np.flatnonzero((alpha > 128).any(1))[0]
    return {
        "on_figure": float((alpha[y, x] > 200).mean()),
        "lips_apart": float(
            np.linalg.norm(face[UPPER_LIP] - face[LOWER_LIP]) / np.linalg.norm(eyes[0] - eyes[1])
        ),
        "eye_line": float(eyes[:, 1].mean() / height),
        "head": float((face[CHIN, 1] - top) / height),
        "nose": float(face[NOSE, 0] / width),
        "margin": float(top / height),
        "fringe": fringe(rgba),
    }


def main():
    """Measure the pictures named on the command line."""
    model, *paths = sys.argv[1:]
    finder, good = Finder.load(model), True
    for path in paths:
        picture = Image.open(path).convert("RGBA")
        faces = finder.faces(picture)
        if len(faces) != 1:
            print(f"{path}: {len(faces)} faces")
            good = False
            continue
        values = measure(picture, faces[0])
        bad = [name for name, (low, high) in LIMITS.items() if not low <= values[name] <= high]
        good &= not bad
        text = ", ".join(f"{name} {value:.3f}" for name, value in values.items())
        print(f"{path}: {text}: {'OUT OF RANGE ' + ', '.join(bad) if bad else 'good'}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
