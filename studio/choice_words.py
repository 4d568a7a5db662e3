"""Refusals of wishes about looks, voices, scripts, words and drafts, for people."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords

_LOOK: Final = {
    "bad_background": ErrorWords(
        _("This is no background"), "", _("Choose a colour, two colours or a picture.")
    ),
    "not_a_picture": ErrorWords(
        _("This is no picture"),
        _("A background is a still picture."),
        _("Choose a JPEG, PNG or WebP file."),
    ),
    "bad_captions": ErrorWords(
        _("Captions cannot look like this"),
        "",
        _("Choose position, size, style and colours again."),
    ),
    "bad_pitch": ErrorWords(
        _("The voice cannot be that high or low"), "", _("Move the slider of the pitch.")
    ),
}

_SCRIPTS: Final = {
    "unknown_script": ErrorWords(
        _("This script is no longer kept"),
        _("It was deleted, or it was left alone for a month."),
        _("Write it again, or put the text into the “Write” tab."),
    ),
    "script_not_ready": ErrorWords(
        _("There is no script yet"), "", _("Wait until it is written, or write it again.")
    ),
    "script_busy": ErrorWords(
        _("The script is being written just now"), "", _("Wait a moment, or cancel it.")
    ),
    "unknown_part": ErrorWords(
        _("A script has no such part"), "", _("Reload the page and try again.")
    ),
    "writer_unavailable": ErrorWords(
        _("This writer is not set up"),
        _("It needs a key or a model from the administrator."),
        _("Choose another writer. Your topic is kept."),
    ),
}

_WORDS: Final = {
    "bad_pronunciation": ErrorWords(
        _("A word cannot be said like this"),
        "",
        _("Write it as it sounds, or in IPA between slashes."),
    ),
    "voice_not_local": ErrorWords(
        _("This voice cannot be tried here"),
        _("It is spoken by an online service."),
        _("Listen with a voice of this computer."),
    ),
    "owner_only": ErrorWords(
        _("Only the owner can do this"), "", _("Ask whoever looks after this installation.")
    ),
    "bad_segment": ErrorWords(
        _("A line of the words is not right"), "", _("Look at its text and its times.")
    ),
}

_DRAFTS: Final = {
    "draft_changed": ErrorWords(
        _("The draft was changed in another window"), "", _("Choose which of the two to keep.")
    ),
    "draft_too_large": ErrorWords(
        _("The draft is too long to be kept"),
        _("It stays in this window."),
        _("Create the video, or shorten the text."),
    ),
}

_PIECES: Final = {
    "too_many_sessions": ErrorWords(
        _("Too many uploads at once"), "", _("Wait until one of them is there, or cancel one.")
    ),
    "chunk_too_large": ErrorWords(
        _("The upload went wrong"), "", _("Reload the page and try again.")
    ),
    "wrong_offset": ErrorWords(_("The upload went wrong"), "", _("Try again; it goes on there.")),
    "incomplete": ErrorWords(
        _("The file has not arrived completely"), "", _("Try again; it goes on where it stopped.")
    ),
}

CHOICES: Final[Mapping[str, ErrorWords]] = {
    **_LOOK,
    **_SCRIPTS,
    **_WORDS,
    **_DRAFTS,
    **_PIECES,
}
