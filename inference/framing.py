"""Where a picture lies on the canvas of a video.

Used twice: by the renderer, and by the studio's preview, which must show the same. So it takes the
stored analysis as plain values and needs no array library.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from inference.media import VideoFormat

# Height of the face (top of the landmarks to the chin) as a share of the canvas, by orientation.
LANDSCAPE_FACE: Final = 0.45
SQUARE_FACE: Final = 0.38
PORTRAIT_FACE: Final = 0.28
EYE_LINE: Final = 0.43  # share of the canvas above the middle of the face
LOWEST_EYE_LINE: Final = 0.49  # of a figure with high hair
HEADROOM: Final = 0.025  # share of the canvas above the hair of a figure
LARGEST_FACE: Final = 0.66  # a photograph is shown whole before its face grows beyond this
SMALLEST_FACE: Final = 0.26  # a photograph is enlarged until its face is at least this tall
LARGEST_ZOOM: Final = 2.0  # over merely filling the canvas


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the picture is drawn, in pixels of the canvas.

    Attributes:
        left: of the picture's left edge; negative when it is cut off.
        top: of its upper edge.
        scale: canvas pixels per picture pixel.
        width: of the drawn picture.
        height: of the drawn picture.
        fills_canvas: whether no background can be seen beside the picture's rectangle.
    """

    left: float
    top: float
    scale: float
    width: float
    height: float
    fills_canvas: bool


def placement(analysis: Mapping[str, Any], form: VideoFormat) -> Placement:
    """Frame the face of a picture for a video.

    Args:
        analysis: what ``PortraitAnalysis.to_json`` gives; reads width, height, has_alpha, face_box.
        form: size of the video.
    """
    if analysis["has_alpha"]:
        return _cut_out(analysis, form)
    return _photograph(analysis, form)


def _face_share(form: VideoFormat) -> float:
    ratio = form.width / form.height
    if ratio > 1.2:  # noqa: PLR2004  wider than 6:5 is landscape
        return LANDSCAPE_FACE
    return SQUARE_FACE if ratio > 0.8 else PORTRAIT_FACE  # noqa: PLR2004


def _cut_out(analysis: Mapping[str, Any], form: VideoFormat) -> Placement:
    """Stand a figure without background on the lower edge of the canvas."""
    left, top, right, bottom = analysis["face_box"]
    centre_x, centre_y = (left + right) / 2, (top + bottom) / 2
    scale = _face_share(form) * form.height / (bottom - top)
    hair = centre_y - analysis.get("figure_top", centre_y)
    lowest = form.height * LOWEST_EYE_LINE
    scale = min(scale, (lowest - form.height * HEADROOM) / max(hair, 1.0))
    middle = max(form.height * EYE_LINE, form.height * HEADROOM + hair * scale)
    below = analysis["height"] - centre_y  # the figure must reach the lower edge
    scale = max(scale, (form.height - middle) / below)
    return _placed(
        analysis, form, scale, form.width / 2 - centre_x * scale, middle - centre_y * scale
    )


def _photograph(analysis: Mapping[str, Any], form: VideoFormat) -> Placement:
    """Fill the canvas with the photograph, or show it whole when that cuts the head."""
    left, top, right, bottom = analysis["face_box"]
    cover = max(form.width / analysis["width"], form.height / analysis["height"])
    face = (bottom - top) * cover / form.height
    if face > LARGEST_FACE:
        scale = min(form.width / analysis["width"], form.height / analysis["height"])
    else:
        scale = cover * min(LARGEST_ZOOM, max(1.0, SMALLEST_FACE / face))
    x = form.width / 2 - (left + right) / 2 * scale
    y = form.height * EYE_LINE - (top + bottom) / 2 * scale
    x = _kept_inside(x, analysis["width"] * scale, form.width)
    y = _kept_inside(y, analysis["height"] * scale, form.height)
    return _placed(analysis, form, scale, x, y)


def _kept_inside(start: float, length: float, canvas: float) -> float:
    """Shift a picture so that it leaves no gap; centre it where it is shorter than the canvas."""
    if length <= canvas:
        return (canvas - length) / 2
    return min(0.0, max(canvas - length, start))


def _placed(
    analysis: Mapping[str, Any], form: VideoFormat, scale: float, left: float, top: float
) -> Placement:
    width, height = analysis["width"] * scale, analysis["height"] * scale
    covers_x = left <= 0.5 and left + width >= form.width - 0.5  # noqa: PLR2004  half a pixel
    covers_y = top <= 0.5 and top + height >= form.height - 0.5  # noqa: PLR2004
    return Placement(
        left=left,
        top=top,
        scale=scale,
        width=width,
        height=height,
        fills_canvas=covers_x and covers_y and not analysis["has_alpha"],
    )
