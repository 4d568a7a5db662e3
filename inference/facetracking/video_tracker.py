"""Following the face that speaks through a video."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from inference.errors import NoFaceError
from inference.faces import N_LANDMARKS, Landmarks
from inference.facetracking.face_crops import FaceCrops
from inference.facetracking.face_geometry import face_box, overlap
from inference.facetracking.face_search import search
from inference.facetracking.observations import AT_ONCE, LandmarkSpool, Observed, Observer
from inference.facetracking.people import FaceChoice, Person, people, speaker
from inference.facetracking.portrait import FindsFaces
from inference.facetracking.smoothing import MAX_GAP, REACH, fill_gaps, smoothed
from inference.facetracking.track_cache import (
    LANDMARKS,
    TrackCache,
    cache_key,
    load_once,
    mapped,
    nowhere,
    save_curves,
)
from inference.facetracking.track_curves import track_curves
from inference.frame_memory import release_pages
from inference.planar import PlanarFrame
from inference.prefetch import prefetched
from inference.tracks import FaceTrack, Hindrance
from inference.video_source import VideoSource

BLOCK: Final = 500  # frames that are smoothed at once
AHEAD: Final = 3  # frames that are decoded while one is searched
SAMPLES: Final = 8  # frames in which people are looked for to offer a choice
OBSERVING: Final = 0.97  # share of the work


@dataclass(frozen=True, slots=True)
class UntouchedSpan:
    """Frames of a result in a row whose mouth is left alone.

    Attributes:
        start: seconds in the result.
        end: as ``start``.
        reason: why; of the first frame's own.
    """

    start: float
    end: float
    reason: Hindrance


@dataclass(frozen=True, slots=True)
class OfferedFace:
    """A person to choose.

    Attributes:
        position: (x, y) of the face's middle as shares of width and height; for ``FaceChoice``.
        box: (left, top, right, bottom) as shares.
        frame: the frame in which the face is largest, for a thumbnail.
        n_seen: in how many of the samples.
    """

    position: tuple[float, float]
    box: tuple[float, float, float, float]
    frame: int
    n_seen: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A face to follow, where its track goes, and its number among all that were asked for."""

    choice: FaceChoice
    folder: Path
    place: int


@dataclass(frozen=True, slots=True)
class _Followers:
    """Who takes what is found on the way, and whether everybody asked for must be there."""

    crops: FaceCrops | None
    report: Callable[[float], None]
    is_strict: bool


def track_face(
    source: VideoSource,
    finder: FindsFaces,
    *,
    choice: FaceChoice | None = None,
    cache: Path | None = None,
    crops: FaceCrops | None = None,
    report: Callable[[float], None] = lambda _: None,
) -> FaceTrack:
    """Follow one face through all frames of a video; hard frames are marked, never raised for.

    Args:
        source: the video.
        finder: finds faces in pictures.
        choice: whose face; that of the largest and longest visible person by default.
        cache: folder of earlier tracks; ``None`` keeps nothing.
        crops: gets what the face looks like, unless the track is known already.
        report: hears the share that is done; what it raises ends the work and leaves nothing.

    Raises:
        NoFaceError: fewer people were seen than ``choice.index`` asks for.
        UnreadableVideoError: the file cannot be opened any more.
        EngineError: the landmark model failed.
    """
    wanted = [choice or FaceChoice()]
    return _tracks(source, finder, wanted, cache, _Followers(crops, report, is_strict=True))[0]


def track_faces(
    source: VideoSource,
    finder: FindsFaces,
    choices: Sequence[FaceChoice],
    *,
    cache: Path | None = None,
    crops: FaceCrops | None = None,
    report: Callable[[float], None] = lambda _: None,
) -> list[FaceTrack]:
    """Follow several faces through all frames of a video, which is read once for all of them.

    Args:
        source: as for ``track_face``, and so the rest.
        finder: finds faces in pictures.
        choices: whose faces, all different.
        cache: folder of earlier tracks.
        crops: gets what the faces look like, each under its place among ``choices``.
        report: hears the share that is done.

    Returns:
        A track for each choice; for one that fits nobody, a track that can be used nowhere.

    Raises:
        UnreadableVideoError: the file cannot be opened any more.
        EngineError: the landmark model failed.
    """
    return _tracks(source, finder, choices, cache, _Followers(crops, report, is_strict=False))


def _tracks(
    source: VideoSource,
    finder: FindsFaces,
    choices: Sequence[FaceChoice],
    cache: Path | None,
    followers: _Followers,
) -> list[FaceTrack]:
    with ExitStack() as folders:
        if cache is None:
            wanted = [
                _Wanted(c, folders.enter_context(nowhere()), i) for i, c in enumerate(choices)
            ]
            _make(source, finder, wanted, followers)
            followers.report(1.0)
            return [load_once(one.folder) for one in wanted]
        store, keys = TrackCache(cache), [_key(source, choice) for choice in choices]
        known = {place: _stored(store, key, source) for place, key in enumerate(keys)}
        wanted = [
            _Wanted(choices[place], folders.enter_context(store.making(keys[place])), place)
            for place, track in known.items()
            if track is None
        ]
        if wanted:
            _make(source, finder, wanted, followers)
        made = {one.place: mapped(one.folder) for one in wanted}
    followers.report(1.0)
    # those just made lie in their places now, or somebody else's that are the same
    return [known[place] or store.load(key) or made[place] for place, key in enumerate(keys)]


def _stored(store: TrackCache, key: str, source: VideoSource) -> FaceTrack | None:
    track = store.load(key)
    return track if track is not None and len(track) == source.info.n_frames else None


def kept_beside(source: VideoSource, choice: FaceChoice, cache: Path, name: str) -> Path:
    """Where to keep a file that goes when the track of this face goes.

    Args:
        source: the video.
        choice: whose face.
        cache: folder of earlier tracks.
        name: of the file.
    """
    return cache / _key(source, choice) / name


def untouched_spans(
    track: FaceTrack, shown_indices: Iterable[int], fps: Fraction
) -> tuple[UntouchedSpan, ...]:
    """Where a result shows frames whose mouth is left alone.

    Args:
        track: the face in the source.
        shown_indices: ``ShownFrame.source_index`` of each frame of the result.
        fps: of the result.
    """
    spans: list[UntouchedSpan] = []
    start, reason = 0, Hindrance.NONE
    count = 0
    for place, index in enumerate(shown_indices):
        count = place + 1
        now = Hindrance(int(track.hindrances[index]))
        if now != reason:
            if reason:
                spans.append(UntouchedSpan(float(start / fps), float(place / fps), reason))
            start, reason = place, now
    if reason:
        spans.append(UntouchedSpan(float(start / fps), float(count / fps), reason))
    return tuple(spans)


def face_choices(source: VideoSource, finder: FindsFaces) -> list[OfferedFace]:
    """People to choose from, found in a few frames; largest times most often seen first."""
    n_frames = source.info.n_frames
    places = sorted({int((i + 0.5) * n_frames / SAMPLES) for i in range(SAMPLES)})
    seen: list[list[tuple[int, tuple[float, float, float, float]]]] = []
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for place in places:
            for frame in source.frames(place, place + 1):
                for box in [face_box(face) for face in search(frame, finder, workers)]:
                    known = next((one for one in seen if overlap(one[-1][1], box) > 0.2), None)  # noqa: PLR2004
                    if known is None:
                        seen.append([(place, box)])
                    else:
                        known.append((place, box))
    seen.sort(key=lambda one: sum(_width(box) for _, box in one), reverse=True)
    return [_offered(one, source) for one in seen]


def _offered(
    seen: list[tuple[int, tuple[float, float, float, float]]], source: VideoSource
) -> OfferedFace:
    frame, (left, top, right, bottom) = max(seen, key=lambda pair: _width(pair[1]))
    width, height = source.info.width, source.info.height
    box = (left / width, top / height, right / width, bottom / height)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return OfferedFace(middle, box, frame, len(seen))


def _width(box: tuple[float, float, float, float]) -> float:
    return box[2] - box[0]


def _key(source: VideoSource, choice: FaceChoice) -> str:
    return cache_key(source.content_hash, _parameters(source, choice))


def _parameters(source: VideoSource, choice: FaceChoice) -> dict[str, object]:
    return {
        "index": choice.index,
        "position": choice.position,
        "max_side": source.max_side,
        "fps": str(source.info.fps),
    }


def _make(
    source: VideoSource,
    finder: FindsFaces,
    wanted: Sequence[_Wanted],
    followers: _Followers,
) -> None:
    """Write tracks into their folders."""
    info, report = source.info, followers.report
    spool_path = wanted[0].folder / "found.f32"
    with LandmarkSpool(spool_path) as spool, ThreadPoolExecutor(AT_ONCE) as workers:
        observer = Observer(finder, spool, float(info.fps), workers, followers.crops)
        frames = prefetched(source.frames(), AHEAD, _itself)
        try:
            observed = observer.observe(
                frames, info.n_frames, lambda share: report(share * OBSERVING)
            )
        finally:
            frames.close()
        persons = people(observed.tracklets)
        for one in wanted:
            person = _person(persons, one.choice, source, is_strict=followers.is_strict)
            seen = _write(one.folder, person, observed, spool.rows(), float(info.fps))
            if followers.crops:
                followers.crops.choose(seen, one.place)
    spool_path.unlink()


def _person(
    persons: list[Person], choice: FaceChoice, source: VideoSource, *, is_strict: bool
) -> Person:
    try:
        return speaker(persons, choice, (source.info.width, source.info.height))
    except NoFaceError:
        if is_strict:
            raise
        return []


def _write(
    folder: Path, person: Person, observed: Observed, found: Landmarks, fps: float
) -> dict[int, int]:
    """Write the track of one person; the row of the find for each frame that can be used."""
    rows = _rows_by_frame(person, len(observed.shots))
    landmarks = _write_landmarks(folder, found, rows, observed.shots)
    curves = track_curves(landmarks, person, observed, fps)
    save_curves(folder, curves)
    usable = np.flatnonzero(np.asarray(curves["usable"]) > 0)
    return {int(index): int(rows[index]) for index in usable}


def _rows_by_frame(person: Person, n_frames: int) -> npt.NDArray[np.int64]:
    """The row of the spool that shows the person in each frame; -1 where none does."""
    rows = np.full(n_frames, -1, np.int64)
    for tracklet in sorted(person, key=lambda t: t.weight):
        rows[tracklet.frames] = tracklet.rows
    return rows


def _write_landmarks(
    folder: Path,
    found: Landmarks,
    rows: npt.NDArray[np.int64],
    shots: npt.NDArray[np.int32],
) -> Landmarks:
    """Fill short gaps and smooth, stretch by stretch, straight into a file."""
    shape = (len(shots), N_LANDMARKS, 3)
    written: np.memmap[Any, np.dtype[np.float32]] = np.lib.format.open_memmap(
        folder / LANDMARKS, mode="w+", dtype=np.float32, shape=shape
    )
    for start, stop in _stretches(rows, shots):
        for low in range(start, stop, BLOCK):
            high = min(stop, low + BLOCK)
            wide = slice(max(start, low - REACH), min(stop, high + REACH))
            raw = _rows_of(found, rows[wide])
            part = smoothed(fill_gaps(raw))
            written[low:high] = part[low - wide.start : high - wide.start]
            release_pages(found)
            release_pages(written)
    for place, index in enumerate(np.flatnonzero(rows < 0)):
        if not written[index].any():
            written[index] = np.nan
        if place % BLOCK == 0:
            release_pages(written)
    written.flush()
    return written


def _rows_of(found: Landmarks, rows: npt.NDArray[np.int64]) -> Landmarks:
    result = np.full((len(rows), N_LANDMARKS, 3), np.nan, np.float32)
    has = rows >= 0
    if has.any():
        result[has] = found[rows[has]]
    return result


def _stretches(rows: npt.NDArray[np.int64], shots: npt.NDArray[np.int32]) -> list[tuple[int, int]]:
    """(start, stop) of finds with gaps no longer than ``MAX_GAP``, ended by cuts."""
    seen = np.flatnonzero(rows >= 0)
    if not len(seen):
        return []
    breaks = (np.diff(seen) > MAX_GAP + 1) | (np.diff(shots[seen]) != 0)
    places = np.flatnonzero(breaks) + 1
    return [(int(part[0]), int(part[-1]) + 1) for part in np.split(seen, places)]


def _itself(frame: PlanarFrame) -> PlanarFrame:
    """Frames are new arrays already."""
    return frame
