"""Picture files, as arrays."""

from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from inference.errors import UnreadablePictureError
from inference.media import Frame

MAX_PIXELS: Final = 50_000_000  # a larger picture is refused before it is decoded
FORMATS: Final = ("JPEG", "PNG", "WEBP")
BACKDROP: Final = (128, 130, 134)  # neutral grey behind transparent pixels while we look


def read_picture(path: Path) -> Frame:
    """Decode a picture, upright.

    Returns:
        Shape (height, width, 4), RGBA, uint8.

    Raises:
        UnreadablePictureError: no picture, damaged, too large, or of another kind.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UnreadablePictureError(path, "more than 50 million pixels")
            return np.asarray(ImageOps.exif_transpose(image).convert("RGBA"))
    except FileNotFoundError:
        raise UnreadablePictureError(path, "there is no such file") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        why = "not a JPEG, PNG or WebP picture, or damaged"
        raise UnreadablePictureError(path, why) from error


def on_backdrop(picture: Frame) -> Frame:
    """Lay an RGBA picture on neutral grey; shape (height, width, 3)."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    flat = picture[..., :3] * alpha + np.array(BACKDROP, np.float32) * (1 - alpha)
    return flat.astype(np.uint8)
