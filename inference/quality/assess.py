"""Measures a finished video: does what is seen fit what is heard, and does it look untouched?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from PIL import Image

from inference.errors import UnreadableMediaError
from inference.inspection.inspect_file import is_picture
from inference.inspection.pictures import FindsFaces
from inference.inspection.video_samples import (
    opened_media,
    picture_stream,
    sampled_frames,
    video_facts,
)
from inference.loudness import SPEECH_TARGET
from inference.pictures import on_backdrop, read_picture
from inference.quality.hearing import Ears, Listener, Speech, samples_between
from inference.quality.lower_face import LowerFaces, seam_visibility, sharpness_ratio
from inference.quality.mouth import FaceFollower, MouthTrack, track_mouth
from inference.quality.report import Line, QualityReport, Untouched, graded
from inference.quality.scores import (
    Articulation,
    Lips,
    articulation,
    stillness,
)
from inference.quality.streams import FrameTimes, frame_times, loudness_of, sound_starts_at
from inference.quality.timeline import PAGE, Shown, draw_timeline
from inference.tracks import Hindrance

MEASURED: Final = 180.0  # seconds of frames that are looked at
N_STRETCHES: Final = 3  # of a longer video
N_SOURCE_FRAMES: Final = 16
N_THUMBNAILS: Final = 8
SHORTEST: Final = 0.08  # seconds; a single frame without a face is a blink of the finder
HEARING, SEEING = 0.3, 0.65  # shares of the time that the steps take; the rest is drawing


class Parts(Ears, Protocol):
    """What is needed of the registry."""

    def face_finder(self) -> FindsFaces:
        """The face landmark model."""


@dataclass(frozen=True)
class Material:
    """What is known besides the video.

    Attributes:
        source: picture or video that it was made from, to compare with.
        known_text: what is said.
        language: tag of the speech; found out if ``None``.
        page_start: second at which the picture begins.
    """

    source: Path | None = None
    known_text: str | None = None
    language: str | None = None
    page_start: float = 0.0


def assess(
    video: Path,
    material: Material,
    workdir: Path,
    parts: Parts,
    report: Callable[[float], None],
) -> QualityReport:
    """Measure a video and draw its timeline.

    Up to three minutes are looked at in full, of longer videos three stretches of one minute each,
    so memory and time do not grow with the length; loudness and frame times are those of the whole
    file.

    Args:
        video: any video with a face, as a rule one made here.
        material: what it was made from.
        workdir: takes the picture ``quality.png`` and the thumbnails.
        parts: models.
        report: called with the share done; may raise to stop.

    Raises:
        UnreadableMediaError: the file is no video that can be decoded.
        UnsupportedLanguageError: the recogniser does not know the language named.
    """
    frames = frame_times(video)
    end = frames.starts_at + frames.duration
    stretches = measured_stretches(end, material.page_start)
    speech = Listener(video, parts, workdir).listen(
        stretches, material.language, material.known_text, lambda share: report(HEARING * share)
    )
    track = track_mouth(
        video,
        parts.face_finder(),
        stretches,
        lambda share: report(HEARING + SEEING * share),
    )
    lips = Lips.of(*track.curves())
    untouched = _untouched(track, workdir)
    lines = [*_lip_lines(lips, speech, stretches)]
    lines += _look_lines(track, _source_faces(material.source, parts.face_finder()))
    lines.append(_untouched_line(track, untouched))
    lines += _file_lines(video, frames, track)
    picture = workdir / "quality.png"
    page = _page(stretches, material.page_start)
    draw_timeline(_shown(video, page, speech, track, untouched), picture)
    report(1.0)
    text = "".join(" " * word.follows_space + word.text for word in speech.words).strip()
    return QualityReport(
        tuple(lines), untouched, end, tuple(stretches), speech.language, text, picture
    )


def measured_stretches(duration: float, page_start: float = 0.0) -> list[tuple[float, float]]:
    """The stretches whose frames are looked at, in seconds.

    Of a long video the first, middle and last minute; the middle one moves to where the picture
    begins, if that is elsewhere.
    """
    if duration <= MEASURED:
        return [(0.0, duration)]
    length = MEASURED / N_STRETCHES
    gap = (duration - MEASURED) / (N_STRETCHES - 1)
    first, middle, last = 0.0, length + gap, duration - length
    if not any(start <= page_start < start + length for start in (first, middle, last)):
        middle = min(max(page_start, length), last - length)
    return [(start, start + length) for start in (first, middle, last)]


def _lip_lines(
    lips: Lips | None, speech: Speech, stretches: list[tuple[float, float]]
) -> Iterator[Line]:
    scores, still = Articulation(None, None, None, None, "closure", 0, 0, 0), None
    if lips is not None:
        scores = articulation(
            lips, speech.phones, speech.envelope, is_approximate=speech.is_approximate
        )
        still = stillness(lips, speech.spans, stretches)
    approximate = speech.is_approximate or scores.lag_from == "energy"
    lag = None if scores.lag_ms is None else float(scores.lag_ms)
    yield graded("lag", lag, is_approximate=approximate, found_by=scores.lag_from)
    yield graded(
        "closure",
        scores.closure_auc,
        is_approximate=speech.is_approximate,
        closed_share=scores.closed_share,
        n_bilabials=scores.n_bilabials,
        n_open=scores.n_open,
        n_words=len(speech.words),
        n_placed=speech.n_placed,
    )
    yield graded(
        "rounding",
        scores.rounding_auc,
        is_approximate=speech.is_approximate,
        n_rounded=scores.n_rounded,
    )
    yield graded(
        "stillness",
        still.motion if still else None,
        opening=still.opening if still else None,
        n_pauses=still.n_pauses if still else 0,
    )


def _look_lines(track: MouthTrack, source: LowerFaces | None) -> Iterator[Line]:
    ratio = sharpness_ratio(track.faces, source) if source else None
    mouth, upper = ratio or (None, None)
    yield graded("sharpness", mouth, upper_face=upper)
    yield graded("seam", seam_visibility(track.faces, source) if source else None)


def _untouched_line(track: MouthTrack, untouched: tuple[Untouched, ...]) -> Line:
    times = np.array(track.times)
    hidden = sum(int(((times >= span.start) & (times < span.end)).sum()) for span in untouched)
    return graded("untouched", hidden / len(times), n_spans=len(untouched))


def _file_lines(video: Path, frames: FrameTimes, track: MouthTrack) -> Iterator[Line]:
    sound_start = sound_starts_at(video)
    # Positive like the lag: pictures that start after the sound are late.
    offset = None if sound_start is None else 1000 * (frames.starts_at - sound_start)
    yield graded("container_offset", offset)
    yield graded(
        "dropped_frames",
        frames.n_dropped / frames.n_frames,
        nominal_fps=frames.nominal_fps,
        real_fps=frames.real_fps,
        n_frames=frames.n_frames,
        n_dropped=frames.n_dropped,
        repeated_share=track.n_same / len(track.times),
    )
    loudness = loudness_of(video)
    distance = None
    if loudness.integrated is not None:
        distance = abs(loudness.integrated - SPEECH_TARGET)
    yield graded(
        "loudness",
        distance,
        integrated=loudness.integrated,
        range=loudness.range,
        true_peak=loudness.true_peak,
    )


def _source_faces(source: Path | None, finder: FindsFaces) -> LowerFaces | None:
    """Lower faces of what the video was made from.

    Raises:
        UnreadableMediaError: it is neither a picture nor a video.
    """
    if source is None:
        return None
    faces = LowerFaces()
    if not source.is_file():
        raise UnreadableMediaError(source, "there is no such file")
    if is_picture(source):
        pictures = [on_backdrop(read_picture(source))]
    else:
        with opened_media(source) as container:
            stream = picture_stream(container)
            if stream is None:
                raise UnreadableMediaError(source, "it has no pictures")
            facts = video_facts(container, stream)
            found = sampled_frames(container, stream, facts, n_frames=N_SOURCE_FRAMES, side=None)
        pictures = [picture for _, picture in found]
    for picture in pictures:
        face = FaceFollower(finder).find(picture)
        if face is not None:
            faces.add(picture, face)
    return faces


def _untouched(track: MouthTrack, workdir: Path) -> tuple[Untouched, ...]:
    """Rows of frames whose mouth cannot be judged, with thumbnails of the first few."""
    spans: list[Untouched] = []
    steps = np.diff(track.times)
    step = float(np.median(steps)) if len(steps) else 0.04
    for hindrance, rows in groupby(enumerate(track.hindrances), key=lambda item: item[1]):
        indexes = [index for index, _ in rows]
        start, end = track.times[indexes[0]], track.times[indexes[-1]] + step
        if hindrance is Hindrance.NONE or end - start < SHORTEST:
            continue
        thumbnail = None
        if len(spans) < N_THUMBNAILS and indexes[0] in track.thumbnails:
            thumbnail = workdir / f"untouched-{len(spans) + 1}.jpg"
            Image.fromarray(track.thumbnails[indexes[0]]).save(thumbnail, quality=85)
        spans.append(Untouched(start, end, hindrance.name.lower(), thumbnail))
    return tuple(spans)


def _page(stretches: list[tuple[float, float]], page_start: float) -> tuple[float, float]:
    """What the picture shows: half a minute at most, within one stretch."""
    for start, end in reversed(stretches):
        if start <= page_start or (start, end) == stretches[0]:
            begin = min(max(page_start, start), max(start, end - 1.0))
            return begin, min(end, begin + PAGE)
    raise AssertionError  # pragma: no cover - the first stretch always fits


def _shown(
    video: Path,
    page: tuple[float, float],
    speech: Speech,
    track: MouthTrack,
    untouched: tuple[Untouched, ...],
) -> Shown:
    times, aperture, _ = track.curves()
    inside = (times >= page[0]) & (times <= page[1])
    return Shown(
        page[0],
        page[1],
        samples_between(video, *page),
        tuple(word for word in speech.words if word.end > page[0] and word.start < page[1]),
        tuple(phone for phone in speech.phones if phone.end > page[0] and phone.start < page[1]),
        times[inside],
        aperture[inside],
        tuple((span.start, span.end) for span in untouched),
        is_approximate=speech.is_approximate,
    )
