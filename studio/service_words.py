"""Failures of writers and of remote services in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords

_ADMINISTRATOR: Final = _("Choose another one, or tell the administrator. Nothing is lost.")
_LATER: Final = _("Nothing is lost. Try again in a moment, or choose another one.")

WRITERS: Final[Mapping[str, ErrorWords]] = {
    "bad_brief": ErrorWords(
        _("The script cannot be written like this"),
        _("Something about the topic is missing or too long."),
        _("Change the topic and try again."),
        can_retry=False,
    ),
    "writer_language_unsupported": ErrorWords(
        _("The writer does not know this language"),
        _("The built-in writer writes English only."),
        _("Choose English or another writer, or write the text yourself."),
        can_retry=False,
    ),
    "unknown_writer": ErrorWords(
        _("This writer is not here any more"),
        _("It was removed from this installation."),
        _("Choose another writer."),
        can_retry=False,
    ),
    "script_unusable": ErrorWords(
        _("No usable script came out"),
        _("The writer tried several times and nothing could be said."),
        _("Say the topic in other words, or choose another writer."),
    ),
}

PROVIDERS: Final[Mapping[str, ErrorWords]] = {
    "provider_failed": ErrorWords(
        _("The online service failed"), _("It reported a fault of its own."), _LATER
    ),
    "provider_not_configured": ErrorWords(
        _("This online service is not set up"),
        _("It needs a key or an address from the administrator."),
        _ADMINISTRATOR,
    ),
    "provider_key_rejected": ErrorWords(
        _("The online service does not accept our key"),
        _("The key is wrong, has ended, or may not do this."),
        _ADMINISTRATOR,
    ),
    "provider_model_rejected": ErrorWords(
        _("The online service does not know the model"),
        _("The model was probably retired."),
        _ADMINISTRATOR,
    ),
    "provider_refused": ErrorWords(
        _("The online service declined"),
        _("It does not want to answer what this is about."),
        _("Say it in other words, or choose another one. Nothing is lost."),
    ),
    "provider_rate_limited": ErrorWords(
        _("The online service is asked too often just now"),
        _("It allows only so many requests a minute."),
        _("Wait a minute and try again. Nothing is lost."),
    ),
    "provider_quota": ErrorWords(
        _("The quota of the online service is used up"),
        _("What was paid for, or is free, has been spent."),
        _ADMINISTRATOR,
    ),
    "provider_timeout": ErrorWords(
        _("The online service takes too long"), _("No complete answer came in time."), _LATER
    ),
    "provider_unreachable": ErrorWords(
        _("The online service cannot be reached"),
        _("The server has no connection to it, or the service is down."),
        _LATER,
    ),
    "provider_malformed": ErrorWords(
        _("The online service answered something unusable"),
        _("The answer was broken, twice."),
        _LATER,
    ),
}
