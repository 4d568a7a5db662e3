"""The arguments that choose a voice; the choice itself loads more."""

from typing import Any, Final

AUTO: Final = "auto"


def add_voice_arguments(group: Any) -> None:
    """Add ``--voice`` and ``--lang`` to a command or a group of its arguments."""
    group.add_argument("--voice", metavar="ID", help="who speaks; `voices` lists them")
    group.add_argument(
        "--lang",
        default=AUTO,
        metavar="TAG",
        help="language of the text, where no voice is named, or of the recording, such as hi or"
        " pt-BR; default: auto",
    )
