"""``python -m inference inspect``: what is in a file, and whether it will do."""

import argparse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from inference.commands.result import Result
from inference.inspection.findings import Advice, HeardSound, Inspection
from inference.inspection.inspect_file import inspect_file
from inference.registry import Registry

WORDS: Final = {
    "no_face": "no face found; use one in which a face is large and visible",
    "face_small": "the face is small: {eye_distance:.0f} pixels between the eyes",
    "face_turned": "the face is turned away: {yaw:.0f}° sideways, {pitch:.0f}° down",
    "face_covered": "something covers the mouth in {share:.0%} of the frames",
    "face_rarely_seen": "the face is seen in {share:.0%} of the frames only",
    "several_faces": "{n_faces} faces; choose who speaks with --face-index",
    "dark": "the face is dark",
    "overexposed": "{share:.0%} of the face is pure white",
    "blurred": "the face is blurred",
    "low_resolution": "small: {width}x{height}",
    "variable_fps": "frames are unevenly spaced; the result has a constant rate",
    "hdr": "high dynamic range; the result has ordinary colours",
    "unsupported_container": "a video of kind {format} cannot be a face; use MP4, MOV, MKV or WebM",
    "no_sound": "there is no sound",
    "no_speech": "nobody speaks",
    "quiet": "very quiet: {loudness:.0f} LUFS",
    "noisy": "noisy: speech is {snr_db:.0f} dB above the noise; cleaning will help",
    "clipped": "too loud when recorded: {share:.1%} of the sound is cut off",
    "too_short": "lasts {duration:.1f} s; at least {minimum:.1f} s are needed",
    "long": "lasts {duration:.0f} s; rendering will take a while",
    "too_long": "lasts {duration:.0f} s; at most {maximum:.0f} s are accepted",
}


def run(arguments: argparse.Namespace) -> Result:
    """Inspect a picture, video or sound.

    Raises:
        InputError: the file is none of these, or damaged.
    """
    path = Path(arguments.file)
    with closing(Registry()) as registry:
        found = inspect_file(path, registry, guess_language=arguments.guess_language)
    rows = [("file", path.name), *_rows(found)]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {value}" for name, value in rows]
    lines += [f"{advice.level.value:<{width}}  {words_of(advice)}" for advice in found.advice]
    return Result("\n".join(lines), found.to_json() | {"path": str(path)})


def words_of(advice: Advice) -> str:
    """An advice as an English phrase."""
    return WORDS[advice.code].format(**advice.facts)


def _rows(found: Inspection) -> Iterator[tuple[str, str]]:
    yield "kind", found.kind
    yield "verdict", found.verdict
    if found.width:
        yield "size", f"{found.width}x{found.height}"
    if found.fps:
        yield "frames", f"{found.fps:.2f} a second"
    if found.duration is not None:
        yield "length", f"{found.duration:.1f} s"
    for face in found.faces:
        turn = f"{face.yaw:+.0f}° sideways, {face.pitch:+.0f}° down"
        size = f"{face.eye_distance:.0f} pixels between the eyes"
        yield f"face {face.index}", f"{size}, {turn}, seen in {face.visible_share:.0%}"
    if found.sharpness is not None and found.brightness is not None:
        yield "picture", f"sharpness {found.sharpness:.2f}, brightness {found.brightness:.2f}"
    if found.sound:
        yield "sound", _sound(found.sound)


def _sound(heard: HeardSound) -> str:
    loudness = "silent" if heard.loudness is None else f"{heard.loudness:.1f} LUFS"
    parts = [loudness, f"speech {heard.speech_share:.0%} of the time"]
    if heard.snr_db is not None:
        parts.append(f"{heard.snr_db:.0f} dB above the noise")
    if heard.language:
        parts.append(f"language {heard.language} ({heard.language_probability or 0:.0%})")
    return ", ".join(parts)
