"""What is worth saying about a file; thresholds with their reasons.

``docs/quality.md`` lists the codes. Interfaces put them into words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from inference.inspection.findings import Advice, HeardSound, Level, SeenFace

CODES: Final = (
    "no_face",
    "face_small",
    "face_turned",
    "face_covered",
    "face_rarely_seen",
    "several_faces",
    "dark",
    "overexposed",
    "blurred",
    "low_resolution",
    "variable_fps",
    "hdr",
    "unsupported_container",
    "no_sound",
    "no_speech",
    "quiet",
    "noisy",
    "clipped",
    "too_short",
    "long",
    "too_long",
)

MIN_EYES: Final = 24.0  # pixels; a smaller mouth is refused everywhere in the product
GOOD_EYES: Final = 48.0  # pixels; below it teeth are a few pixels
GOOD_YAW: Final = 35.0  # degrees; beyond it one corner of the mouth begins to hide
MAX_YAW: Final = 58.0  # degrees; portraits turned further are refused
GOOD_PITCH: Final = 30.0
SIMILAR_SIZE: Final = 0.45  # of the largest face's height, as for portraits
GOOD_VISIBLE: Final = 0.9  # of the sampled frames
MIN_VISIBLE: Final = 0.2
DARK: Final = 0.18  # mean brightness of a face in which lips can hardly be told from skin
WHITE_SHARE: Final = 0.3
BLURRED: Final = 0.2
MIN_HEIGHT: Final = 480  # pixels of the shorter side
QUIET: Final = -40.0  # LUFS; louder is levelled without lifting the noise much
NOISY: Final = 12.0  # dB between speech and its pauses
CLIPPED: Final = 0.001  # share of samples
MIN_SPEECH: Final = 0.03  # share of the time
MIN_DURATION: Final = 0.3  # seconds
LONG: Final = 600.0  # seconds; rendering takes a while, which is worth knowing
MAX_DURATION: Final = 9000.0  # seconds: two and a half hours


@dataclass(frozen=True, slots=True)
class Picture:
    """What is judged about a picture or the frames of a video.

    Attributes:
        faces: largest first.
        covered_share: share of the frames in which the mouth is hidden.
        sharpness: as in ``Inspection``.
        brightness: as in ``Inspection``.
        white_share: share of the face without detail.
        size: (width, height) in pixels.
    """

    faces: tuple[SeenFace, ...]
    covered_share: float
    sharpness: float
    brightness: float
    white_share: float
    size: tuple[int, int]


def on_picture(seen: Picture) -> Iterator[Advice]:
    """Advice on faces, light and sharpness."""
    if not seen.faces:
        yield Advice("no_face", Level.ERROR)
    else:
        yield from _on_face(seen.faces[0], seen.covered_share)
        yield from _on_rivals(seen.faces)
    if seen.brightness < DARK:
        yield Advice("dark", Level.WARNING, {"brightness": seen.brightness})
    if seen.white_share > WHITE_SHARE:
        yield Advice("overexposed", Level.WARNING, {"share": seen.white_share})
    if seen.sharpness < BLURRED:
        yield Advice("blurred", Level.WARNING, {"sharpness": seen.sharpness})
    if min(seen.size) < MIN_HEIGHT:
        facts = {"width": seen.size[0], "height": seen.size[1]}
        yield Advice("low_resolution", Level.WARNING, facts)


def on_sound(heard: HeardSound, *, is_needed: bool) -> Iterator[Advice]:
    """Advice on a recording.

    Args:
        heard: measurements.
        is_needed: whether the sound is what the file is for, rather than that of a video.
    """
    if heard.loudness is None or heard.speech_share < MIN_SPEECH:
        level = Level.ERROR if is_needed else Level.INFO
        yield Advice("no_speech", level, {"share": heard.speech_share})
        return
    if heard.loudness < QUIET:
        yield Advice("quiet", Level.WARNING, {"loudness": heard.loudness})
    if heard.snr_db is not None and heard.snr_db < NOISY:
        yield Advice("noisy", Level.WARNING, {"snr_db": heard.snr_db})
    if heard.clipped_share > CLIPPED:
        yield Advice("clipped", Level.WARNING, {"share": heard.clipped_share})


def on_duration(seconds: float) -> Iterator[Advice]:
    """Advice on the length of a sound or video."""
    if seconds < MIN_DURATION:
        facts: dict[str, Any] = {"duration": seconds, "minimum": MIN_DURATION}
        yield Advice("too_short", Level.ERROR, facts)
    elif seconds > MAX_DURATION:
        facts = {"duration": seconds, "maximum": MAX_DURATION}
        yield Advice("too_long", Level.ERROR, facts)
    elif seconds > LONG:
        yield Advice("long", Level.INFO, {"duration": seconds})


def worst_first(advice: list[Advice]) -> tuple[Advice, ...]:
    """Errors before warnings before what merely informs."""
    order = [Level.ERROR, Level.WARNING, Level.INFO]
    return tuple(sorted(advice, key=lambda one: order.index(one.level)))


def _on_face(face: SeenFace, covered_share: float) -> Iterator[Advice]:
    if face.eye_distance < GOOD_EYES:
        level = Level.ERROR if face.eye_distance < MIN_EYES else Level.WARNING
        yield Advice("face_small", level, {"eye_distance": face.eye_distance})
    if abs(face.yaw) > GOOD_YAW or abs(face.pitch) > GOOD_PITCH:
        level = Level.ERROR if abs(face.yaw) > MAX_YAW else Level.WARNING
        yield Advice("face_turned", level, {"yaw": face.yaw, "pitch": face.pitch})
    if covered_share > 1 - GOOD_VISIBLE:
        yield Advice("face_covered", Level.WARNING, {"share": covered_share})
    if face.visible_share < GOOD_VISIBLE:
        level = Level.ERROR if face.visible_share < MIN_VISIBLE else Level.WARNING
        yield Advice("face_rarely_seen", level, {"share": face.visible_share})


def _on_rivals(faces: tuple[SeenFace, ...]) -> Iterator[Advice]:
    heights = [face.box[3] - face.box[1] for face in faces]
    n_similar = sum(height > SIMILAR_SIZE * heights[0] for height in heights)
    if len(faces) > 1:
        level = Level.WARNING if n_similar > 1 else Level.INFO
        yield Advice("several_faces", level, {"n_faces": len(faces)})
