"""Why a link to a video could not be made, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords

SHARING: Final[Mapping[str, ErrorWords]] = MappingProxyType(
    {
        "video_not_finished": ErrorWords(
            _("The video is not finished"), "", _("Wait until it is made.")
        ),
        "sharing_off": ErrorWords(
            _("Links are switched off"),
            _("The administrator of this studio does not allow links to videos."),
            _("Download the video and send the file."),
        ),
        "too_many_links": ErrorWords(
            _("This video has too many links"), "", _("End one that is not needed any more.")
        ),
        "link_not_ours": ErrorWords(
            _("This is no link to a video of this site"),
            _("Nothing is fetched from other sites."),
            _("Save the video and send the file."),
        ),
        "link_over": ErrorWords(
            _("This link does not work any more"), "", _("Ask whoever sent it to you for the file.")
        ),
        "link_locked": ErrorWords(
            _("This link has a password"),
            _("What is behind it is not looked at for others."),
            _("Send the file itself, if you have it."),
        ),
        "label_required": ErrorWords(
            _("Every video here is labelled"),
            _("The administrator of this studio wants every video to say what it is."),
            _("Leave the label on."),
            can_retry=False,
        ),
        "bad_expiry": ErrorWords(
            _("A link cannot last so long here"), "", _("Choose a shorter time.")
        ),
    }
)
