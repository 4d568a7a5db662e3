"""Options of ``python -m inference write``."""

import argparse

from inference.writing.brief import DEFAULT_SECONDS, Platform


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    command.add_argument("--topic", required=True, help="what the video is about")
    command.add_argument("--audience", default="", help="whom it is for")
    command.add_argument("--tone", default="", help="how it should sound")
    command.add_argument(
        "--seconds",
        type=int,
        default=DEFAULT_SECONDS,
        help="length when spoken, 15 to 90, default: %(default)s",
    )
    command.add_argument("--language", default="en", metavar="TAG", help="default: %(default)s")
    command.add_argument(
        "--platform",
        default=Platform.REELS.value,
        choices=[platform.value for platform in Platform],
        help="where it will be shown, default: %(default)s",
    )
    command.add_argument("--writer", default="", help="gemini, groq, openai or local")
    command.add_argument("--seed", type=int, help="of the local writer's choices")
    command.add_argument("--out", metavar="OUT", help="write OUT.json, or OUT.txt with the words")
