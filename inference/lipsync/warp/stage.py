"""The canvas: a picture in its place before a background, ready to be moved.

Everything that does not move is painted once here. What may move is a rectangle around the head.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from inference.backgrounds import (
    DEFAULT_BACKGROUND,
    Backdrop,
    Background,
    BlurredBackdrop,
    OwnBackdrop,
    PictureBackdrop,
    Shape,
    find_background,
)
from inference.faces import PortraitAnalysis
from inference.framing import Placement, placement
from inference.lipsync.warp.anatomy import HeadFrame
from inference.lipsync.warp.arrays import Floats, Pixels, as_bytes, blurred, moved, resized
from inference.media import Frame, VideoFormat
from inference.pictures import on_backdrop, read_picture

BLEED: Final = 24  # pixels that a figure's colours run out under its transparent edge
SURROUND_BLUR: Final = 0.05  # of the canvas' longer side, behind a photograph shown whole
SURROUND_LIGHT: Final = 0.55
SURROUND_SHRINK: Final = 16
OUT_OF_FOCUS: Final = 0.02  # of the canvas' longer side: blur of what is behind a person
OUT_OF_FOCUS_SHRINK: Final = 4


@dataclass(frozen=True)
class Stage:
    """The canvas before anything moves.

    Attributes:
        still: shape (height, width, 3), RGB: the finished picture at rest.
        figure: shape (height, width, 3), RGB: colours of the person, also under soft edges.
        opacity: shape (height, width), float32 within [0, 1]; ``None`` for a photograph.
        backdrop: shape (height, width, 3): what shows where the figure is transparent.
        head: the face, in pixels of the canvas.
        covered: (left, top, right, bottom) of the picture on the canvas, whole pixels.
    """

    still: Frame
    figure: Frame
    opacity: Floats | None
    backdrop: Frame
    head: HeadFrame
    covered: tuple[int, int, int, int]


def set_stage(
    picture: Frame,
    analysis: PortraitAnalysis,
    backdrop: Backdrop,
    form: VideoFormat,
    person: Floats | None = None,
) -> Stage:
    """Put a picture on the canvas.

    Args:
        picture: shape (height, width, 4), RGBA, as analysed.
        analysis: of this picture.
        backdrop: shown behind a transparent picture, or behind the person of a photograph.
        form: size of the canvas.
        person: shape (height, width), within [0, 1]: where the person of a photograph is; without
            it a photograph keeps what is behind the person.

    Raises:
        UnreadablePictureError: the backdrop is a picture that cannot be read.
    """
    place = placement(analysis.to_json(), form)
    head = HeadFrame.of(analysis, place.scale, place.left, place.top)
    covered = _covered(place, form)
    if analysis.has_alpha:
        figure, opacity = _cut_out_on_canvas(picture, place, form)
        behind = paint_backdrop(backdrop, form)
        return Stage(blend(figure, opacity, behind), figure, opacity, behind, head, covered)
    if person is None:
        photograph = _photograph_on_canvas(picture, place, form)
        return Stage(photograph, photograph, None, photograph, head, covered)
    cut_out = np.dstack([picture[..., :3], as_bytes(person * 255)])
    figure, opacity = _cut_out_on_canvas(cut_out, place, form, cv2.BORDER_REPLICATE)
    if isinstance(backdrop, BlurredBackdrop):
        everything = _placed(cut_out, place, form, cv2.BORDER_REFLECT)  # goes on beyond its edges
        behind = out_of_focus(everything)
    else:
        behind = paint_backdrop(backdrop, form)
    opacity *= _within(covered, form)
    return Stage(blend(figure, opacity, behind), figure, opacity, behind, head, covered)


def _photograph_on_canvas(picture: Frame, place: Placement, form: VideoFormat) -> Frame:
    figure = _placed(np.ascontiguousarray(picture[..., :3]), place, form, cv2.BORDER_REPLICATE)
    if place.fills_canvas:
        return figure
    surround = _surround(figure, form)
    left, top, right, bottom = _covered(place, form)
    surround[top:bottom, left:right] = figure[top:bottom, left:right]
    return surround


def blend(figure: Frame, opacity: Floats, backdrop: Frame) -> Frame:
    """Lay a figure over a backdrop of the same size."""
    mixed = cv2.blendLinear(figure, backdrop, opacity, 1 - opacity)
    return np.asarray(mixed, np.uint8)


def out_of_focus(picture: Frame) -> Frame:
    """What is behind a person, blurred as if far away; the person's colours do not run into it.

    Args:
        picture: shape (height, width, 4): colours, and in the last plane where the person is.

    Returns:
        Shape (height, width, 3).
    """
    height, width = picture.shape[:2]
    size = (width // OUT_OF_FOCUS_SHRINK, height // OUT_OF_FOCUS_SHRINK)
    small = resized(picture, size, cv2.INTER_AREA).astype(np.float32)
    sigma = OUT_OF_FOCUS * max(size)
    behind: Floats = np.zeros(3, np.float32)
    for spread in (40 * sigma, 6 * sigma, sigma):  # the widest knows something everywhere
        nearby, share = _behind(small, spread)
        behind = nearby * share + behind * (1 - share)
    soft = as_bytes(behind)
    return np.asarray(resized(soft, (width, height), cv2.INTER_CUBIC), np.uint8)


def _behind(picture: Floats, sigma: float) -> tuple[Floats, Floats]:
    """Colours around each pixel that are not the person's, and how far to rely on them.

    Normalised convolution (Knutsson and Westin, 1993) with a Gaussian.
    """
    away = 1 - picture[..., 3] / 255
    colours = np.ascontiguousarray(picture[..., :3] * away[..., None])
    weight = blurred(away, sigma)[..., None]
    return blurred(colours, sigma) / np.maximum(weight, 1e-4), np.clip(weight * 10, 0, 1)


def paint_backdrop(backdrop: Backdrop, form: VideoFormat) -> Frame:
    """What is behind a transparent picture; the usual background where nothing else was chosen.

    Raises:
        UnreadablePictureError: it is a picture that cannot be read.
    """
    if isinstance(backdrop, PictureBackdrop):
        return _filling(backdrop, form)
    if isinstance(backdrop, OwnBackdrop | BlurredBackdrop):
        backdrop = find_background(DEFAULT_BACKGROUND)
    return paint_background(backdrop, form)


def _filling(backdrop: PictureBackdrop, form: VideoFormat) -> Frame:
    """The middle of a picture, as large as the canvas."""
    picture = np.ascontiguousarray(on_backdrop(read_picture(backdrop.path)))
    height, width = picture.shape[:2]
    scale = max(form.width / width, form.height / height)
    columns, rows = round(form.width / scale), round(form.height / scale)
    left, top = (width - columns) // 2, (height - rows) // 2
    part = picture[top : top + max(1, rows), left : left + max(1, columns)]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(resized(part, (form.width, form.height), way), np.uint8)


def paint_background(background: Background, form: VideoFormat) -> Frame:
    """A backdrop, dithered by half a step so that its gradient shows no bands."""
    y, x = np.mgrid[0 : form.height, 0 : form.width].astype(np.float32)
    x, y = (x + 0.5) / form.width, (y + 0.5) / form.height
    if background.shape is Shape.RADIAL:
        # CSS: an ellipse through the farthest corner keeps the proportions of the farthest sides.
        share = np.hypot((x - 0.5) / 0.5, (y - 0.3) / 0.7) / np.sqrt(2)
    else:
        share = y if background.shape is Shape.VERTICAL else np.zeros_like(y)
    inner, outer = (np.array(c, np.float32) for c in (background.inner, background.outer))
    colour = inner + np.clip(share, 0, 1)[..., None] * (outer - inner)
    if background.shape is not Shape.PLAIN:
        noise = np.random.default_rng(0).uniform(-0.5, 0.5, share.shape).astype(np.float32)
        colour += noise[..., None]
    return as_bytes(colour)


def _placed(picture: Pixels, place: Placement, form: VideoFormat, border: int) -> Pixels:
    """Scale and shift a picture onto the canvas; pixel centres stay true."""
    if place.scale < 1:  # averaging first: a plain shrink would alias
        size = (max(1, round(place.width)), max(1, round(place.height)))
        picture = resized(picture, size, cv2.INTER_AREA)
    scale_x, scale_y = place.width / picture.shape[1], place.height / picture.shape[0]
    to_canvas = np.array(
        [
            [scale_x, 0, place.left + 0.5 * scale_x - 0.5],
            [0, scale_y, place.top + 0.5 * scale_y - 0.5],
        ]
    )
    size = (form.width, form.height)
    return moved(picture, to_canvas, size, interpolation=cv2.INTER_CUBIC, border=border)


def _cut_out_on_canvas(
    picture: Frame, place: Placement, form: VideoFormat, border: int = cv2.BORDER_CONSTANT
) -> tuple[Frame, Floats]:
    colours, alpha = _shrunk(picture, place)
    figure = _placed(_bled(colours, alpha), place, form, cv2.BORDER_REPLICATE)
    opacity = _placed(alpha, place, form, border)
    return figure, np.clip(opacity, 0, 1)


def _shrunk(picture: Frame, place: Placement) -> tuple[Frame, Floats]:
    """Colours and opacity at the size they will have; transparent pixels do not bleed in."""
    alpha = picture[..., 3].astype(np.float32) * np.float32(1 / 255)
    colours = np.ascontiguousarray(picture[..., :3])
    if place.scale >= 1:
        return colours, alpha
    size = (max(1, round(place.width)), max(1, round(place.height)))
    small = resized(alpha, size, cv2.INTER_AREA)
    weighted = cv2.multiply(colours, cv2.merge([alpha] * 3), dtype=cv2.CV_32F)
    mean = resized(np.asarray(weighted, np.float32), size, cv2.INTER_AREA)
    return as_bytes(mean / np.maximum(small, 1 / 255)[..., None]), small


def _bled(colours: Frame, alpha: Floats) -> Frame:
    """Let the figure's colours run out under its transparent edge.

    A figure's colours are interpolated apart from its opacity, so transparent pixels beside the
    edge must not be black.
    """
    weight = (alpha > 0.6).astype(np.float32)  # noqa: PLR2004  soft pixels carry mixed colours
    filled = colours.astype(np.float32) * weight[..., None]
    kernel = (BLEED * 2 + 1, BLEED * 2 + 1)
    spread = cv2.GaussianBlur(filled, kernel, BLEED / 4)
    amount = cv2.GaussianBlur(weight, kernel, BLEED / 4)
    near = spread / np.maximum(amount, 1e-4)[..., None]
    keep = np.clip(alpha * 1.6 - 0.5, 0, 1)[..., None]
    mixed = colours * keep + np.where(amount[..., None] > 1e-4, near, colours) * (1 - keep)  # noqa: PLR2004
    return as_bytes(mixed)


def _surround(figure: Frame, form: VideoFormat) -> Frame:
    """A soft, darkened copy that fills the canvas beside a photograph shown whole."""
    size = (form.width // SURROUND_SHRINK, form.height // SURROUND_SHRINK)
    small = resized(figure, size, cv2.INTER_AREA).astype(np.float32)
    soft = blurred(small, SURROUND_BLUR * max(size)) * SURROUND_LIGHT
    large = resized(soft, (form.width, form.height), cv2.INTER_CUBIC)
    return as_bytes(large)


def _within(covered: tuple[int, int, int, int], form: VideoFormat) -> Floats:
    """1 where the picture lies on the canvas."""
    left, top, right, bottom = covered
    inside = np.zeros((form.height, form.width), np.float32)
    inside[top:bottom, left:right] = 1
    return inside


def _covered(place: Placement, form: VideoFormat) -> tuple[int, int, int, int]:
    return (
        max(0, round(place.left)),
        max(0, round(place.top)),
        min(form.width, round(place.left + place.width)),
        min(form.height, round(place.top + place.height)),
    )
