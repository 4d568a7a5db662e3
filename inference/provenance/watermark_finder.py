"""Finds and reads invisible watermarks, also in copies that were cut, scaled or encoded anew.

Frames are stripped of what is not fine texture and added up. The tile repeats, so the sum resembles
itself shifted by one tile: that tells the size of a cell in either direction. Folded into one tile,
the sum is compared with the part of the tile that all installations share: that tells where the
tile begins, and how sure it is that there is one at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from inference.provenance.watermark import CELLS_ACROSS
from inference.provenance.watermark_code import SYNC_TILE, TILE, WatermarkCode

# Deviations of the likeness above chance. About 4e6 places and sizes are tried in one file, and
# chance is normally distributed (docs/provenance.md has the measurement): all of them together pass
# 8 once in 4e8 files.
CERTAIN: Final = 8.0
FINE: Final = 2  # pixels a cell has when tiles are compared
SIZES: Final = (0.45, 2.5)  # cells that are looked for, as shares of what a whole picture has
STEP: Final = 0.25  # pixels between lengths of a tile that are tried
N_LENGTHS: Final = 12  # best lengths of either direction that are tried
STEPS: Final = (2e-3, 1e-3, 5e-4, 2e-4)  # by which sizes are made better
TEXTURE: Final = 1 / 60  # of the shorter side; what is coarser is taken out
STILLEST: Final = 2.0  # of 255; calmer texture is not made stronger
STRONGEST: Final = 2.5  # deviations; stronger texture is an edge and counts no more

Plane = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class FoundWatermark:
    """What was found.

    Attributes:
        likeness: to a watermark, in deviations above chance.
        identifier: what it says; ``None`` where there is none, or none of this installation.
        is_mirrored: whether the picture was mirrored since.
    """

    likeness: float
    identifier: int | None
    is_mirrored: bool = False

    @property
    def is_there(self) -> bool:
        """Whether there is a watermark, of whichever installation."""
        return self.likeness >= CERTAIN


@dataclass(frozen=True)
class _Fit:
    """A size of cells, and how well a watermark of it fits."""

    across: float
    down: float
    likeness: float
    begins: tuple[int, int]
    folded: Floats


def find_watermark(frames: Iterable[Plane], code: WatermarkCode) -> FoundWatermark | None:
    """Look for a watermark in a few frames of a video, or in a picture.

    Args:
        frames: brightness, each of shape (height, width); two dozen spread over a video are plenty.
        code: of this installation.

    Returns:
        ``None`` where there are no frames, or none of at least 64 pixels a side.
    """
    texture = texture_of(frames)
    if texture is None:
        return None
    usual = min(texture.shape) / CELLS_ACROSS
    best, is_mirrored = _fitted(texture, usual, usual), False
    if best.likeness >= CERTAIN:
        best = _refined(texture, best, usual)
    else:
        sizes = [(usual, usual), *_repetitions(texture, usual)]
        best = _best(texture, sizes, usual)
        if best.likeness < CERTAIN:  # a mirrored texture repeats itself at the same distances
            other = _best(np.ascontiguousarray(texture[:, ::-1]), sizes, usual)
            is_mirrored = other.likeness >= CERTAIN
            best = max(best, other, key=lambda fit: fit.likeness)
    likeness = round(best.likeness, 2)
    if best.likeness < CERTAIN:
        return FoundWatermark(likeness, None)
    return FoundWatermark(likeness, _read(best, code), is_mirrored)


def _best(texture: Floats, sizes: Iterable[tuple[float, float]], usual: float) -> _Fit:
    """The size of cells, and the place of the tile, at which a watermark fits best."""
    fits = (_fitted(texture, across, down) for across, down in sizes)
    return _refined(texture, max(fits, key=lambda fit: fit.likeness), usual)


def texture_of(frames: Iterable[Plane]) -> Floats | None:
    """What is fine texture of even strength in all frames together.

    Args:
        frames: brightness, each of shape (height, width).

    Returns:
        Shape (height, width); ``None`` where there are no frames, or none of 64 pixels a side.
    """
    total: Floats | None = None
    for luma in frames:
        if min(luma.shape) < TILE:
            return None
        texture = _texture(luma)
        if total is None or texture.shape != total.shape:
            total = texture
        else:
            total += texture
    return total


def _texture(luma: Plane) -> Floats:
    """Fine texture of even strength everywhere; shape of ``luma``."""
    side = max(3, int(min(luma.shape) * TEXTURE) | 1)
    brightness = luma.astype(np.float32)
    fine = brightness - cv2.blur(brightness, (side, side))
    spread = np.sqrt(np.maximum(cv2.blur(fine * fine, (side, side)), 0.0))
    return np.clip(fine / (spread + STILLEST), -STRONGEST, STRONGEST)


def _repetitions(texture: Floats, usual: float) -> Iterator[tuple[float, float]]:
    """Sizes of cells, across and down, at which the texture repeats itself."""
    height, width = texture.shape
    shape = (2 * height, 2 * width)
    likeness = np.fft.irfft2(np.abs(np.fft.rfft2(texture, shape)) ** 2)
    across = _lengths(likeness[0, :width], width, usual)
    down = _lengths(likeness[:height, 0], height, usual)
    tried = {(length, length) for length in (*across, *down)} | set(product(across[:4], down[:4]))
    for tile_width, tile_height in tried:
        yield tile_width / TILE, tile_height / TILE


def _lengths(likeness: npt.NDArray[np.float64], n_pixels: int, usual: float) -> list[float]:
    """Lengths of a tile in one direction, pixels, best first."""
    there = likeness / (n_pixels - np.arange(n_pixels))  # fewer pixels overlap at larger shifts
    there = there - cv2.blur(there.reshape(1, -1), (31, 1))[0]
    shortest, longest = (usual * TILE * share for share in SIZES)
    lengths = np.arange(shortest, min(n_pixels * 0.95, longest), STEP)
    scores = []
    for length in lengths:
        shifts = np.arange(1, int(n_pixels * 0.9 / length) + 1) * length
        values = np.interp(shifts, np.arange(n_pixels), there) if len(shifts) else [-np.inf]
        scores.append(np.sum(values) / np.sqrt(len(values)))
    return [float(lengths[place]) for place in np.argsort(scores)[::-1][:N_LENGTHS]]


def _fitted(texture: Floats, across: float, down: float) -> _Fit:
    """Fold the texture into one tile, and compare; see ``folded_texture``."""
    folded = folded_texture(texture, across, down)
    likeness = likenesses(folded)
    place = np.unravel_index(int(likeness.argmax()), likeness.shape)
    begins = (int(place[0]), int(place[1]))
    return _Fit(across, down, float(likeness[place]), begins, folded)


def likenesses(folded: Floats) -> npt.NDArray[np.float64]:
    """How much a folded texture is like a tile that begins at each of its places.

    Args:
        folded: shape (TILE * FINE, TILE * FINE), of ``folded_texture``.

    Returns:
        Of the same shape, in deviations above chance.
    """
    spectrum = np.fft.fft2(folded)
    spectrum /= np.sqrt(np.abs(spectrum)) + 1e-6  # what stands out in the picture counts less
    likeness: npt.NDArray[np.float64] = np.fft.ifft2(spectrum * _SOUGHT).real
    above: npt.NDArray[np.float64] = (likeness - likeness.mean()) / (likeness.std() + 1e-9)
    return above


def folded_texture(texture: Floats, across: float, down: float) -> Floats:
    """All tiles of the picture on top of each other.

    Args:
        texture: shape (height, width).
        across: width of a cell in pixels.
        down: height of a cell in pixels.

    Returns:
        Shape (TILE * FINE, TILE * FINE).
    """
    height, width = texture.shape
    size = (max(1, int(width / across * FINE)), max(1, int(height / down * FINE)))
    step_x, step_y = across / FINE, down / FINE
    towards = np.array([[step_x, 0, step_x / 2 - 0.5], [0, step_y, step_y / 2 - 0.5]], np.float32)
    smooth = cv2.blur(texture, (max(1, int(step_x)), max(1, int(step_y))))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    fine = cv2.warpAffine(smooth, towards, size, flags=flags)
    side = TILE * FINE
    folded = np.zeros((side, side), np.float32)
    for top, left in product(range(0, fine.shape[0], side), range(0, fine.shape[1], side)):
        part = fine[top : top + side, left : left + side]
        folded[: part.shape[0], : part.shape[1]] += part
    return folded


def _refined(texture: Floats, best: _Fit, usual: float) -> _Fit:
    """The best size near a good one."""
    for step in STEPS:
        is_better = True
        while is_better:
            near = [
                _fitted(texture, best.across + x * step * usual, best.down + y * step * usual)
                for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1))
            ]
            found = max(near, key=lambda fit: fit.likeness)
            is_better = found.likeness > best.likeness + 0.01
            best = found if is_better else best
    return best


def _read(fit: _Fit, code: WatermarkCode) -> int | None:
    for shift in sorted(product((0, -1, 1), repeat=2), key=lambda by: abs(by[0]) + abs(by[1])):
        begins = (-fit.begins[0] - shift[0], -fit.begins[1] - shift[1])
        tile = np.roll(fit.folded, begins, (0, 1))
        cells = tile.reshape(TILE, FINE, TILE, FINE).mean((1, 3))
        identifier = code.read(cells)
        if identifier is not None:
            return identifier
    return None


def _sought() -> npt.NDArray[np.complex128]:
    side = TILE * FINE
    drawn = cv2.resize(SYNC_TILE, (side, side), interpolation=cv2.INTER_CUBIC)
    return np.conj(np.fft.fft2(drawn))


_SOUGHT: Final = _sought()
