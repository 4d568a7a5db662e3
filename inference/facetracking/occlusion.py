"""Whether something lies in front of a mouth, told by the colours at fixed spots of the face.

Spots move with the landmarks: lips stay lips however far the mouth opens, so their colours vary
little from frame to frame, while a hand, a cup, hair or a mask changes them at once, even a hand
whose colour is that of the face. What is there all the time is told by what lips never look like.
All limits are steps of Y, Cb, Cr of 8 bits.
"""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter, uniform_filter1d

from inference.face_spots import HIGH_SPOTS, LIGHT_SPOTS, LIP_SPOTS, SPOTS
from inference.faces import Landmarks

N_SPOTS: Final = len(SPOTS)
N_LIPS: Final = len(LIP_SPOTS)
N_COLOURS: Final = N_SPOTS + 2  # the spots, and the light on all of the face and on its upper part
FOREIGN: Final = np.array([26, 9, 9], np.float32)  # from a spot's usual colour
SPREADS: Final = 4.0  # times a spot's own usual deviation
RUN: Final = 2.0  # times as far in blurred frames
FEWEST: Final = 5  # frames that tell what is usual
SAMPLES: Final = 400
# Shares of spots. Thin lips, or lips wide open, may look like skin here and there, but hardly half
# of them; and what lies in front of some lips lies in front of some skin beside them, too.
LIPS_COVERED: Final = 0.5
SKIN_COVERED: Final = 0.5
BOTH_COVERED: Final = (0.25, 0.04)  # of the lips' spots, and of the skin's
# A microphone's black and the colours of masks, which lips do not have in any light: hardly red,
# and dark besides, or not red at all. Only where skin itself is seen to be red.
SKIN_RED: Final = 138.0
HARDLY_RED: Final = (-13.0, -70.0)  # of Cr and of Y, against the face's light
NOT_RED: Final = -20.0
NEVER_LIPS: Final = 0.3  # share of the lips' spots
# A mask: lips that cannot be told from the skin around them, which is of another colour than the
# upper face. Drawings may have the first, beards the second.
SAME: Final = np.array([14, 6, 6], np.float32)
NO_LIPS: Final = 0.75  # share of the lips' spots
OTHER_COLOUR: Final = 14.0
STEADY: Final = 5  # frames; shorter opinions are outvoted
SOFTENED: Final = 7  # frames over which a spot comes to count as hidden

Colours = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating[Any]]


def spot_colours(planes: list[npt.NDArray[np.uint8]], landmarks: Landmarks, matrix: Any) -> Colours:
    """Y, Cb and Cr at the spots, and of the face's light.

    Args:
        planes: Y, Cb and Cr of the face laid onto a square.
        landmarks: shape (478, 3), pixels of the frame.
        matrix: shape (2, 3): from the frame to the square.

    Returns:
        Shape (N_COLOURS, 3).
    """
    soft = np.dstack([cv2.blur(plane, (3, 3)) for plane in planes])
    points = landmarks[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    groups = (SPOTS, LIGHT_SPOTS, HIGH_SPOTS)
    spots, light, high = (
        _looked_up(soft, points[np.array(pairs)].mean(1), len(planes[0])) for pairs in groups
    )
    return np.concatenate([spots, *(np.median(some, 0)[None] for some in (light, high))]).astype(
        np.uint8
    )


def _looked_up(square: Any, places: Floats, side: int) -> Colours:
    where = np.clip(np.round(places), 0, side - 1).astype(int)
    return np.asarray(square[where[:, 1], where[:, 0]], np.uint8)


def hidden_spots(
    found: npt.NDArray[np.bool_], colours: Colours, is_blurred: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.bool_]:
    """Spots that something lies in front of, frame by frame.

    Args:
        found: shape (n_frames,), whether there is a face.
        colours: shape (n_frames, N_COLOURS, 3), as of ``spot_colours``; anything where not found.
        is_blurred: shape (n_frames,): where neighbouring colours run into each other.

    Returns:
        Shape (n_frames, N_SPOTS).
    """
    hidden = np.zeros((len(found), N_SPOTS), bool)
    rows = np.flatnonzero(found)
    if len(rows) < FEWEST:
        return hidden
    sample = rows[np.linspace(0, len(rows) - 1, min(len(rows), SAMPLES)).astype(int)]
    usual, limits = _usual(_lit(colours[sample]))
    is_masked = masked(colours[sample])
    for start in range(0, len(rows), 4096):
        part = rows[start : start + 4096]
        times = 1.0 if is_blurred is None else np.where(is_blurred[part], RUN, 1.0)[:, None, None]
        hidden[part] = (np.abs(_lit(colours[part]) - usual) > limits * times).any(2)
        hidden[part, :N_LIPS] |= _are_no_lips(colours[part])[:, None]
    if is_masked:
        hidden[rows] = True
    return hidden


def covered(hidden: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Frames in which too much of the mouth is hidden for it to be moved; shape (n_frames,)."""
    lips, skin = hidden[:, :N_LIPS].mean(1), hidden[:, N_LIPS:].mean(1)
    both = (lips >= BOTH_COVERED[0]) & (skin >= BOTH_COVERED[1])
    return np.asarray(both | (lips >= LIPS_COVERED) | (skin >= SKIN_COVERED))


def kept_still(
    hidden: npt.NDArray[np.bool_], shots: npt.NDArray[np.int32]
) -> npt.NDArray[np.uint8]:
    """How far each spot is to be left where it is, of 255; eased in and out before and after.

    Args:
        hidden: shape (n_frames, N_SPOTS).
        shots: shape (n_frames,), counts up at every cut.
    """
    result = np.zeros(hidden.shape, np.uint8)
    for shot in np.unique(shots[hidden.any(1)]):
        rows = np.flatnonzero(shots == shot)
        steady = median_filter(hidden[rows].astype(np.float32), (STEADY, 1), mode="nearest")
        wide = uniform_filter1d(steady, SOFTENED, axis=0, mode="nearest")
        near = np.clip(2 * wide, 0, 1)  # fully still while it is hidden
        result[rows] = np.round(255 * near).astype(np.uint8)
    return result


def masked(colours: Colours) -> bool:
    """Whether no lips are seen and the lower face is of another colour than the upper one.

    Args:
        colours: shape (n_frames, N_COLOURS, 3), of frames with a face.
    """
    usual = np.median(colours.astype(np.float32), axis=0)
    lips, skin = usual[:N_LIPS], np.median(usual[N_LIPS:N_SPOTS], axis=0)
    alike = (np.abs(lips - skin) < SAME).all(1).mean()
    other = np.abs(skin - usual[-1])[1:].max()
    return bool(alike >= NO_LIPS and other > OTHER_COLOUR)


def _lit(colours: Colours) -> Floats:
    """The spots against the light on the face, shape (n, N_SPOTS, 3)."""
    values = colours.astype(np.float32)
    return np.asarray(values[:, :N_SPOTS] - values[:, N_SPOTS : N_SPOTS + 1])


def _usual(seen: Floats) -> tuple[Floats, Floats]:
    """Usual colours of the spots and how far off is foreign, (N_SPOTS, 3) each.

    Of the lips the redder half of the frames tells, so that lips may be hidden in the other one.
    """
    usual = np.median(seen, axis=0)
    off = np.abs(seen - usual)
    redder = seen[:, :N_LIPS, 2] >= usual[:N_LIPS, 2]
    lips = np.where(redder[..., None], seen[:, :N_LIPS], np.nan)
    usual[:N_LIPS] = np.nanmedian(lips, axis=0)
    spread = np.median(off, axis=0)
    spread[:N_LIPS] = 1.5 * np.nanmedian(np.abs(lips - usual[:N_LIPS]), axis=0)
    return usual, np.maximum(FOREIGN, SPREADS * 1.48 * spread)


def _are_no_lips(colours: Colours) -> npt.NDArray[np.bool_]:
    """Frames in which many of the lips' spots have a colour that no lips have; shape (n,)."""
    values = colours.astype(np.float32)
    lights = values[:, N_SPOTS:]  # whichever is skin, where something large hides the other
    skin = np.where(lights[:, :1, 2:] >= lights[:, 1:, 2:], lights[:, :1], lights[:, 1:])
    dark, _, red = np.moveaxis(values[:, :N_LIPS] - skin, 2, 0)
    never = ((red < HARDLY_RED[0]) & (dark < HARDLY_RED[1])) | (red < NOT_RED)
    never &= skin[..., 2] >= SKIN_RED
    return np.asarray(never.mean(1) >= NEVER_LIPS)
