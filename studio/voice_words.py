"""Failures of fetching voices in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords

VOICES: Final[Mapping[str, ErrorWords]] = {
    "unknown_catalogue_voice": ErrorWords(
        _("This voice cannot be fetched"),
        _("It is not in the list of voices that this installation knows."),
        _("Choose one from the list."),
        can_retry=False,
    ),
    "voice_fetch_failed": ErrorWords(
        _("The voice was not fetched"),
        _("Something went wrong on the way."),
        _("Try again; if it happens again, tell the administrator."),
    ),
    "voice_server_unreachable": ErrorWords(
        _("The voices cannot be reached"),
        _("This machine has no connection to the server that offers them."),
        _("Check that the machine is connected to the internet, then try again."),
    ),
    "voice_checksum_wrong": ErrorWords(
        _("The voice arrived damaged"),
        _("What was received is not the file that was expected, so it was thrown away."),
        _("Try again later."),
    ),
    "voice_unsuitable": ErrorWords(
        _("This voice cannot be used here"),
        _("It needs something that is not part of this installation."),
        _("Choose another voice of the same language."),
    ),
    "voice_disk_full": ErrorWords(
        _("There is no room for the voice"),
        _("The disk of this machine is full."),
        _("Make room on the disk, then try again."),
    ),
    "voice_fetch_busy": ErrorWords(
        _("The voice is on its way already"),
        _("Somebody else is fetching it right now."),
        _("Wait a moment; it will appear in the list."),
    ),
}
