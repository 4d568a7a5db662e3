"""Stills of what people send: to choose a face on, and to show a presenter by.

They are made here and not in the web process, because the files come from anybody: a decoder that
ends over a damaged file takes only this process along. What is written holds nothing of the file
but pixels: no place, no device, no name.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from inference.errors import FaceUnusableError, NoFaceError, UnreadableMediaError
from inference.faces import PortraitAnalysis
from inference.facetracking.portrait import OPAQUE, WORKING_SIDE, analyse_portrait
from inference.inspection.advice import MAX_YAW, MIN_EYES
from inference.inspection.findings import SeenFace
from inference.inspection.inspect_file import is_picture
from inference.inspection.pictures import FindsFaces, look_at, shrunk
from inference.inspection.video_samples import (
    opened_media,
    picture_stream,
    sampled_frames,
    video_facts,
)
from inference.media import Frame
from inference.pictures import on_backdrop as without_alpha
from inference.pictures import read_picture

PREVIEW_SIDE: Final = 1280  # pixels
PREVIEW_QUALITY: Final = 85
PICTURE_SIDE: Final = 4096  # pixels; no video here is larger
PICTURE_QUALITY: Final = 95
THUMBNAIL: Final = (480, 480)  # pixels, both sides at most
THUMBNAIL_QUALITY: Final = 85


@dataclass(frozen=True)
class Preview:
    """A picture to choose a face on.

    Attributes:
        path: a JPEG, upright, at most 1280 pixels a side.
        faces: in it, largest first.
    """

    path: Path
    faces: tuple[SeenFace, ...]


@dataclass(frozen=True)
class Portrait:
    """The still of a presenter.

    Attributes:
        picture: upright, a JPEG, or a PNG where parts are transparent.
        thumbnail: the same, small, as WebP.
        analysis: of ``picture``; ``None`` for a video, whose face is followed when it speaks.
        face_index: which of its faces, 0 is the largest; ``None`` where nobody had to choose.
    """

    picture: Path
    thumbnail: Path
    analysis: PortraitAnalysis | None
    face_index: int | None


def make_preview(path: Path, workdir: Path, finder: FindsFaces) -> Preview:
    """Draw a picture or video small; of a video the first frame that shows most usable faces.

    Raises:
        UnreadableMediaError: the file is neither, or too damaged.
        UnreadablePictureError: the picture is damaged or too large.
    """
    stills = [_Still(without_alpha(read_picture(path)))] if is_picture(path) else _frames(path)
    looks = [(still.picture, still.faces(finder)) for still in stills]
    still, faces = max(looks, key=lambda look: sum(map(_is_usable, look[1])))
    preview = workdir / "preview.jpg"
    small, _ = shrunk(still, PREVIEW_SIDE)
    Image.fromarray(small).save(preview, quality=PREVIEW_QUALITY)
    return Preview(preview, faces)


def make_portrait(
    path: Path,
    workdir: Path,
    finder: FindsFaces,
    position: tuple[float, float] | None = None,
    crop: tuple[float, float, float, float] | None = None,
) -> Portrait:
    """Make the still of a presenter and analyse its face.

    Args:
        path: a picture or a video.
        workdir: where the files go.
        finder: finds faces.
        position: where the face is, (x, y) as shares of width and height; ``None`` for the only
            one, and in a video for the largest.
        crop: what of a picture is kept: left, top, right, bottom as shares of its sides; videos
            are never cropped.

    Raises:
        InputError: the file or its face cannot be used; as ``analyse_portrait``.
    """
    if is_picture(path):
        picture, position = _cropped(read_picture(path), position, crop)
        index = None
        if position is not None:
            index = _nearest(_Still(without_alpha(picture)).faces(finder), position).index
        still = _saved(picture, workdir)
        analysis = analyse_portrait(still, finder, index)
        return Portrait(still, _thumbnail(still, workdir), analysis, index)
    picture, index = _first_usable(_frames(path), finder, position)
    still = _saved(picture, workdir)
    return Portrait(still, _thumbnail(still, workdir), None, index)


def _cropped(
    picture: Frame,
    position: tuple[float, float] | None,
    crop: tuple[float, float, float, float] | None,
) -> tuple[Frame, tuple[float, float] | None]:
    """A part of a picture, and where the place is in it."""
    if crop is None:
        return picture, position
    height, width = picture.shape[:2]
    left, right = (round(share * width) for share in crop[0::2])
    top, bottom = (round(share * height) for share in crop[1::2])
    part = np.ascontiguousarray(picture[top : max(bottom, top + 1), left : max(right, left + 1)])
    if position is None:
        return part, None
    x = (position[0] * width - left) / part.shape[1]
    y = (position[1] * height - top) / part.shape[0]
    return part, (x, y)


@dataclass(frozen=True)
class _Still:
    """A picture, or a frame of a video, which may be a reduced copy.

    Attributes:
        picture: RGB.
        scale: pixels of the original for each of ``picture``.
    """

    picture: Frame
    scale: float = 1.0

    def faces(self, finder: FindsFaces) -> tuple[SeenFace, ...]:
        """Faces in it, largest first."""
        # In the same size as ``analyse_portrait`` looks at it, so that both number faces alike.
        copy, scale = shrunk(self.picture, WORKING_SIDE)
        return look_at(copy, scale * self.scale, finder).faces


def _frames(path: Path) -> list[_Still]:
    """A few frames of a video in order, no larger than a preview."""
    with opened_media(path) as container:
        stream = picture_stream(container)
        if stream is None:
            raise UnreadableMediaError(path, "it shows nothing")
        facts = video_facts(container, stream)
        found = sampled_frames(container, stream, facts)
    if not found:
        raise UnreadableMediaError(path, "no picture in it can be decoded")
    side = max(facts.width, facts.height)
    return [_Still(frame, side / max(frame.shape[:2])) for _, frame in found]


def _is_usable(face: SeenFace) -> bool:
    return face.eye_distance >= MIN_EYES and abs(face.yaw) <= MAX_YAW


def _nearest(faces: Iterable[SeenFace], position: tuple[float, float]) -> SeenFace:
    """The face whose middle is nearest to a place.

    Raises:
        NoFaceError: there is none.
    """

    def distance(face: SeenFace) -> float:
        left, top, right, bottom = face.box
        return math.dist(((left + right) / 2, (top + bottom) / 2), position)

    nearest = min(faces, key=distance, default=None)
    if nearest is None:
        raise NoFaceError
    return nearest


def _first_usable(
    stills: list[_Still], finder: FindsFaces, position: tuple[float, float] | None
) -> tuple[Frame, int]:
    """The first frame in which the chosen face can speak, and its index there."""
    is_seen = False
    for still in stills:
        faces = still.faces(finder)
        if not faces:
            continue
        is_seen = True
        face = faces[0] if position is None else _nearest(faces, position)
        if _is_usable(face):
            return still.picture, face.index
    if is_seen:
        raise FaceUnusableError("too small or turned too far wherever it was looked for")
    raise NoFaceError


def _saved(picture: Frame, workdir: Path) -> Path:
    image = Image.fromarray(picture)
    image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    if picture.shape[2] > 3 and bool((np.asarray(image)[..., 3] < OPAQUE).any()):  # noqa: PLR2004 (RGB)
        path = workdir / "picture.png"
        image.save(path)
        return path
    path = workdir / "picture.jpg"
    image.convert("RGB").save(path, quality=PICTURE_QUALITY, subsampling=0)
    return path


def _thumbnail(still: Path, workdir: Path) -> Path:
    path = workdir / "thumbnail.webp"
    with Image.open(still) as image:
        image.thumbnail(THUMBNAIL)
        image.save(path, "WEBP", quality=THUMBNAIL_QUALITY)
    return path
