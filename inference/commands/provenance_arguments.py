"""The arguments that say how a video is marked as made by a machine."""

import argparse
from pathlib import Path
from typing import Final

from inference.provenance.environment import usual_place
from inference.provenance.marking import (
    IdentityPlace,
    LabelCorner,
    Provenance,
    VideoKind,
    VisibleLabel,
    new_identifier,
)

VERSION: Final = "1"  # of this product, as its API names it


def add_provenance_arguments(command: argparse.ArgumentParser) -> None:
    """What a video may be spared of its marks, and how they look."""
    marks = command.add_argument_group("marks of what a machine made")
    marks.add_argument("--unmarked", action="store_true", help="none of these marks")
    marks.add_argument("--no-label", action="store_true", help="no words in the picture")
    marks.add_argument("--no-watermark", action="store_true", help="nothing hidden in the picture")
    marks.add_argument("--no-credentials", action="store_true", help="do not sign the file")
    marks.add_argument(
        "--label-language", metavar="TAG", help="of the words; default: the language spoken"
    )
    marks.add_argument(
        "--label-corner",
        choices=tuple(LabelCorner),
        default=LabelCorner.TOP_LEFT,
        help="where they stand, unless a mouth is there; default: %(default)s",
    )
    marks.add_argument("--author", default="", metavar="ID", help="who made it, in the credentials")
    add_identity_argument(marks)


def add_identity_argument(command: "argparse._ActionsContainer") -> None:
    """Where the keys lie."""
    command.add_argument(
        "--identity",
        metavar="FOLDER",
        help="the keys of this installation; made there at first use; default: in the data folder",
    )


def place_of(arguments: argparse.Namespace) -> IdentityPlace:
    """Where the keys lie.

    Raises:
        InputError: the environment names a certificate without its key.
    """
    return IdentityPlace(Path(arguments.identity)) if arguments.identity else usual_place()


def provenance_of(
    arguments: argparse.Namespace, kind: VideoKind, language: str
) -> Provenance | None:
    """How the video is to be marked; ``None`` for not at all.

    Args:
        arguments: as given.
        kind: whom the video shows.
        language: that is spoken in it, as far as it is known.

    Raises:
        InputError: a value is out of range.
    """
    label = VisibleLabel(arguments.label_language or language or "en", arguments.label_corner)
    given = (not arguments.no_label, not arguments.no_watermark, not arguments.no_credentials)
    if arguments.unmarked or not any(given):
        return None
    has_label, has_watermark, has_credentials = given
    return Provenance(
        new_identifier(),
        place_of(arguments),
        kind,
        arguments.author,
        VERSION,
        label if has_label else None,
        has_watermark,
        has_credentials,
    )
