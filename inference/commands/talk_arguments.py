"""The arguments of ``python -m inference talk``, and what they ask for."""

import argparse
from fractions import Fraction
from pathlib import Path
from typing import Final

from inference.backgrounds import Backdrop, BlurredBackdrop, PictureBackdrop, backdrop_of
from inference.commands.caption_arguments import add_caption_arguments
from inference.commands.provenance_arguments import add_provenance_arguments
from inference.commands.voice_arguments import add_voice_arguments
from inference.errors import InputError, UnreadablePictureError, UnsupportedFormatError
from inference.expression import EXPRESSIONS, NEUTRAL, Expression
from inference.lipsync.wav2lip.weights import LICENCE_NOTICE
from inference.liveliness import MAX_STRENGTH, LifeStrength
from inference.media import VideoFormat

SIZE: Final = "1280x720"
FPS: Final = "25"
PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
WEBP: Final = (b"RIFF", b"WEBP")
LIFE: Final = ("blinks", "gaze", "head", "brows")


def add_arguments(talk: argparse.ArgumentParser) -> None:
    """Everything that can be said about a talking video."""
    _add_speech(talk)
    _add_face(talk)
    _add_movement(talk)
    add_caption_arguments(talk)
    result = talk.add_argument_group("result")
    result.add_argument("--out", required=True, metavar="OUT.mp4", help="the video to write")
    result.add_argument(
        "--size", metavar="WxH", help=f"default: {SIZE} for a picture, a video's own"
    )
    result.add_argument("--fps", help=f"of a picture's video; default: {FPS}")
    result.add_argument(
        "--background",
        default="",
        metavar="WHAT",
        help="behind the person: own, blurred, a name such as mist, #rrggbb, #rrggbb,#rrggbb from "
        "top to bottom, or a picture file; default: own, or mist where there is nothing",
    )
    result.add_argument("--curves", metavar="OUT.json|csv", help="also write ARKit blendshapes")
    result.add_argument("--report", metavar="OUT.json", help="also write what was done")
    add_provenance_arguments(talk)


def background_of(arguments: argparse.Namespace) -> Backdrop:
    """What is to be seen behind the person.

    Raises:
        UnsupportedFormatError: there is no such background, and no such file.
    """
    wanted: str = arguments.background
    if wanted == "blurred":
        return BlurredBackdrop()
    if "," in wanted and wanted.startswith("#"):
        top, _, bottom = wanted.partition(",")
        return backdrop_of({"kind": "gradient", "from": top, "to": bottom})
    if Path(wanted).suffix:
        return PictureBackdrop(Path(wanted))
    return backdrop_of(wanted)


def _add_speech(talk: argparse.ArgumentParser) -> None:
    speech = talk.add_argument_group("speech")
    source = speech.add_mutually_exclusive_group(required=True)
    source.add_argument("--text", help="what to say")
    source.add_argument("--text-file", metavar="FILE", help="a UTF-8 text file, - for stdin")
    source.add_argument("--audio", metavar="FILE", help="a recording, or a video with sound")
    add_voice_arguments(speech)
    speech.add_argument("--rate", type=float, default=1.0, help="speed, 0.5 to 2.0")
    speech.add_argument(
        "--pitch",
        type=float,
        default=0.0,
        metavar="SEMITONES",
        help="higher or lower, -6 to 6, default: %(default)s",
    )
    speech.add_argument(
        "--pronunciations", metavar="FILE.json", help="how names and foreign words are said"
    )
    speech.add_argument("--start", type=float, metavar="S", help="begin of the recording's part")
    speech.add_argument("--end", type=float, metavar="S", help="its end")
    speech.add_argument(
        "--sound",
        choices=("original", "cleaned"),
        default="original",
        help="which sound of a noisy recording the video gets",
    )
    speech.add_argument(
        "--keep-level", action="store_true", help="do not bring a recording to -16 LUFS"
    )


def _add_face(talk: argparse.ArgumentParser) -> None:
    face = talk.add_argument_group("face")
    face.add_argument("--face", required=True, metavar="FILE", help="picture or video of a face")
    face.add_argument("--face-index", type=int, metavar="N", help="who speaks; 0 is the largest")
    face.add_argument("--face-at", metavar="X,Y", help="who speaks, by place: shares of the video")
    face.add_argument(
        "--fit",
        choices=("loop", "hold", "trim", "whole"),
        default="loop",
        help="for a video: play it back and forth, hold its last frame, end with the shorter,"
        " or show all of it; default: %(default)s",
    )
    face.add_argument("--cache", metavar="FOLDER", help="keep what is found out about a video")
    face.add_argument(
        "--engine",
        choices=("warp", "wav2lip"),
        default="warp",
        help=f"who redraws the mouth; default: %(default)s. Wav2Lip: {LICENCE_NOTICE}",
    )


def _add_movement(talk: argparse.ArgumentParser) -> None:
    movement = talk.add_argument_group("expression and movement")
    movement.add_argument("--expression", choices=tuple(EXPRESSIONS), default=NEUTRAL)
    movement.add_argument("--strength", type=float, default=1.0, help="of the expression, 0 to 1")
    for name in LIFE:
        movement.add_argument(
            f"--{name}", type=float, metavar="X", help=f"0 to {MAX_STRENGTH:g}; 1 for pictures"
        )


def is_picture(path: Path) -> bool:
    """Whether the file's first bytes are those of a JPEG, PNG or WebP.

    Raises:
        UnreadablePictureError: there is no such file.
    """
    try:
        with path.open("rb") as file:
            start = file.read(12)
    except OSError as error:
        raise UnreadablePictureError(path, error.strerror or "it cannot be opened") from None
    return start.startswith(PICTURES) or (start[:4], start[8:]) == WEBP


def form_of(arguments: argparse.Namespace, *, of_picture: bool) -> VideoFormat | None:
    """Size and rate as ``--size`` and ``--fps`` give them; ``None``: those of a video.

    Raises:
        UnsupportedFormatError: they are no numbers, no such video can be made, or a rate was given
            for a video, which keeps its own.
    """
    if not of_picture:
        if arguments.fps:
            raise UnsupportedFormatError("a video keeps its own rate")
        if not arguments.size:
            return None
    size, rate = arguments.size or SIZE, arguments.fps or FPS
    width, cross, height = size.lower().partition("x")
    if not (cross and width.isascii() and width.isdigit() and height.isdigit()):
        raise UnsupportedFormatError(f"size {size!r}: write it as 1280x720")
    try:
        fps = Fraction(rate)
    except (ValueError, ZeroDivisionError):
        raise UnsupportedFormatError(f"fps {rate!r} is not a number") from None
    return VideoFormat(int(width), int(height), fps)


def life_of(arguments: argparse.Namespace, *, of_picture: bool) -> LifeStrength | None:
    """How much moves besides the mouth; ``None`` where nothing was said about it."""
    given = {name: value for name in LIFE if (value := getattr(arguments, name)) is not None}
    if not given:
        return None
    usual = LifeStrength() if of_picture else LifeStrength.none()
    return LifeStrength.from_json(usual.to_json() | given)


def position_of(arguments: argparse.Namespace) -> tuple[float, float] | None:
    """The place that ``--face-at`` names.

    Raises:
        InputError: it is not two numbers within [0, 1].
    """
    if arguments.face_at is None:
        return None
    try:
        x, y = (float(part) for part in arguments.face_at.split(","))
    except ValueError:
        raise InputError(f"face-at {arguments.face_at!r}: write it as 0.5,0.3") from None
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise InputError(f"face-at {arguments.face_at!r}: both must be within 0 and 1")
    return x, y


def expression_of(arguments: argparse.Namespace) -> Expression:
    """What ``--expression`` and ``--strength`` give."""
    return Expression(arguments.expression, arguments.strength)
