"""What the mouth does in a video, frame by frame."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
import numpy.typing as npt

from inference.errors import UnreadableMediaError
from inference.faces import Landmarks
from inference.inspection.pictures import FindsFaces, pose_of, shrunk
from inference.inspection.video_samples import opened_media, picture_stream, upright_picture
from inference.media import Frame
from inference.quality.lower_face import LowerFaces
from inference.tracks import Hindrance

Curve = npt.NDArray[np.float64]

UPPER_LIP, LOWER_LIP, LEFT_CORNER, RIGHT_CORNER = 13, 14, 78, 308  # inner lips
LEFT_EYE, RIGHT_EYE = 33, 263  # outer corners
MAX_RATE: Final = 31.0  # frames a second; of faster videos every second frame is measured
MIN_EYES: Final = 24.0  # pixels, as everywhere in the product
MAX_YAW: Final = 58.0  # degrees
N_LOOKS: Final = 48  # frames of a video whose sharpness and seams are measured
THUMBNAIL: Final = 320  # pixels of the longer side
STEADY: Final = (64, 36)  # size of the copies by which equal frames are recognised
SAME: Final = 0.01  # mean difference of brightness, of 255, below which frames are the same


PATIENCE: Final = 12  # frames in a row without a face after which it is not looked for closely
CLOSE: Final = 1.9  # side of the square around a face's last place, over the face's
CLOSE_SIDE: Final = 448  # pixels of that square as the detector sees it


@dataclass
class MouthTrack:
    """Measurements of frames, in order.

    Attributes:
        times: seconds on the timeline of the file.
        aperture: distance of the inner lips over that of the outer eye corners; NaN without a face.
        width: distance of the mouth's corners over that of the outer eye corners; NaN likewise.
        hindrances: why a frame's mouth cannot be judged.
        faces: closer looks at some of the frames.
        n_same: frames that equal the one before.
        thumbnails: small pictures of hindered frames, the first of each row of them, by index.
    """

    times: list[float] = field(default_factory=list)
    aperture: list[float] = field(default_factory=list)
    width: list[float] = field(default_factory=list)
    hindrances: list[Hindrance] = field(default_factory=list)
    faces: LowerFaces = field(default_factory=LowerFaces)
    n_same: int = 0
    thumbnails: dict[int, Frame] = field(default_factory=dict)

    def curves(self) -> tuple[Curve, Curve, Curve]:
        """Times, aperture and width as arrays."""
        return np.array(self.times), np.array(self.aperture), np.array(self.width)

    def add(self, time: float, picture: Frame, face: Landmarks | None) -> None:
        """Note a frame."""
        hindrance = hindrance_of(face)
        fresh = not self.hindrances or self.hindrances[-1] != hindrance
        if hindrance is not Hindrance.NONE and fresh:
            self.thumbnails[len(self.times)] = shrunk(picture, THUMBNAIL)[0]
        aperture = width = float("nan")
        if face is not None:
            aperture, width = lip_distances(face)
        self.times.append(time)
        self.aperture.append(aperture)
        self.width.append(width)
        self.hindrances.append(hindrance)


class FaceFollower:
    """Chooses the same face in every frame: the one nearest to the last, at first the largest.

    A detector that sees a whole picture misses tilted or small faces now and then; a face that was
    there in the frame before is looked for closely, then.
    """

    def __init__(self, finder: FindsFaces) -> None:
        self._finder = finder
        self._last: Landmarks | None = None
        self._n_missed = 0

    def find(self, picture: Frame) -> Landmarks | None:
        """The face in pixels of the picture, or ``None``."""
        small, scale = shrunk(picture)
        faces = [face * np.float32(scale) for face in self._finder.find(small)]
        faces = faces or self._found_closely(picture)
        if not faces:
            self._n_missed += 1
            return None
        self._n_missed = 0
        face = faces[0] if self._last is None else min(faces, key=self._away)
        self._last = face
        return face

    def _away(self, face: Landmarks) -> float:
        """Pixels from where the face was last."""
        last = face if self._last is None else self._last
        return float(np.linalg.norm(face[:, :2].mean(0) - last[:, :2].mean(0)))

    def _found_closely(self, picture: Frame) -> list[Landmarks]:
        """The face in a square around its last place, if it was seen a moment ago."""
        if self._last is None or self._n_missed >= PATIENCE:
            return []
        low, high = self._last[:, :2].min(0), self._last[:, :2].max(0)
        middle, half = (low + high) / 2, CLOSE * float((high - low).max()) / 2
        left, top = np.maximum(middle - half, 0).astype(int).tolist()
        right, bottom = np.ceil(middle + half).astype(int).tolist()
        part = picture[top:bottom, left:right]
        if min(part.shape[:2]) < MIN_EYES:
            return []
        scale = CLOSE_SIDE / max(part.shape[:2])
        size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        copy = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        corner = np.array([left, top, 0], np.float32)
        return [face / np.float32(scale) + corner for face in self._finder.find(copy)]


def lip_distances(face: Landmarks) -> tuple[float, float]:
    """Aperture and width of the mouth in distances of the outer eye corners."""
    points = face[:, :2]
    eyes = float(np.linalg.norm(points[LEFT_EYE] - points[RIGHT_EYE]))
    aperture = float(np.linalg.norm(points[UPPER_LIP] - points[LOWER_LIP]))
    width = float(np.linalg.norm(points[LEFT_CORNER] - points[RIGHT_CORNER]))
    return aperture / eyes, width / eyes


def hindrance_of(face: Landmarks | None) -> Hindrance:
    """Why the mouth of a frame cannot be judged."""
    if face is None:
        return Hindrance.NO_FACE
    if float(np.linalg.norm(face[LEFT_EYE] - face[RIGHT_EYE])) < MIN_EYES:
        return Hindrance.TOO_SMALL
    return Hindrance.TURNED_AWAY if abs(pose_of(face)[0]) > MAX_YAW else Hindrance.NONE


def track_mouth(
    path: Path,
    finder: FindsFaces,
    stretches: list[tuple[float, float]],
    report: Callable[[float], None],
) -> MouthTrack:
    """Measure the mouth in stretches of a video.

    Args:
        path: the video.
        finder: finds faces.
        stretches: (start, end) in seconds, ascending.
        report: called with the share done.

    Raises:
        UnreadableMediaError: no picture can be decoded.
    """
    track = MouthTrack()
    total = sum(end - start for start, end in stretches)
    look_every, done = total / N_LOOKS, 0.0
    for start, end in stretches:
        follower, before, next_look = FaceFollower(finder), None, start
        for time, picture in frames_between(path, start, end):
            small = np.asarray(cv2.resize(picture, STEADY, interpolation=cv2.INTER_AREA), np.int16)
            if before is not None and float(np.abs(small - before).mean()) < SAME:
                track.n_same += 1
            before = small
            face = follower.find(picture)
            track.add(time, picture, face)
            if face is not None and time >= next_look:
                track.faces.add(picture, face)
                next_look = time + look_every
            report(min(1.0, (done + time - start) / total))
        done += end - start
    if not track.times:
        raise UnreadableMediaError(path, "no picture in it can be decoded")
    return track


def frames_between(path: Path, start: float, end: float) -> Iterator[tuple[float, Frame]]:
    """Upright frames with their times, at most 31 a second.

    Raises:
        UnreadableMediaError: it is no video.
    """
    with opened_media(path) as container:
        stream = picture_stream(container)
        if stream is None:
            raise UnreadableMediaError(path, "it has no pictures")
        stream.thread_type = "AUTO"
        rate = float(stream.average_rate or MAX_RATE)
        step = -(-rate // MAX_RATE)
        if start > 0:
            container.seek(round(start / stream.time_base), stream=stream)
        try:
            n_shown = 0
            for frame in container.decode(stream):
                time = frame.time or 0.0
                if time >= end:
                    return
                if time >= start:
                    if n_shown % step == 0:
                        yield time, upright_picture(frame)
                    n_shown += 1
        except av.FFmpegError:  # what decodes until then is judged
            return
