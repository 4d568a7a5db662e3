"""Fills the opening between the lips with another frame's mouth."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from inference.lipsync.rewarp.bank import Entry
from inference.lipsync.rewarp.opening import Opening, direction
from inference.lipsync.warp.arrays import Floats, Points, blurred, sampled, smoothstep
from inference.media import Frame

SOFTNESS: Final = 0.9  # pixels, of the edge to the lips
MIDDLE: Final = (0.45, 0.3)  # share of the opening: where the lower part begins, how softly
MAX_GAIN: Final = 1.35  # of brightness, between two frames of one person


@dataclass(frozen=True)
class Shown:
    """What is to be seen between the lips.

    Attributes:
        entry: a mouth.
        former: one that fades out.
        share: of ``entry``, within [0, 1].
        light: RGB of the frame's skin, as ``Entry.light``.
        weight: within [0, 1], 1 hides what was there before.
    """

    entry: Entry
    former: Entry | None
    share: float
    light: Floats
    weight: float


def fill(picture: Frame, corner: Points, opening: Opening, shown: Shown) -> None:
    """Draw the inside of the mouth, in place.

    Args:
        picture: shape (height, width, 3), RGB: a part of the frame with the lips in place.
        corner: its left and top in the frame, in pixels.
        opening: in the frame.
        shown: what to draw.
    """
    outline = np.concatenate([opening.upper, opening.lower[::-1]])
    low = np.maximum(np.floor(outline.min(0) - corner).astype(int) - 2, 0)
    size = np.array([picture.shape[1], picture.shape[0]])
    high = np.minimum(np.ceil(outline.max(0) - corner).astype(int) + 3, size)
    if (high <= low).any():
        return
    rows, columns = slice(low[1], high[1]), slice(low[0], high[0])
    y, x = np.mgrid[rows, columns].astype(np.float32)
    pixels = np.stack([x + corner[0], y + corner[1]], -1).reshape(-1, 2)
    inside = _seen(shown.entry, opening, pixels, shown.light)
    if shown.former is not None:
        before = _seen(shown.former, opening, pixels, shown.light)
        inside = before + shown.share * (inside - before)
    inside = inside.reshape(*x.shape, 3)
    mask = np.zeros(x.shape, np.uint8)
    shape = np.round((outline - corner - low) * 16).astype(np.int32)
    cv2.fillPoly(mask, [shape], 255, cv2.LINE_AA, 4)
    alpha = blurred(mask.astype(np.float32), SOFTNESS)[..., None] * (shown.weight / 255)
    target = picture[rows, columns]
    mixed = target + (inside - target) * alpha
    target[:] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


def _seen(entry: Entry, opening: Opening, pixels: Points, light: Floats) -> Floats:
    """What an entry shows at pixels of the frame, (n, 3), in this frame's light."""
    where = _on_entry(opening, entry, pixels)[None]
    found = sampled(entry.picture, where, interpolation=cv2.INTER_CUBIC)[0].astype(np.float32)
    gain = np.clip(light / np.maximum(entry.light, 1), 1 / MAX_GAIN, MAX_GAIN)
    lit: Floats = found * gain
    return lit


def _on_entry(opening: Opening, entry: Entry, pixels: Points) -> Points:
    """Place in the entry's picture of each pixel of the opening.

    Teeth keep their size: what lies under the upper lip is taken from as far under the entry's
    upper lip, what lies above the lower one from as far above the entry's, and the two meet in
    the middle of the opening. Only an entry that is narrower than the opening is stretched.
    """
    there = Opening(entry.upper, entry.lower, direction(entry.upper))
    scale = entry.unit / opening.unit
    upper, lower = opening.local(opening.upper), opening.local(opening.lower)
    top, bottom = there.local(entry.upper), there.local(entry.lower)
    local = opening.local(pixels)
    width, width_there = upper[-1, 0] - upper[0, 0], top[-1, 0] - top[0, 0]
    stretch = min(scale, width_there / max(1.0, width))
    along = width_there / 2 + (local[:, 0] - width / 2) * stretch
    under = (local[:, 1] - np.interp(local[:, 0], upper[:, 0], upper[:, 1])) * scale
    above = (np.interp(local[:, 0], lower[:, 0], lower[:, 1]) - local[:, 1]) * scale
    from_top = np.interp(along, top[:, 0], top[:, 1]) + under
    from_bottom = np.interp(along, bottom[:, 0], bottom[:, 1]) - above
    share = under / np.maximum(under + above, 0.5)
    across = from_top + (from_bottom - from_top) * smoothstep((share - MIDDLE[0]) / MIDDLE[1])
    return there.back(np.stack([along, across], 1))
