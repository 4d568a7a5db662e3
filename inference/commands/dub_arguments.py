"""The arguments of ``python -m inference dub``."""

import argparse

from inference.commands.caption_arguments import add_caption_arguments
from inference.commands.provenance_arguments import add_provenance_arguments
from inference.dubbing.dub_spec import Background, CaptionLanguage
from inference.lipsync.wav2lip.weights import LICENCE_NOTICE


def add_arguments(dub: argparse.ArgumentParser) -> None:
    """Everything that can be said about a dub."""
    _add_words(dub)
    _add_sound(dub)
    add_caption_arguments(dub)
    picture = dub.add_argument_group("picture")
    picture.add_argument("--no-lip-sync", action="store_true", help="leave the picture as it is")
    picture.add_argument(
        "--engine",
        choices=("warp", "wav2lip"),
        default="warp",
        help=f"who redraws the mouth; default: %(default)s. Wav2Lip: {LICENCE_NOTICE}",
    )
    picture.add_argument(
        "--caption-language",
        choices=tuple(CaptionLanguage),
        default=CaptionLanguage.TARGET,
        help="which words --captions writes into the picture; default: %(default)s",
    )
    result = dub.add_argument_group("result")
    result.add_argument("--out", required=True, metavar="OUT.mp4", help="the video to write")
    result.add_argument("--audio", metavar="OUT.m4a", help="also write the dub's sound alone")
    result.add_argument("--lines", metavar="OUT.json", help="also write lines and translation")
    result.add_argument("--report", metavar="OUT.json", help="also write what was done")
    result.add_argument(
        "--cache",
        metavar="FOLDER",
        help="keep what every stage made: the next time only what has changed is done",
    )
    add_provenance_arguments(dub)


def _add_words(dub: argparse.ArgumentParser) -> None:
    words = dub.add_argument_group("words")
    words.add_argument("--video", required=True, metavar="FILE", help="MP4, MOV, MKV or WebM")
    words.add_argument("--to", required=True, metavar="TAG", help="language to dub into, e.g. pt")
    words.add_argument(
        "--from",
        dest="source_language",
        default="",
        metavar="TAG",
        help="language spoken; found out if absent",
    )
    words.add_argument(
        "--lines-from",
        metavar="FILE.json",
        help="lines and translation as --lines wrote them, perhaps corrected",
    )
    words.add_argument("--translator", default="", metavar="ID", help="who translates")
    words.add_argument(
        "--glossary",
        metavar="FILE.json",
        help='fixed translations: [{"term": …, "translation": … or null}, …]',
    )


def _add_sound(dub: argparse.ArgumentParser) -> None:
    sound = dub.add_argument_group("sound")
    sound.add_argument(
        "--voice",
        action="append",
        default=[],
        metavar="[SPEAKER=]ID",
        help="a voice for everybody, or for one speaker; default: near the original's",
    )
    sound.add_argument(
        "--background",
        choices=tuple(Background),
        default=Background.DUCK,
        help="what becomes of the video's own sound; default: %(default)s",
    )
    sound.add_argument(
        "--pronunciations", metavar="FILE.json", help="how names and foreign words are said"
    )
