"""Limits of what people may use, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords

QUOTAS: Final[Mapping[str, ErrorWords]] = MappingProxyType(
    {
        "minutes_used_up": ErrorWords(
            _("Your minutes of this month are used up"),
            _("This video is longer than what is left; your profile shows how much that is."),
            _("Shorten it, wait for the next month, or ask the administrator for more."),
        ),
        "too_many_jobs": ErrorWords(
            _("You have as many videos in the making as you may"),
            "",
            _("Wait for one of them, or cancel one. What you entered is kept."),
        ),
        "account_leaving": ErrorWords(
            _("This account is about to be deleted"),
            _("You asked for it; some days are left to change your mind."),
            _("Reload the page to keep your account."),
        ),
    }
)
