"""Array types of the engine, and OpenCV's resampling with the types and borders used here."""

from typing import Any, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Points = Floats  # (n, 2) or (n, 3), in pixels unless told otherwise
Pixels = TypeVar("Pixels", bound=npt.NDArray[Any])


def row(*values: float) -> Floats:
    """A few numbers as float32."""
    return np.array(values, np.float32)


def sampled(
    picture: Pixels,
    where: Floats,
    *,
    interpolation: int = cv2.INTER_LINEAR,
    border: int = cv2.BORDER_REPLICATE,
) -> Pixels:
    """A picture or field looked up at places.

    Args:
        picture: shape (height, width) or (height, width, n).
        where: shape (rows, columns, 2), (x, y) in pixels of ``picture``.
        interpolation: of OpenCV.
        border: of OpenCV; what lies beyond the edge.

    Returns:
        Shape (rows, columns) or (rows, columns, n).
    """
    places: Any = np.asarray(where, np.float32)
    nothing: Any = None  # the second map is only for fixed-point maps; the stubs forbid None
    looked_up: Any = cv2.remap(picture, places, nothing, interpolation, borderMode=border)
    found: Pixels = looked_up
    return found


def moved(
    picture: Pixels,
    matrix: Floats,
    size: tuple[int, int],
    *,
    interpolation: int = cv2.INTER_LINEAR,
    border: int = cv2.BORDER_CONSTANT,
) -> Pixels:
    """A picture under an affine map.

    Args:
        picture: shape (height, width) or (height, width, n).
        matrix: shape (2, 3): from pixels of ``picture`` to pixels of the result.
        size: (width, height) of the result.
        interpolation: of OpenCV.
        border: of OpenCV.
    """
    drawn: Any = cv2.warpAffine(
        picture, matrix.astype(np.float64), size, flags=interpolation, borderMode=border
    )
    result: Pixels = drawn
    return result


def resized(picture: Pixels, size: tuple[int, int], interpolation: int) -> Pixels:
    """A picture scaled to (width, height)."""
    scaled: Any = cv2.resize(picture, size, interpolation=interpolation)
    result: Pixels = scaled
    return result


def blurred(picture: Pixels, sigma: float) -> Pixels:
    """A picture under a Gaussian of ``sigma`` pixels."""
    soft: Any = cv2.GaussianBlur(picture, (0, 0), sigma)
    result: Pixels = soft
    return result


def chosen(mask: npt.NDArray[np.uint8], there: Floats, elsewhere: Floats) -> Floats:
    """Values of ``there`` where the mask is not zero, of ``elsewhere`` where it is."""
    mixed: Any = cv2.copyTo(there, mask, np.ascontiguousarray(elsewhere))
    result: Floats = mixed
    return result


def without_alpha(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """RGB of RGBA; several times faster than slicing."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGBA2RGB), np.uint8)


def as_bytes(values: Floats) -> npt.NDArray[np.uint8]:
    """Round to whole numbers within [0, 255]."""
    rounded: npt.NDArray[np.uint8] = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return rounded


def smoothstep(share: Floats) -> Floats:
    """0 up to 0, 1 from 1 on, smooth between."""
    clipped = np.clip(share, 0, 1)
    eased: Floats = (clipped * clipped * (3 - 2 * clipped)).astype(np.float32)
    return eased
