"""Looks at a file before it is used: what it is, what is in it, and whether that will do."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from inference.errors import InferenceError, UnreadableMediaError, UnreadablePictureError
from inference.facetracking.face_geometry import overlap
from inference.facetracking.occlusion import covered, hidden_spots, masked
from inference.inspection import advice as judge
from inference.inspection.findings import Advice, HeardSound, Inspection, Level, SeenFace
from inference.inspection.pictures import FindsFaces, Look, look_at, shrunk
from inference.inspection.sounds import GuessesLanguage, SoundTools, listen
from inference.inspection.video_samples import (
    VideoFacts,
    opened_media,
    picture_stream,
    sampled_frames,
    video_facts,
)
from inference.pictures import on_backdrop, read_picture
from inference.sound_protocols import SpeechActivity
from inference.sound_source import probe_sound

PICTURE_STARTS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
VIDEO_CONTAINERS: Final = frozenset({"mov", "mp4", "matroska", "webm"})
SAME_FACE: Final = 0.3  # overlap of two boxes (intersection over union) of one person


class Parts(Protocol):
    """What is needed of the registry."""

    @property
    def has_transcriber(self) -> bool:
        """Whether the recogniser of speech is loaded already."""

    def face_finder(self) -> FindsFaces:
        """The face landmark model."""

    def transcriber(self) -> GuessesLanguage:
        """The recogniser of speech."""

    def speech_activity(self) -> SpeechActivity:
        """The detector of speech."""


def inspect_file(path: Path, parts: Parts, *, guess_language: bool | None = None) -> Inspection:
    """Inspect a picture, a video or a sound.

    Args:
        path: the file.
        parts: models.
        guess_language: whether to name the language of its speech; ``None`` to do so if the
            recogniser is loaded already, as loading it takes longer than everything else.

    Raises:
        UnreadableMediaError: the file is none of the three, or too damaged to tell.
    """
    if not path.is_file():
        raise UnreadableMediaError(path, "there is no such file")
    if is_picture(path):
        return _picture(path, parts)
    wanted = parts.has_transcriber if guess_language is None else guess_language
    tools = SoundTools(parts.speech_activity(), parts.transcriber() if wanted else None)
    with opened_media(path) as container:
        stream = picture_stream(container)
        if stream is not None:
            return _video(path, container, stream, parts, tools)
    return _sound(path, tools)


def is_picture(path: Path) -> bool:
    """Whether the file's first bytes are those of a JPEG, PNG or WebP."""
    with path.open("rb") as file:
        start = file.read(12)
    return start.startswith(PICTURE_STARTS) or (start[:4] == b"RIFF" and start[8:] == b"WEBP")


def _picture(path: Path, parts: Parts) -> Inspection:
    try:
        picture = read_picture(path)
    except UnreadablePictureError as error:
        raise UnreadableMediaError(path, str(error)) from error
    height, width = picture.shape[:2]
    look = look_at(*shrunk(on_backdrop(picture)), parts.face_finder())
    seen = judge.Picture(
        look.faces, 0.0, look.sharpness, look.brightness, look.white_share, (width, height)
    )
    return Inspection(
        "picture",
        judge.worst_first(list(judge.on_picture(seen))),
        look.faces,
        width,
        height,
        sharpness=look.sharpness,
        brightness=look.brightness,
    )


def _video(path: Path, container: Any, stream: Any, parts: Parts, tools: SoundTools) -> Inspection:
    facts = video_facts(container, stream)
    with ThreadPoolExecutor(1) as beside:
        hearing = beside.submit(_heard, path, facts.duration, tools) if facts.has_sound else None
        finder, scale = parts.face_finder(), max(facts.width, facts.height)
        frames = sampled_frames(container, stream, facts)
        looks = [look_at(frame, scale / max(frame.shape[:2]), finder) for _, frame in frames]
    seen = _joined(looks, (facts.width, facts.height))
    heard = hearing.result() if hearing else None
    found = [*judge.on_picture(seen), *judge.on_duration(facts.duration)]
    found += _on_container(container, facts)
    if heard is not None:
        found += judge.on_sound(heard, is_needed=False)
    return Inspection(
        "video",
        judge.worst_first(found),
        seen.faces,
        facts.width,
        facts.height,
        facts.fps,
        facts.duration,
        facts.has_sound,
        seen.sharpness,
        seen.brightness,
        heard,
    )


def _sound(path: Path, tools: SoundTools) -> Inspection:
    try:
        duration = probe_sound(path).duration
        heard = listen(path, duration, tools)
    except InferenceError as error:
        raise UnreadableMediaError(path, str(error)) from error
    found = [*judge.on_duration(duration), *judge.on_sound(heard, is_needed=True)]
    return Inspection(
        "sound", judge.worst_first(found), duration=duration, has_sound=True, sound=heard
    )


def _heard(path: Path, duration: float, tools: SoundTools) -> HeardSound | None:
    """The sound of a video; a damaged track does not spoil its pictures."""
    try:
        return listen(path, duration, tools)
    except InferenceError:
        return None


def _on_container(container: Any, facts: VideoFacts) -> Iterable[Advice]:
    if not VIDEO_CONTAINERS & set(container.format.name.split(",")):
        yield Advice("unsupported_container", Level.ERROR, {"format": container.format.name})
    if facts.is_variable_rate:
        yield Advice("variable_fps", Level.INFO, {"fps": facts.fps})
    if facts.is_hdr:
        yield Advice("hdr", Level.INFO)
    if not facts.has_sound:
        yield Advice("no_sound", Level.INFO)


def _joined(looks: list[Look], size: tuple[int, int]) -> judge.Picture:
    """One view of all sampled frames: faces matched by where they are, medians elsewhere."""
    faces = _matched(looks)
    showing = [look for look in looks if look.faces] or looks
    if not showing:
        return judge.Picture((), 0.0, 0.0, 0.0, 0.0, size)
    sharpness, brightness, white = np.median(
        [(look.sharpness, look.brightness, look.white_share) for look in showing], axis=0
    )
    return judge.Picture(
        faces, _covered_share(showing), float(sharpness), float(brightness), float(white), size
    )


def _covered_share(looks: list[Look]) -> float:
    """Share of the frames in which the lower face looks foreign to the face's usual look."""
    spots = [look.spots for look in looks if look.spots is not None]
    if not spots:
        return 0.0
    colours = np.stack(spots)
    if masked(colours):
        return 1.0
    return float(covered(hidden_spots(np.ones(len(spots), bool), colours)).mean())


def _matched(looks: list[Look]) -> tuple[SeenFace, ...]:
    """People across frames: a face belongs to whoever it overlaps, or is somebody else."""
    people: list[list[SeenFace]] = []
    for look in looks:
        free = list(people)
        for face in look.faces:
            match = max(free, key=lambda seen: overlap(seen[-1].box, face.box), default=None)
            if match is not None and overlap(match[-1].box, face.box) > SAME_FACE:
                match.append(face)
                free.remove(match)
            else:
                people.append([face])
    joined = [_median_face(person, len(looks)) for person in people]
    joined.sort(key=lambda face: face.visible_share * face.eye_distance, reverse=True)
    return tuple(replace(face, index=index) for index, face in enumerate(joined))


def _median_face(seen: list[SeenFace], n_looks: int) -> SeenFace:
    left, top, right, bottom = np.median([face.box for face in seen], axis=0)
    box = (float(left), float(top), float(right), float(bottom))
    eyes, yaw, pitch = (
        float(np.median([getattr(face, name) for face in seen]))
        for name in ("eye_distance", "yaw", "pitch")
    )
    return SeenFace(0, box, eyes, yaw, pitch, len(seen) / n_looks)
