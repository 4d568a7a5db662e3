"""What moderators decided, and what reporters did wrong, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords, at_fault

_ASK: Final = _("If you think that this is a mistake, ask whoever runs this site.")

MODERATION: Final[Mapping[str, ErrorWords]] = MappingProxyType(
    {
        "text_not_allowed": at_fault(
            "text",
            _("This may not be said here"),
            _("A moderator looked at the words and did not allow them."),
            _("Change what is said. Nothing is lost."),
        ),
        "video_taken_down": ErrorWords(
            _("This video was taken down"),
            _("A moderator decided that nobody may watch it."),
            _ASK,
            can_retry=False,
        ),
        "not_suspendable": ErrorWords(
            _("This person cannot be suspended"),
            _("Nobody suspends themselves or the owner of the site."),
            _("Only a superuser suspends others who may use the admin."),
            can_retry=False,
        ),
        "already_taken_down": ErrorWords(
            _("The video is down already"),
            _("Somebody else decided in the meantime."),
            _("Load the page again."),
            can_retry=False,
        ),
        "not_taken_down": ErrorWords(
            _("The video is not taken down"),
            _("Somebody else put it back in the meantime."),
            _("Load the page again."),
            can_retry=False,
        ),
    }
)
